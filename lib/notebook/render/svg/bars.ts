/**
 * Bars, beside each other or stacked, and the cells of a heat map.
 *
 * @packageDocumentation
 */
import type { Trace } from "../../../figures/figure";
import { each, type Plot, part } from "./looks";
import { valuesOf } from "./scale";
import { escapeText, n, textAt } from "./text";

/** Draws the bars of one trace. */
export function drawBars(trace: Trace, plot: Plot): string {
  const [xs, ys] = [valuesOf(trace, "x"), valuesOf(trace, "y")];
  const order = plot.bars.indexOf(trace);
  const stacked = plot.barmode === "stack";
  const count = stacked ? 1 : plot.bars.length;
  const width = (plot.x.unit * 0.8) / count;
  return xs
    .map((x, index) => {
      const centre = plot.x.at(x);
      const height = Number(ys[index]);
      if (centre === undefined || (height === 0 && stacked)) return "";
      const below = stacked ? sumBelow(plot.bars.slice(0, order), keyText(x)) : 0;
      const top = plot.y.at(below + height);
      const bottom = below > 0 ? plot.y.at(below) : plot.y.base;
      if (top === undefined || bottom === undefined) return "";
      const left = centre - (width * count) / 2 + (stacked ? 0 : order * width);
      const colour = escapeText(each(part(trace, "marker")["color"], index, plot.ink));
      const bar = `<rect x="${n(left)}" y="${n(Math.min(top, bottom))}" width="${n(width)}" height="${n(Math.abs(bottom - top))}" fill="${colour}"/>`;
      const text = each<string>(trace["text"], index, "");
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

/** Draws the cells of a heat map. */
export function drawCells(trace: Trace, plot: Plot): string {
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
        return text === ""
          ? cell
          : cell + textAt(x, y, text, { size: 11, colour: inkOn(colour, plot.ink), anchor: "middle" });
      }),
    )
    .join("");
}

/** White on a full colour, the usual ink on a tint. */
function inkOn(colour: string, ink: string): string {
  return colour.startsWith("#") ? "#ffffff" : ink;
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
