/** The world, with regions and with users in the colour of their round trip; and round trips over distance. */
import type { UserLatency } from "../../cloud";
import type { CoastPoint, RegionRtt, UrbanPopulation } from "../../datasets";
import type { Figure, FigureFrame, Trace } from "../figure";
import { axis, hiddenAxis, layout, slider, wrap } from "../layout";
import { palette, tint } from "../palette";

/** Round trips in ms up to which a user counts as fast, fair, slow; beyond the last, far. */
const bands = [
  { upTo: 50, name: "up to 50 ms", colour: palette.host },
  { upTo: 100, name: "50 to 100 ms", colour: palette.guest },
  { upTo: 150, name: "100 to 150 ms", colour: palette.hypervisor },
  { upTo: Infinity, name: "above 150 ms", colour: palette.wrong },
] as const;

/** One set of regions, and what users meet with it. */
export interface LatencyMapRow {
  /** Names of the regions' cities. */
  readonly regions: readonly {
    readonly city: string;
    readonly latitudeDeg: number;
    readonly longitudeDeg: number;
  }[];
  readonly meanRttMs: number;
  readonly users: readonly UserLatency<UrbanPopulation>[];
}

/**
 * Draws a map for each row, one a step of the slider: users as discs as large as their number, regions as squares.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, datasets, figures } from "strata";
 *
 * const [users, cities] = [datasets.urbanPopulation(), datasets.regionCities()];
 * const rows = [1, 2].map((count) => {
 *   const choice = cloud.exactRegions(users, cities, count);
 *   return { ...choice, users: cloud.userLatencies(users, choice.regions) };
 * });
 * assert.equal(figures.latencyMapFigure(rows, datasets.coastline()).frames?.length, 2);
 * ```
 */
export function latencyMapFigure(rows: readonly LatencyMapRow[], coast: readonly CoastPoint[]): Figure {
  const frames = rows.map(
    (row): FigureFrame => ({
      name: String(row.regions.length),
      data: [...bands.map((_, band) => usersTrace(row, band)), regionsTrace(row)],
      traces: [...bands.map((_, band) => band + 1), bands.length + 1],
      layout: { title: { text: wrap(finding(row)) } },
    }),
  );
  const last = rows[rows.length - 1]!;
  return {
    data: [coastTrace(coast), ...frames[0]!.data],
    layout: layout(finding(rows[0]!), {
      xaxis: hiddenAxis([-170, 180]),
      yaxis: hiddenAxis([-57, 78]),
      height: 520,
      legend: { orientation: "h", x: 0.02, y: -0.02, itemsizing: "constant" },
      sliders: [slider(frames, "regions: ")],
    }),
    frames,
    still: frames[Math.min(2, frames.length - 1)]!.name,
    sentence: `Mean round trip of the world's town dwellers: ${rows[0]!.meanRttMs.toFixed(0)} ms with ${count(rows[0]!)}, ${last.meanRttMs.toFixed(0)} ms with ${count(last)}.`,
  };
}

function count({ regions }: LatencyMapRow): string {
  return regions.length === 1 ? "one region" : `${regions.length} regions`;
}

function finding(row: LatencyMapRow): string {
  const cities = row.regions.map(({ city }) => city).join(", ");
  return `With ${count(row)} (${cities}), the mean round trip is ${row.meanRttMs.toFixed(0)} ms`;
}

function coastTrace(coast: readonly CoastPoint[]): Trace {
  const gaps = coast.flatMap((point, at): (CoastPoint | null)[] =>
    at > 0 && coast[at - 1]!.line !== point.line ? [null, point] : [point],
  );
  return {
    type: "scatter",
    mode: "lines",
    x: gaps.map((point) => point?.longitudeDeg ?? null),
    y: gaps.map((point) => point?.latitudeDeg ?? null),
    line: { color: tint(palette.idle, 0.55), width: 1 },
    hoverinfo: "skip",
    showlegend: false,
  };
}

function usersTrace(row: LatencyMapRow, band: number): Trace {
  const [from, { upTo, name, colour }] = [bands[band - 1]?.upTo ?? -1, bands[band]!];
  const users = row.users.filter(({ rttMs }) => rttMs > from && rttMs <= upTo);
  return {
    type: "scatter",
    mode: "markers",
    name,
    x: users.map(({ user }) => user.longitudeDeg),
    y: users.map(({ user }) => user.latitudeDeg),
    text: users.map(
      ({ user, rttMs }) => `around ${user.largestCity}: ${user.population} million, ${rttMs.toFixed(0)} ms`,
    ),
    hoverinfo: "text",
    marker: { color: tint(colour, 0.6), size: users.map(({ user }) => round(2.1 * Math.sqrt(user.population))) },
  };
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}

function regionsTrace({ regions }: LatencyMapRow): Trace {
  return {
    type: "scatter",
    mode: "markers+text",
    name: "region",
    x: regions.map(({ longitudeDeg }) => longitudeDeg),
    y: regions.map(({ latitudeDeg }) => latitudeDeg),
    text: regions.map(({ city }) => city),
    textposition: "top center",
    textfont: { size: 13 },
    hoverinfo: "text",
    marker: { symbol: "square", size: 11, color: palette.hardware, line: { color: "#ffffff", width: 1.5 } },
  };
}

/**
 * Draws measured round trips over distance, with what light in fibre would need and 1.6 times that.
 *
 * @param fibreRttMs - least round trip in ms over a distance in km
 * @param inflation - the factor of the second line
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, datasets, figures } from "strata";
 *
 * const figure = figures.rttFigure(datasets.regionRtts(), cloud.fibreRttMs, cloud.MEDIAN_INFLATION);
 * assert.match(figure.sentence, /of 84 pairs/);
 * ```
 */
export function rttFigure(rows: readonly RegionRtt[], fibreRttMs: (km: number) => number, inflation: number): Figure {
  const far = rows.filter(({ greatCircleKm }) => greatCircleKm > 1000);
  const near = far.filter((row) => Math.abs(row.rttMs / (inflation * fibreRttMs(row.greatCircleKm)) - 1) <= 0.25);
  const end = 1.05 * Math.max(...rows.map(({ greatCircleKm }) => greatCircleKm));
  const line = (name: string, factor: number, look: object): Trace => ({
    type: "scatter",
    mode: "lines",
    name,
    x: [0, end],
    y: [0, factor * fibreRttMs(end)],
    line: look,
  });
  return {
    data: [
      line("light in fibre, there and back", 1, { color: palette.idle, width: 2, dash: "dot" }),
      line(`${inflation} times that`, inflation, { color: palette.hypervisor, width: 2 }),
      {
        type: "scatter",
        mode: "markers",
        name: "measured between two regions",
        x: rows.map(({ greatCircleKm }) => greatCircleKm),
        y: rows.map(({ rttMs }) => rttMs),
        text: rows.map(({ from, to, rttMs }) => `${from} to ${to}: ${rttMs} ms`),
        hoverinfo: "text",
        marker: { color: tint(palette.guest, 0.75), size: 8 },
      },
    ],
    layout: layout(`Nothing beats light in fibre; the network takes about ${inflation} times as long`, {
      xaxis: axis("distance along the great circle, km", { rangemode: "tozero" }),
      yaxis: axis("round trip, ms", { rangemode: "tozero" }),
    }),
    sentence: `${near.length} of ${far.length} pairs beyond 1,000 km lie within 25% of ${inflation} times the time of light in fibre, and none below it.`,
  };
}
