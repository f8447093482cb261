/** How long systems are down in a year; and what speed and reliability cost. */
import type { TradeOffRow } from "../../cloud";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette } from "../palette";

/** A system's downtime, computed and simulated. */
export interface DowntimeRow {
  readonly system: string;
  /** Minutes a year, in closed form. */
  readonly computedMinutes: number;
  /** Minutes a year, in a simulated life. */
  readonly simulatedMinutes: number;
}

/**
 * Draws downtime a year as bars on a logarithmic axis, the closed form beside the simulation.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures } from "strata";
 *
 * const rows = [
 *   { system: "one server", computedMinutes: 120, simulatedMinutes: 118 },
 *   { system: "two servers", computedMinutes: 0.03, simulatedMinutes: 0.02 },
 * ];
 * assert.match(figures.downtimeFigure(rows).sentence, /one server: 2.0 h/);
 * ```
 */
export function downtimeFigure(rows: readonly DowntimeRow[]): Figure {
  const bars = (name: string, colour: string, minutes: (row: DowntimeRow) => number): Trace => ({
    type: "bar",
    name,
    x: rows.map(({ system }) => system),
    y: rows.map(minutes),
    text: rows.map((row) => duration(minutes(row))),
    textposition: "outside",
    cliponaxis: false,
    marker: { color: colour },
  });
  const most = Math.max(...rows.flatMap((row) => [row.computedMinutes, row.simulatedMinutes]));
  const least = Math.min(...rows.map(({ computedMinutes }) => computedMinutes));
  const [worst, best] = [rows.find((row) => row.computedMinutes === most) ?? rows[0]!, rows[rows.length - 1]!];
  return {
    data: [
      bars("closed form", palette.guest, ({ computedMinutes }) => computedMinutes),
      bars("simulated life", palette.hypervisor, ({ simulatedMinutes }) => Math.max(simulatedMinutes, least / 10)),
    ],
    layout: layout(
      `From ${duration(worst.computedMinutes)} a year without service to ${duration(best.computedMinutes)}: copies help, if they share nothing`,
      {
        barmode: "group",
        xaxis: axis("system", { type: "category" }),
        yaxis: axis("minutes without service in a year", {
          type: "log",
          range: [Math.floor(Math.log10(least)) - 0.5, Math.ceil(Math.log10(most)) + 0.4],
          dtick: 1,
        }),
      },
    ),
    sentence: `Time without service in a year – ${rows.map(({ system, computedMinutes }) => `${system}: ${duration(computedMinutes)}`).join("; ")}.`,
  };
}

function duration(minutes: number): string {
  if (minutes >= 48 * 60) return `${(minutes / 1440).toFixed(1)} days`;
  if (minutes >= 90) return `${(minutes / 60).toFixed(1)} h`;
  if (minutes >= 1) return `${minutes.toFixed(1)} min`;
  return minutes >= 1 / 60 ? `${(60 * minutes).toFixed(1)} s` : "under 1 s";
}

const spareLooks = [
  { colour: palette.wrong, symbol: "circle" },
  { colour: palette.hypervisor, symbol: "square" },
  { colour: palette.host, symbol: "diamond" },
] as const;

/**
 * Draws cost against latency, one line for each number of spare servers; the labels say how long each is down.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, datasets, figures } from "strata";
 *
 * const options = { peakRequestsPerSecond: 1000, maxRegions: 3, maxSpares: 1 };
 * const rows = cloud.tradeOffs(datasets.urbanPopulation(), datasets.regionCities(), options);
 * assert.equal(figures.tradeOffFigure(rows).data.length, 2);
 * ```
 */
export function tradeOffFigure(rows: readonly TradeOffRow[]): Figure {
  const spares = [...new Set(rows.map(({ spareServers }) => spareServers))];
  const lines = spares.map((spare, at): Trace => {
    const of = rows.filter(({ spareServers }) => spareServers === spare);
    const look = spareLooks[at % spareLooks.length]!;
    return {
      type: "scatter",
      mode: "lines+markers+text",
      name: spare === 1 ? "1 spare server a region" : `${spare} spare servers a region`,
      x: of.map(({ usdPerMonth }) => usdPerMonth),
      y: of.map((row) => row.meanRttMs),
      text: of.map(({ downtimeMinutesPerYear: minutes }) => (minutes < 1 / 60 ? "" : duration(minutes))),
      textposition: "top right",
      textfont: { size: 11 },
      line: { color: look.colour, width: 1.5 },
      marker: { color: look.colour, symbol: look.symbol, size: 9 },
      cliponaxis: false,
    };
  });
  const front = rows.filter(({ isDominated }) => !isDominated).length;
  return {
    data: lines,
    layout: layout("Regions buy speed, spare servers buy reliability, and nothing buys both for little", {
      xaxis: axis("cost of all servers, US$ a month", { rangemode: "tozero" }),
      yaxis: axis("mean round trip, ms", { rangemode: "tozero" }),
      height: 460,
    }),
    sentence: `${front} of ${rows.length} plans are on the frontier of cost, round trip and downtime; labels give the time without service in a year, where it is more than a second.`,
  };
}
