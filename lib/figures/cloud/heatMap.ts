/** The section of a hall in colours of temperature. */
import { upperFirst } from "lodash";
import type { HeatMap } from "../../cloud";
import type { Figure, FigureFrame, Trace } from "../figure";
import { axis, layout, slider, wrap } from "../layout";

/** A hall's temperatures under a name, such as what failed, or the time. */
export interface NamedHeatMap {
  readonly name: string;
  readonly map: HeatMap;
}

/** From cold to hot; a scale that colour-blind readers tell apart. */
const colours = [
  [0, "#2c7bb6"],
  [0.25, "#abd9e9"],
  [0.5, "#ffffbf"],
  [0.75, "#fdae61"],
  [1, "#d7191c"],
] as const;

/**
 * Draws a hall as a heat map, one position of the slider a map. Colours go from the coldest to the warmest of all maps, at most 45 °C.
 *
 * @param what - what the slider moves through, such as `scenario`
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures } from "strata";
 *
 * const maps = cloud.hallScenarios.slice(0, 2).map(({ name, hall }) => ({ name, map: cloud.heatMap(hall) }));
 * assert.match(figures.heatMapFigure(maps, "scenario").sentence, /all well: at most 2\d\.\d °C/);
 * ```
 */
export function heatMapFigure(maps: readonly NamedHeatMap[], what: string): Figure {
  const all = maps.flatMap(({ map }) => map.celsius.flat());
  const range = { zmin: Math.floor(Math.min(...all)), zmax: Math.min(45, Math.ceil(Math.max(...all))) };
  const frames = maps.map(
    (one): FigureFrame => ({
      name: one.name,
      data: [cells(one.map, range), racksOf(one.map), rackNames(one.map)],
      layout: { title: { text: wrap(upperFirst(titleOf(one))) } },
    }),
  );
  const { grid } = maps[0]!.map;
  const cell = grid.options.cellMeters;
  return {
    data: frames[0]!.data,
    layout: layout(upperFirst(titleOf(maps[0]!)), {
      height: 470,
      xaxis: meters("metres across the rows", grid.width, cell, 2),
      yaxis: meters("metres above the floor", grid.height, cell, 1),
      ...(maps.length > 1 && { sliders: [slider(frames, `${what}: `)] }),
    }),
    ...(maps.length > 1 && { frames, still: maps[Math.min(1, maps.length - 1)]!.name }),
    sentence: `Warmest air at a server's inlet – ${maps.map(({ name, map }) => `${name}: at most ${warmestInlet(map).toFixed(1)} °C`).join("; ")}.`,
  };
}

/** The warmest air that any server takes in, in °C. */
export function warmestInlet(map: HeatMap): number {
  return Math.max(...map.rows.map(({ maxInletCelsius }) => maxInletCelsius));
}

function titleOf({ name, map }: NamedHeatMap): string {
  const hot = Math.max(...map.rows.map(({ outletCelsius }) => outletCelsius));
  return `${name}: servers breathe in up to ${warmestInlet(map).toFixed(1)} °C and blow out up to ${hot.toFixed(1)} °C`;
}

/** An axis in metres under cells that are counted. */
function meters(title: string, cells: number, cell: number, step: number): Readonly<Record<string, unknown>> {
  const marks = Array.from({ length: Math.floor((cells * cell) / step) + 1 }, (_, at) => at * step);
  return axis(title, {
    range: [-0.5, cells - 0.5],
    tickvals: marks.map((mark) => round(mark / cell - 0.5)),
    ticktext: marks.map(String),
    showgrid: false,
  });
}

function cells({ celsius }: HeatMap, range: { readonly zmin: number; readonly zmax: number }): Trace {
  return {
    type: "heatmap",
    x: celsius[0]!.map((_, column) => column),
    y: celsius.map((_, level) => level),
    z: celsius.map((level) => level.map((one) => Math.round(one * 10) / 10)),
    colorscale: colours,
    ...range,
    colorbar: { title: { text: "°C" }, thickness: 14 },
    hovertemplate: "%{z} °C<extra></extra>",
  };
}

function rackNames({ grid }: HeatMap): Trace {
  return {
    type: "scatter",
    mode: "text",
    x: grid.racks.map(({ columns }) => (columns[0] + columns[1]) / 2),
    y: grid.racks.map(() => round(0.4 / grid.options.cellMeters)),
    text: grid.racks.map(({ front }, row) => (front === 1 ? `← row ${row}` : `row ${row} →`)),
    textfont: { size: 12, color: "#222222" },
    hoverinfo: "skip",
    showlegend: false,
  };
}

/** Outlines of the racks, one line with gaps. */
function racksOf({ grid }: HeatMap): Trace {
  const top = round(2 / grid.options.cellMeters - 0.5);
  const corners = grid.racks.map(({ columns }) => [columns[0] - 0.5, columns[1] + 0.5] as const);
  return {
    type: "scatter",
    mode: "lines",
    x: corners.flatMap(([left, right]) => [left, left, right, right, null]),
    y: corners.flatMap(() => [-0.5, top, top, -0.5, null]),
    line: { color: "#222222", width: 1.5 },
    hoverinfo: "skip",
    showlegend: false,
  };
}

function round(meters: number): number {
  return Math.round(meters * 1000) / 1000;
}
