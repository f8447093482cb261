/**
 * Lines, broken where a point is missing, and the areas under or between them.
 *
 * @packageDocumentation
 */
import type { Trace } from "../../../figures/figure";
import { colourOf, dashesOf, each, type Plot, part } from "./looks";
import { valuesOf } from "./scale";
import { escapeText, n } from "./text";

/** A point of a trace, in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** Its place in the trace. */
  readonly index: number;
}

/** The points of a trace that can be drawn. */
export function pointsOf(trace: Trace, plot: Plot): Point[] {
  const ys = valuesOf(trace, "y");
  const points = valuesOf(trace, "x").map((x, index) => ({ x: plot.x.at(x), y: plot.y.at(ys[index]), index }));
  return points.filter((point): point is Point => point.x !== undefined && point.y !== undefined);
}

/** The line through the points of a trace. */
export function drawLine(trace: Trace, points: readonly Point[], ink: string): string {
  if (points.length < 2) return "";
  const line = part(trace, "line");
  const width = each<number>(line["width"], 0, 2);
  if (width === 0) return "";
  const colour = escapeText(each(line["color"], 0, colourOf(trace, ink)));
  return `<path d="${steps(points, trace)}" fill="none" stroke="${colour}" stroke-width="${width}"${dashesOf(line)}/>`;
}

/** The area that a trace fills: down to zero, to the trace before, or its own inside. */
export function drawArea(trace: Trace, points: readonly Point[], plot: Plot): string {
  const edge = trace["fill"] === undefined || trace["fill"] === "none" ? undefined : otherEdge(trace, points, plot);
  if (edge === undefined || points.length < 2) return "";
  const colour = escapeText(each(trace["fillcolor"], 0, colourOf(trace, plot.ink)));
  const back = edge.map(({ x, y }) => `L${n(x)} ${n(y)}`).join("");
  return `<path d="${steps(points, trace)}${back}Z" fill="${colour}" stroke="none"/>`;
}

function otherEdge(trace: Trace, points: readonly Point[], plot: Plot): readonly Point[] | undefined {
  const [first, last] = [points[0], points[points.length - 1]];
  if (first === undefined || last === undefined) return undefined;
  switch (trace["fill"]) {
    case "toself":
      return [];
    case "tozeroy":
      return [last, first].map((point) => ({ ...point, y: plot.y.base }));
    case "tonexty": {
      const before = plot.traces[plot.traces.indexOf(trace) - 1];
      return before === undefined ? undefined : corners(pointsOf(before, plot), before).reverse();
    }
    default:
      return undefined;
  }
}

/** The points of a line with the corners that a stepped line has between them. */
function corners(points: readonly Point[], trace: Trace): Point[] {
  if (part(trace, "line")["shape"] !== "hv") return [...points];
  return points.flatMap((point, at) => (at === 0 ? [point] : [{ ...point, y: points[at - 1]!.y }, point]));
}

function steps(points: readonly Point[], trace: Trace): string {
  const isStepped = part(trace, "line")["shape"] === "hv";
  return points
    .map(({ x, y, index }, at) => {
      const isBroken = at === 0 || (index !== points[at - 1]!.index + 1 && trace["connectgaps"] !== true);
      if (isBroken) return `M${n(x)} ${n(y)}`;
      return isStepped ? `H${n(x)}V${n(y)}` : `L${n(x)} ${n(y)}`;
    })
    .join("");
}
