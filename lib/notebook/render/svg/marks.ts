/**
 * Points, lines, bars and cells.
 *
 * @packageDocumentation
 */
import type { Trace } from "../../../figures/figure";
import { type Scale, valuesOf } from "./scale";
import { escapeText, n, textAt } from "./text";

/** Where a trace is drawn. */
export interface Plot {
  readonly x: Scale;
  readonly y: Scale;
  /** How bars stand beside or on each other. */
  readonly barmode: string;
  /** Every bar trace, to share the room of a category. */
  readonly bars: readonly Trace[];
  readonly ink: string;
}

/** A look of Plotly's that is one value for all points, or one a point. */
export function each<T>(value: unknown, index: number, otherwise: T): T {
  const one: unknown = Array.isArray(value) ? value[index] : value;
  return (one ?? otherwise) as T;
}

/** A nested attribute of a trace, such as `marker` or `line`. */
export function part(trace: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const value = trace[name];
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

const dashes: Readonly<Record<string, string>> = { dot: "2 4", dash: "8 5", dashdot: "8 4 2 4" };

/** The attribute that dashes a line as Plotly's `line.dash` says; empty for a solid one. */
export function dashesOf(line: Readonly<Record<string, unknown>>): string {
  const dash = dashes[each<string>(line["dash"], 0, "solid")];
  return dash === undefined ? "" : ` stroke-dasharray="${dash}"`;
}

/** The colour that stands for a trace in the legend. */
export function colourOf(trace: Trace, otherwise: string): string {
  return each(part(trace, "marker")["color"], 0, each(part(trace, "line")["color"], 0, otherwise));
}

/** Draws one trace. */
export function drawTrace(trace: Trace, plot: Plot): string {
  if (trace.type === "bar") return drawBars(trace, plot);
  return trace.type === "heatmap" ? drawCells(trace, plot) : drawScatter(trace, plot);
}

function drawScatter(trace: Trace, plot: Plot): string {
  const [xs, ys] = [valuesOf(trace, "x"), valuesOf(trace, "y")];
  const points = xs.map((x, index) => ({ x: plot.x.at(x), y: plot.y.at(ys[index]), index }));
  const seen = points.filter((point): point is Point => point.x !== undefined && point.y !== undefined);
  const mode = typeof trace["mode"] === "string" ? trace["mode"] : "lines";
  return [
    mode.includes("lines") ? drawLine(trace, seen, plot.ink) : "",
    mode.includes("markers") ? seen.map((point) => drawMarker(trace, point, seen, plot.ink)).join("") : "",
    mode.includes("text") ? seen.map((point) => drawLabel(trace, point, plot.ink)).join("") : "",
  ].join("");
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly index: number;
}

function drawLine(trace: Trace, points: readonly Point[], ink: string): string {
  if (points.length < 2) return "";
  const line = part(trace, "line");
  const steps = points.map(({ x, y }, index) => {
    if (index === 0) return `M${n(x)} ${n(y)}`;
    return line["shape"] === "hv" ? `H${n(x)}V${n(y)}` : `L${n(x)} ${n(y)}`;
  });
  const width = each(line["width"], 0, 2);
  const colour = escapeText(each(line["color"], 0, colourOf(trace, ink)));
  return `<path d="${steps.join("")}" fill="none" stroke="${colour}" stroke-width="${width}"${dashesOf(line)}/>`;
}

function drawMarker(trace: Trace, point: Point, all: readonly Point[], ink: string): string {
  const marker = part(trace, "marker");
  const size = each(marker["size"], point.index, 7);
  if (size <= 0) return "";
  const line = part(marker, "line");
  const fill = escapeText(each(marker["color"], point.index, colourOf(trace, ink)));
  const width = each(line["width"], point.index, 0);
  const stroke =
    width > 0 ? ` stroke="${escapeText(each(line["color"], point.index, ink))}" stroke-width="${width}"` : "";
  const { x, y } = point;
  const half = size / 2;
  switch (each<string>(marker["symbol"], point.index, "circle")) {
    case "square":
      return `<rect x="${n(x - half)}" y="${n(y - half)}" width="${n(size)}" height="${n(size)}" fill="${fill}"${stroke}/>`;
    case "arrow":
      return drawArrowHead(point, all[all.indexOf(point) - 1], size, fill);
    case "diamond":
      return `<path d="M${n(x)} ${n(y - half)}l${n(half)} ${n(half)}l${n(-half)} ${n(half)}l${n(-half)} ${n(-half)}z" fill="${fill}"${stroke}/>`;
    default:
      return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(half)}" fill="${fill}"${stroke}/>`;
  }
}

/** A head whose tip is on the point, away from the point before. */
function drawArrowHead(tip: Point, before: Point | undefined, size: number, fill: string): string {
  const turn = before === undefined ? 0 : (Math.atan2(tip.x - before.x, before.y - tip.y) * 180) / Math.PI;
  const place = `translate(${n(tip.x)} ${n(tip.y)}) rotate(${n(turn)})`;
  return `<path d="M0 0l${n(size / 2.4)} ${n(size)}l${n(-size / 1.2)} 0z" transform="${place}" fill="${fill}"/>`;
}

function drawLabel(trace: Trace, { x, y, index }: Point, ink: string): string {
  const text = each(trace["text"], index, "");
  if (text === "") return "";
  const font = part(trace, "textfont");
  const size = each(font["size"], index, 12);
  const position = each(trace["textposition"], index, "middle center");
  const down = position.startsWith("top") ? -size : position.startsWith("bottom") ? size : 0;
  const anchor = position.endsWith("left") ? "end" : position.endsWith("right") ? "start" : "middle";
  return textAt(x, y + down, text, { size, colour: escapeText(each(font["color"], index, ink)), anchor });
}

function drawBars(trace: Trace, plot: Plot): string {
  const [xs, ys] = [valuesOf(trace, "x"), valuesOf(trace, "y")];
  const order = plot.bars.indexOf(trace);
  const stacked = plot.barmode === "stack";
  const count = stacked ? 1 : plot.bars.length;
  const width = (plot.x.unit * 0.8) / count;
  return xs
    .map((x, index) => {
      const centre = plot.x.at(x);
      const height = Number(ys[index]);
      if (centre === undefined || height === 0) return "";
      const below = stacked ? sumBelow(plot.bars.slice(0, order), keyText(x)) : 0;
      const top = plot.y.at(below + height);
      const bottom = below > 0 ? plot.y.at(below) : plot.y.base;
      if (top === undefined || bottom === undefined) return "";
      const left = centre - (width * count) / 2 + (stacked ? 0 : order * width);
      const colour = escapeText(each(part(trace, "marker")["color"], index, plot.ink));
      const bar = `<rect x="${n(left)}" y="${n(Math.min(top, bottom))}" width="${n(width)}" height="${n(Math.abs(bottom - top))}" fill="${colour}"/>`;
      const text = each(trace["text"], index, "");
      return text === ""
        ? bar
        : bar + textAt(left + width / 2, top - 8, text, { size: 11, colour: plot.ink, anchor: "middle" });
    })
    .join("");
}

function sumBelow(traces: readonly Trace[], key: string): number {
  return traces.reduce((sum, trace) => {
    const index = valuesOf(trace, "x").findIndex((x) => keyText(x) === key);
    return sum + (index < 0 ? 0 : Number(valuesOf(trace, "y")[index]));
  }, 0);
}

function keyText(value: unknown): string {
  return JSON.stringify(value);
}

function drawCells(trace: Trace, plot: Plot): string {
  const rows = trace["z"] as readonly (readonly (number | null)[])[];
  const values = rows.flat().filter((value) => value !== null);
  const low = each(trace["zmin"], 0, Math.min(...values));
  const high = each(trace["zmax"], 0, Math.max(...values));
  const [xs, ys] = [valuesOf(trace, "x"), valuesOf(trace, "y")];
  const gap = each(trace["xgap"], 0, 0);
  const texts = trace["texttemplate"] === undefined ? [] : (trace["text"] as readonly (readonly string[])[]);
  return rows
    .flatMap((row, down) =>
      row.map((value, across) => {
        const x = plot.x.at(xs[across] ?? across);
        const y = plot.y.at(ys[down] ?? down);
        if (value === null || x === undefined || y === undefined) return "";
        const colour = colourAt(trace["colorscale"], high === low ? 0 : (value - low) / (high - low));
        const [width, height] = [plot.x.unit - gap, plot.y.unit - gap];
        const cell = `<rect x="${n(x - width / 2)}" y="${n(y - height / 2)}" width="${n(width)}" height="${n(height)}" fill="${colour}"/>`;
        const text = texts[down]?.[across] ?? "";
        return text === "" ? cell : cell + textAt(x, y, text, { size: 11, colour: plot.ink, anchor: "middle" });
      }),
    )
    .join("");
}

/** The colour at a share of a colour scale; the last step that is not above it. */
function colourAt(scale: unknown, share: number): string {
  const steps = Array.isArray(scale)
    ? (scale as [number, string][])
    : ([
        [0, "#eeeeee"],
        [1, "#3a8fc8"],
      ] as [number, string][]);
  const index = Math.max(
    0,
    steps.findLastIndex(([at]) => at <= share + 1e-9),
  );
  const [low, high] = [steps[index]!, steps[Math.min(index + 1, steps.length - 1)]!];
  if (!low[1].startsWith("#") || !high[1].startsWith("#") || high[0] === low[0]) return escapeText(low[1]);
  const between = (share - low[0]) / (high[0] - low[0]);
  const mixed = [1, 3, 5].map((at) => {
    const [a, b] = [low[1], high[1]].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16)) as [number, number];
    return Math.round(a + (b - a) * between);
  });
  return `rgb(${mixed.join(",")})`;
}
