/** How long starting takes: step by step for one, and for many at once. */
import { uniq } from "lodash";
import type { StartRow } from "../../containers";
import type { Figure } from "../figure";
import { axis, layout } from "../layout";
import { palette, tint } from "../palette";
import { wayColours } from "./ways";

/**
 * Draws when each of many instances is ready, one line a way, on a logarithmic axis.
 *
 * @param rows - of `containers.startAtOnce`, of one or several ways
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, datasets, figures } from "strata";
 *
 * const costs = containers.publishedCosts(datasets.startupOverhead());
 * const application = { name: "shell", system: "linux", layers: [], textMib: 1, dataMib: 1 } as const;
 * const rows = [containers.processWay, containers.containerWay].flatMap((way) => {
 *   const host = new containers.Host({ cores: 4, memoryMib: 4096, costs });
 *   return containers.startAtOnce(host, { way, application, count: 10 }).rows;
 * });
 * assert.match(figures.startUpFigure(rows).sentence, /^10 at once are all ready after: process 3 ms, container /);
 * ```
 */
export function startUpFigure(rows: readonly StartRow[]): Figure {
  const ways = uniq(rows.map(({ way }) => way));
  const of = ways.map((way) => rows.filter((row) => row.way === way));
  const last = of.map((series) => Math.max(...series.map(({ readySeconds }) => readySeconds)));
  const count = Math.max(...of.map((series) => series.length));
  const [fastest, slowest] = [Math.min(...last), Math.max(...last)];
  const lowest = Math.min(...rows.map(({ readySeconds }) => readySeconds));
  return {
    data: of.map((series, at) => ({
      type: "scatter",
      mode: "lines",
      name: ways[at]!,
      x: series.map(({ index }) => index),
      y: series.map(({ readySeconds }) => readySeconds).sort((a, b) => a - b),
      line: { color: wayColours[ways[at]!], width: 2.5, shape: "hv" },
    })),
    layout: layout(
      `${count} at once: ${ways[last.indexOf(fastest)]!} is ready ${Math.round(slowest / fastest).toLocaleString("en-US")} times sooner than ${ways[last.indexOf(slowest)]!}`,
      {
        xaxis: axis("instances that are ready", { range: [0, count + 1] }),
        yaxis: axis("seconds since the command", {
          type: "log",
          range: [Math.log10(lowest) - 0.2, Math.log10(slowest) + 0.2],
          dtick: 1,
        }),
      },
    ),
    sentence: `${count} at once are all ready after: ${ways.map((way, at) => `${way} ${duration(last[at]!)}`).join(", ")}.`,
  };
}

/** What a step keeps busy, and how it is drawn. */
const looks = {
  network: { name: "network", colour: palette.rented },
  disk: { name: "disk", colour: palette.owned },
  cpu: { name: "CPU", colour: palette.host },
  wait: { name: "waiting", colour: tint(palette.idle, 0.6) },
} as const;

/**
 * Draws what one start of each way consists of, as stacked bars.
 *
 * @param rows - one row a way
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, datasets, figures } from "strata";
 *
 * const costs = containers.publishedCosts(datasets.startupOverhead());
 * const application = { name: "shell", system: "linux", layers: [], textMib: 1, dataMib: 1 } as const;
 * const host = new containers.Host({ cores: 4, memoryMib: 4096, costs });
 * const { rows } = containers.startAtOnce(host, { way: containers.containerWay, application, count: 1 });
 * assert.match(figures.startStepsFigure(rows).sentence, /container 151 ms, of which 61 ms CPU/);
 * ```
 */
export function startStepsFigure(rows: readonly StartRow[]): Figure {
  const ms = ({ steps }: StartRow, on: keyof typeof looks) =>
    steps.filter((step) => step.on === on).reduce((sum, step) => sum + step.ms, 0);
  const whole = (row: StartRow) => row.steps.reduce((sum, step) => sum + step.ms, 0);
  const slowest = rows.reduce((most, row) => (whole(row) > whole(most) ? row : most));
  const longest = slowest.steps.reduce((most, step) => (step.ms > most.ms ? step : most));
  const kinds = (Object.keys(looks) as (keyof typeof looks)[]).filter((on) => rows.some((row) => ms(row, on) > 0));
  return {
    data: kinds.map((on) => ({
      type: "bar",
      name: looks[on].name,
      x: rows.map(({ way }) => way),
      y: rows.map((row) => ms(row, on) / 1000),
      marker: { color: looks[on].colour },
    })),
    layout: layout(
      `A ${slowest.way} starts in ${duration(whole(slowest) / 1000)}; the longest part is "${longest.what}", ${duration(longest.ms / 1000)}`,
      { barmode: "stack", xaxis: axis("way to run one application"), yaxis: axis("seconds, if nobody else starts") },
    ),
    sentence: `One start takes: ${rows.map((row) => `${row.way} ${duration(whole(row) / 1000)}, of which ${duration(ms(row, "cpu") / 1000)} CPU`).join("; ")}.`,
  };
}

function duration(seconds: number): string {
  if (seconds >= 60) return `${(seconds / 60).toFixed(1)} min`;
  return seconds >= 1 ? `${seconds.toFixed(1)} s` : `${Math.round(1000 * seconds)} ms`;
}
