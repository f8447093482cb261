/**
 * Figures as still SVG, for viewers without Plotly: stock JupyterLab, `nbconvert --to html`, printed pages. It draws what
 * the course's figures are made of – lines, areas, points, arrows, words, bars, cells, axes, legend, notes – in a few
 * milliseconds, and equal figures give equal bytes. Not drawn: hover texts, colour bars, sliders (a note stands for them).
 *
 * ```text
 * +--------------------------------------------+
 * | title                                      |
 * | axis |            plot               |     |
 * |      |_______________________________|     |
 * |         ticks, groups, axis title          |
 * |         legend                             |
 * +--------------------------------------------+
 * ```
 *
 * @packageDocumentation
 */
import type { Figure, Layout, Trace } from "../../figures/figure";
import { stillOf } from "./still";
import { part } from "./svg/looks";
import { drawTrace } from "./svg/marks";
import { type Scale, scaleOf, valuesOf } from "./svg/scale";
import {
  type Area,
  drawAnnotations,
  drawLegend,
  drawShapes,
  drawTitle,
  drawXAxis,
  drawYAxis,
  ink,
  titleText,
} from "./svg/surroundings";
import { escapeText, textAt, widthOf } from "./svg/text";

const width = 860;

/** Draws a figure as SVG text. */
export function drawSvg(figure: Figure): string {
  const { data, layout, note } = stillOf(figure);
  const height = typeof layout["height"] === "number" ? layout["height"] : 450;
  const [xAxis, yAxis] = [part(layout, "xaxis"), part(layout, "yaxis")];
  const area = areaOf(data, layout, note === undefined ? height : height - 22);
  const x = scaleOf(
    xAxis,
    data.flatMap((trace) => valuesOf(trace, "x")),
    area.left,
    area.right,
  );
  const y = scaleOf(yAxis, yValues(data, layout), area.bottom, area.top);
  const bars = data.filter(({ type }) => type === "bar");
  const barmode = typeof layout["barmode"] === "string" ? layout["barmode"] : "group";
  const plot = { x, y, barmode, bars, traces: data, ink };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" `,
    `font-family="sans-serif" role="img"><title>${escapeText(figure.sentence)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    drawTitle(layout),
    drawYAxis(yAxis, y, area),
    drawShapes(layout, { x, y }, area),
    data.map((trace) => drawTrace(trace, plot)).join(""),
    drawXAxis(xAxis, x, area),
    drawAnnotations(layout, { x, y }, area),
    layout["showlegend"] === false ? "" : drawLegend(data, area, legendTop(xAxis, x, area)),
    note === undefined ? "" : textAt(width - 12, height - 12, note, { size: 11, colour: ink, anchor: "end" }),
    "</svg>",
  ].join("");
}

/** Leaves room for the title, the widest tick of the vertical axis, and the rows of the legend. */
function areaOf(data: readonly Trace[], layout: Layout, height: number): Area {
  const [xAxis, yAxis] = [part(layout, "xaxis"), part(layout, "yaxis")];
  const margin = part(layout, "margin");
  const named = data.filter((trace) => trace.name !== undefined && trace["showlegend"] !== false);
  const legendWidth = named.reduce((sum, { name }) => sum + 50 + widthOf(name!, 12), 0);
  const legendRows = named.length === 0 ? 0 : Math.ceil((legendWidth * 1.1) / (width - 100));
  const hidden = xAxis["visible"] === false;
  const axisRoom = hidden ? 14 : titleText(xAxis) === "" ? 40 : 52;
  const ticks = scaleOf(yAxis, yValues(data, layout), 0, 1).ticks.map(({ label }) => widthOf(label, 12));
  const left = yAxis["visible"] === false ? Number(margin["l"] ?? 20) : Math.max(0, ...ticks) + 44;
  const titleLines = titleText(layout).split("<br>").length;
  const bottom = height - axisRoom - legendRows * 20 - (legendRows > 0 ? 12 : 0);
  return { left, right: width - 20, top: 30 + titleLines * 20, bottom };
}

function legendTop(xAxis: Layout, x: Scale, area: Area): number {
  if (xAxis["visible"] === false) return area.bottom + 20;
  return area.bottom + (x.groups.length > 0 ? 56 : titleText(xAxis) === "" ? 40 : 62);
}

/** The values that the vertical axis must hold; stacked bars count together, and bars start at zero. */
function yValues(data: readonly Trace[], layout: Layout): unknown[] {
  const values = data.flatMap((trace) => valuesOf(trace, "y"));
  if (!data.some(({ type }) => type === "bar")) return values;
  if (layout["barmode"] !== "stack") return [...values, 0];
  const totals = new Map<string, number>();
  for (const trace of data) {
    for (const [index, key] of valuesOf(trace, "x").entries()) {
      const name = JSON.stringify(key);
      totals.set(name, (totals.get(name) ?? 0) + Number(valuesOf(trace, "y")[index]));
    }
  }
  return [...totals.values(), 0];
}
