/** The section of a hall in colours of temperature, and what its servers breathe in. */
import type { HeatMap } from "../../cloud";
import type { Figure, FigureFrame, Trace } from "../figure";
import { axis, layout, slider, wrap } from "../layout";
import { palette } from "../palette";

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
      layout: { title: { text: wrap(titleOf(one)) } },
    }),
  );
  const { grid } = maps[0]!.map;
  const cell = grid.options.cellMeters;
  return {
    data: frames[0]!.data,
    layout: layout(titleOf(maps[0]!), {
      height: 470,
      xaxis: meters("metres across the rows", grid.width, cell, 2),
      yaxis: meters("metres above the floor", grid.height, cell, 1),
      ...(maps.length > 1 && { sliders: [slider(frames, `${what}: `)] }),
    }),
    ...(maps.length > 1 && { frames, still: maps[Math.min(1, maps.length - 1)]!.name }),
    sentence: `Warmest air at a server's inlet – ${maps.map(({ name, map }) => `${name}: at most ${warmest(map).toFixed(1)} °C`).join("; ")}.`,
  };
}

function warmest(map: HeatMap): number {
  return Math.max(...map.rows.map(({ maxInletCelsius }) => maxInletCelsius));
}

function titleOf({ name, map }: NamedHeatMap): string {
  const hot = Math.max(...map.rows.map(({ outletCelsius }) => outletCelsius));
  return `${name}: servers breathe in up to ${warmest(map).toFixed(1)} °C and blow out up to ${hot.toFixed(1)} °C`;
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

/** Where a thermostat is set: a span in °C with its name. */
export interface TemperatureSpan {
  readonly name: string;
  readonly celsius: readonly [low: number, high: number];
}

const lineColours = [palette.host, palette.wrong, palette.hypervisor, palette.hardware, palette.guest, palette.ink];

/**
 * Draws what the servers of one row breathe in, from the floor to the top of the rack, one line a map; spans of temperature lie above.
 *
 * @param row - the row of racks, from the left, from 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures } from "strata";
 *
 * const maps = cloud.hallScenarios.slice(0, 2).map(({ name, hall }) => ({ name, map: cloud.heatMap(hall) }));
 * const figure = figures.inletFigure(maps, { row: 1, spans: [{ name: "thermostat", celsius: [12.8, 22.2] }] });
 * assert.match(figure.sentence, /one of four coolers fails: 3\d\.\d °C at the top/);
 * ```
 */
export function inletFigure(
  maps: readonly NamedHeatMap[],
  { row, spans }: { readonly row: number; readonly spans: readonly TemperatureSpan[] },
): Figure {
  const found = maps.map(({ name, map }) => ({ name, of: map.rows[row]! }));
  const top = found.map(
    ({ name, of }) => `${name}: ${of.inletCelsius[of.inletCelsius.length - 1]!.toFixed(1)} °C at the top`,
  );
  const [least, most] = [
    Math.min(...found.flatMap(({ of }) => of.inletCelsius), ...spans.map(({ celsius }) => celsius[0])),
    Math.max(...found.flatMap(({ of }) => of.inletCelsius), ...spans.map(({ celsius }) => celsius[1])),
  ];
  return {
    data: found.map(
      ({ name, of }, at): Trace => ({
        type: "scatter",
        mode: "lines+markers",
        name,
        x: of.inletCelsius.map((one) => Math.round(one * 100) / 100),
        y: of.heightMeters,
        line: { color: lineColours[at % lineColours.length], width: 2 },
        marker: { color: lineColours[at % lineColours.length], size: 6 },
      }),
    ),
    layout: layout(`The top of the rack is warm first: up to ${most.toFixed(1)} °C at the servers of row ${row}`, {
      height: 500,
      xaxis: axis("temperature of the air taken in, °C", { range: [Math.floor(least) - 1, Math.ceil(most) + 1] }),
      yaxis: axis("metres above the floor", { range: [0, 2.3 + 0.2 * spans.length] }),
      shapes: spans.map(({ celsius }, at) => span(celsius, at)),
      annotations: spans.map(({ name, celsius }, at) => ({
        x: celsius[0],
        y: spanHeight(at) + 0.1,
        text: name,
        xanchor: "left",
        showarrow: false,
        font: { size: 12 },
      })),
    }),
    sentence: `Air at row ${row} – ${top.join("; ")}.`,
  };
}

/** Spans are bars above the rack, one over the other. */
function span([low, high]: readonly [number, number], at: number): Readonly<Record<string, unknown>> {
  const colour = at % 2 === 0 ? palette.guest : palette.host;
  return { type: "line", x0: low, x1: high, y0: spanHeight(at), y1: spanHeight(at), line: { color: colour, width: 6 } };
}

function spanHeight(at: number): number {
  return 2.15 + 0.2 * at;
}

/**
 * Draws what servers breathe in and blow out over time, and when the first passes a limit.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures } from "strata";
 *
 * const from = cloud.heatMap(cloud.goodHall);
 * const maps = cloud.heatUp({ ...cloud.goodHall, supplyShare: 0 }, { from, seconds: 300, stepSeconds: 10 });
 * assert.match(figures.heatUpFigure([from, ...maps], 27).sentence, /27 °C after \d+ s/);
 * ```
 */
export function heatUpFigure(maps: readonly HeatMap[], limitCelsius: number): Figure {
  const passed = maps.find((map) => warmest(map) > limitCelsius);
  const end = maps[maps.length - 1]!;
  const when =
    passed === undefined
      ? `no inlet passes ${limitCelsius} °C`
      : `the first inlet passes ${limitCelsius} °C after ${Math.round(passed.seconds)} s`;
  const line = (name: string, of: (map: HeatMap) => number, colour: string): Trace => ({
    type: "scatter",
    mode: "lines",
    name,
    x: maps.map(({ seconds }) => seconds),
    y: maps.map((map) => Math.round(of(map) * 100) / 100),
    line: { color: colour, width: 2.5 },
  });
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  return {
    data: [
      line("warmest air taken in", warmest, palette.wrong),
      line("air taken in, mean", ({ rows }) => mean(rows.map((row) => row.meanInletCelsius)), palette.guest),
      line("air blown out, mean", ({ rows }) => mean(rows.map((row) => row.outletCelsius)), palette.hypervisor),
    ],
    layout: layout(`When cooling stops, ${when}`, {
      xaxis: axis("seconds since cooling stopped"),
      yaxis: axis("temperature of the air, °C"),
      shapes: [
        {
          type: "line",
          xref: "paper",
          x0: 0,
          x1: 1,
          y0: limitCelsius,
          y1: limitCelsius,
          line: { color: palette.wrong, width: 1.5, dash: "dot" },
        },
      ],
    }),
    sentence: `When cooling stops, ${when}; after ${Math.round(end.seconds)} s the warmest inlet is at ${warmest(end).toFixed(1)} °C.`,
  };
}

function round(meters: number): number {
  return Math.round(meters * 1000) / 1000;
}
