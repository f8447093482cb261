/**
 * Points, arrows and words; lines and areas are in `lines.ts`.
 *
 * @packageDocumentation
 */
import type { Trace } from "../../../figures/figure";
import { drawBars, drawCells } from "./bars";
import { drawArea, drawLine, type Point, pointsOf } from "./lines";
import { colourOf, each, type Plot, part } from "./looks";
import { escapeText, n, textAt } from "./text";

/** Draws one trace. */
export function drawTrace(trace: Trace, plot: Plot): string {
  if (trace.type === "bar") return drawBars(trace, plot);
  return trace.type === "heatmap" ? drawCells(trace, plot) : drawScatter(trace, plot);
}

function drawScatter(trace: Trace, plot: Plot): string {
  const seen = pointsOf(trace, plot);
  const mode = typeof trace["mode"] === "string" ? trace["mode"] : "lines";
  return [
    drawArea(trace, seen, plot),
    mode.includes("lines") ? drawLine(trace, seen, plot.ink) : "",
    mode.includes("markers") ? seen.map((point) => drawMarker(trace, point, seen, plot.ink)).join("") : "",
    mode.includes("text") ? seen.map((point) => drawLabel(trace, point, plot.ink)).join("") : "",
  ].join("");
}

function drawMarker(trace: Trace, point: Point, all: readonly Point[], ink: string): string {
  const marker = part(trace, "marker");
  const size = each<number>(marker["size"], point.index, 7);
  if (size <= 0) return "";
  const line = part(marker, "line");
  const fill = escapeText(each(marker["color"], point.index, colourOf(trace, ink)));
  const width = each<number>(line["width"], point.index, 0);
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
  const text = each<string>(trace["text"], index, "");
  if (text === "") return "";
  const font = part(trace, "textfont");
  const size = each<number>(font["size"], index, 12);
  const position = each(trace["textposition"], index, "middle center");
  const down = position.startsWith("top") ? -size : position.startsWith("bottom") ? size : 0;
  const anchor = position.endsWith("left") ? "end" : position.endsWith("right") ? "start" : "middle";
  return textAt(x, y + down, text, { size, colour: escapeText(each(font["color"], index, ink)), anchor });
}
