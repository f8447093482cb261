/**
 * What stands around the marks: title, axes, legend, lines and notes.
 *
 * @packageDocumentation
 */
import type { Layout, Trace } from "../../../figures/figure";
import { colourOf, dashesOf, each, part } from "./looks";
import type { Scale } from "./scale";
import { escapeText, n, textAt, widthOf } from "./text";

/** The rectangle of the plot in the picture, in pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Colours and sizes of what is not data. */
export const ink = "#444444";
const grid = "#e6e6e6";
const size = 12;

/** The text of a title, be it plain or an object. */
export function titleText(holder: Layout): string {
  const title = holder["title"];
  if (typeof title === "string") return title;
  const text = part(holder, "title")["text"];
  return typeof text === "string" ? text : "";
}

/** The figure's title, at the left. */
export function drawTitle(layout: Layout): string {
  const lines = titleText(layout).split("<br>").length;
  return textAt(12, 14 + lines * 10, titleText(layout), { size: 16, colour: ink, anchor: "start" });
}

/** A horizontal axis under the plot. */
export function drawXAxis(axis: Layout, scale: Scale, area: Area): string {
  if (axis["visible"] === false) return "";
  const line = `<path d="M${n(area.left)} ${n(area.bottom)}H${n(area.right)}" stroke="${ink}"/>`;
  const labels = scale.ticks.map(({ at, label }) =>
    textAt(at, area.bottom + 14, label, { size, colour: ink, anchor: "middle" }),
  );
  const groups = scale.groups.map(({ at, label }) =>
    textAt(at, area.bottom + 32, label, { size, colour: ink, anchor: "middle" }),
  );
  const below = area.bottom + (groups.length > 0 ? 52 : 36);
  const title = textAt((area.left + area.right) / 2, below, titleText(axis), {
    size: 13,
    colour: ink,
    anchor: "middle",
  });
  return line + labels.join("") + groups.join("") + title;
}

/** A vertical axis left of the plot, with lines across it. */
export function drawYAxis(axis: Layout, scale: Scale, area: Area): string {
  if (axis["visible"] === false) return "";
  const lines = scale.ticks.map(({ at }) => `<path d="M${n(area.left)} ${n(at)}H${n(area.right)}" stroke="${grid}"/>`);
  const labels = scale.ticks.map(({ at, label }) =>
    textAt(area.left - 6, at, label, { size, colour: ink, anchor: "end" }),
  );
  const wide = Math.max(0, ...scale.ticks.map(({ label }) => widthOf(label, size)));
  const x = area.left - wide - 22;
  const title = textAt(x, (area.top + area.bottom) / 2, titleText(axis), {
    size: 13,
    colour: ink,
    anchor: "middle",
    turn: -90,
  });
  return lines.join("") + labels.join("") + title;
}

/** Names and colours of the series, in one or more rows under the plot. */
export function drawLegend(data: readonly Trace[], area: Area, top: number): string {
  let [x, y] = [area.left, top];
  return data
    .filter((trace) => trace.name !== undefined && trace["showlegend"] !== false)
    .map((trace) => {
      const name = trace.name!;
      const width = 36 + widthOf(name, size) + 14;
      if (x > area.left && x + width > area.right) [x, y] = [area.left, y + 20];
      const label = textAt(x + 32, y, name, { size, colour: ink, anchor: "start" });
      const key = drawKey(trace, x, y);
      x += width;
      return key + label;
    })
    .join("");
}

function drawKey(trace: Trace, x: number, y: number): string {
  const colour = escapeText(colourOf(trace, ink));
  const isLine = trace.type === "scatter" && each<string>(trace["mode"], 0, "lines").includes("lines");
  if (!isLine) return `<rect x="${n(x + 10)}" y="${n(y - 6)}" width="12" height="12" fill="${colour}"/>`;
  const line = part(trace, "line");
  return `<path d="M${n(x)} ${n(y)}h26" stroke="${colour}" stroke-width="2.5"${dashesOf(line)}/>`;
}

/** Lines and rectangles of the layout. */
export function drawShapes(layout: Layout, scales: { x: Scale; y: Scale }, area: Area): string {
  return listOf(layout["shapes"])
    .map((shape) => {
      const place = (value: unknown, along: "x" | "y") => position(value, shape[`${along}ref`], along, scales, area);
      const [x0, x1] = [place(shape["x0"], "x"), place(shape["x1"], "x")];
      const [y0, y1] = [place(shape["y0"], "y"), place(shape["y1"], "y")];
      if (x0 === undefined || x1 === undefined || y0 === undefined || y1 === undefined) return "";
      const line = part(shape, "line");
      const look = `stroke="${escapeText(each(line["color"], 0, ink))}" stroke-width="${each<number>(line["width"], 0, 1)}"`;
      if (shape["type"] === "line") return `<path d="M${n(x0)} ${n(y0)}L${n(x1)} ${n(y1)}" ${look}${dashesOf(line)}/>`;
      const box = `x="${n(Math.min(x0, x1))}" y="${n(Math.min(y0, y1))}" width="${n(Math.abs(x1 - x0))}" height="${n(Math.abs(y1 - y0))}"`;
      return `<rect ${box} fill="${escapeText(each(shape["fillcolor"], 0, "none"))}" ${look}${dashesOf(line)}/>`;
    })
    .join("");
}

/** Notes of the layout, with their arrows. */
export function drawAnnotations(layout: Layout, scales: { x: Scale; y: Scale }, area: Area): string {
  return listOf(layout["annotations"])
    .map((note) => {
      const x = position(note["x"], note["xref"], "x", scales, area);
      const y = position(note["y"], note["yref"], "y", scales, area);
      if (x === undefined || y === undefined) return "";
      const arrow = note["showarrow"] !== false;
      const [dx, dy] = arrow
        ? [each<number>(note["ax"], 0, 0), each<number>(note["ay"], 0, -30)]
        : [each<number>(note["xshift"], 0, 0), -each<number>(note["yshift"], 0, 0)];
      const font = part(note, "font");
      const anchor = ({ left: "start", right: "end" } as const)[String(note["xanchor"])] ?? "middle";
      const colour = escapeText(each(font["color"], 0, ink));
      const text = textAt(x + dx, y + dy + (arrow && dy < 0 ? -8 : 0), each<string>(note["text"], 0, ""), {
        size: each(font["size"], 0, size),
        colour,
        anchor,
      });
      return arrow ? `<path d="M${n(x + dx)} ${n(y + dy)}L${n(x)} ${n(y)}" stroke="${colour}"/>${text}` : text;
    })
    .join("");
}

function position(
  value: unknown,
  ref: unknown,
  along: "x" | "y",
  scales: { x: Scale; y: Scale },
  area: Area,
): number | undefined {
  if (ref !== "paper" && !String(ref).endsWith("domain")) return scales[along].at(value);
  const share = Number(value);
  return along === "x" ? area.left + share * (area.right - area.left) : area.bottom - share * (area.bottom - area.top);
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
}
