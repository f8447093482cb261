/** What the servers of a hall breathe in: by height, and over time when cooling stops. */
import { mean } from "lodash";
import type { HeatMap } from "../../cloud";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette } from "../palette";
import { type NamedHeatMap, warmestInlet } from "./heatMap";

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
  const passed = maps.find((map) => warmestInlet(map) > limitCelsius);
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
  return {
    data: [
      line("warmest air taken in", warmestInlet, palette.wrong),
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
    sentence: `When cooling stops, ${when}; after ${Math.round(end.seconds)} s the warmest inlet is at ${warmestInlet(end).toFixed(1)} °C.`,
  };
}
