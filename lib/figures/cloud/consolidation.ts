/** What packing saves, over a day and over weeks; and how near the best it is. */
import { groupBy, upperFirst } from "lodash";
import type { ChurnRow, ConsolidationRow, DistanceRow } from "../../cloud";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette, tint } from "../palette";

const colours = [palette.wrong, palette.hypervisor, palette.guest, palette.host, palette.hardware];

/**
 * Draws the hosts that are on over a day, one line a strategy, on a logarithmic axis.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures } from "strata";
 *
 * const row = { strategy: "a server each", hours: 0, hostsOn: 9, watts: 900, migrations: 0, overloadedHosts: 0, demandCores: 1, unmetCores: 0 };
 * assert.equal(figures.hostsOnFigure([row]).sentence, "Hosts on, on average – a server each: 9.0 (0.9 kW).");
 * ```
 */
export function hostsOnFigure(rows: readonly ConsolidationRow[]): Figure {
  const runs = Object.entries(groupBy(rows, "strategy"));
  const mean = (of: readonly ConsolidationRow[], pick: (row: ConsolidationRow) => number) =>
    of.reduce((sum, row) => sum + pick(row), 0) / of.length;
  const found = runs.map(([strategy, of]) => ({
    strategy,
    hosts: mean(of, (row) => row.hostsOn),
    watts: mean(of, (row) => row.watts),
  }));
  const [most, least] = [...found]
    .sort((one, other) => other.hosts - one.hosts)
    .filter((_, at, all) => at === 0 || at === all.length - 1);
  const title =
    least === undefined
      ? `${most!.hosts.toFixed(0)} hosts`
      : `${least.hosts.toFixed(0)} hosts can do the work of ${most!.hosts.toFixed(0)}: packing saves ${((1 - least.watts / most!.watts) * 100).toFixed(0)}% of the energy`;
  return {
    data: runs.map(
      ([strategy, of], at): Trace => ({
        type: "scatter",
        mode: "lines",
        name: strategy,
        x: of.map(({ hours }) => Math.round(hours * 1000) / 1000),
        y: of.map(({ hostsOn }) => hostsOn),
        line: { color: colours[at % colours.length], width: 2.5, shape: "hv" },
      }),
    ),
    layout: layout(title, {
      xaxis: axis("hours"),
      yaxis: axis("hosts that are on", { type: "log", tickvals: roundBetween(rows.map(({ hostsOn }) => hostsOn)) }),
    }),
    sentence: `Hosts on, on average – ${found.map(({ strategy, hosts, watts }) => `${strategy}: ${hosts.toFixed(1)} (${(watts / 1000).toFixed(1)} kW)`).join("; ")}.`,
  };
}

/**
 * Draws the hosts that are on while VMs come and go, beside those that would do.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures } from "strata";
 *
 * const row = { policy: "worst fit", hours: 12, vms: 90, hostsOn: 30, hostsIfRepacked: 20, refused: 0 };
 * assert.match(figures.churnFigure([row]).sentence, /worst fit: 50% more/);
 * ```
 */
export function churnFigure(rows: readonly ChurnRow[]): Figure {
  const runs = Object.entries(groupBy(rows, "policy"));
  const total = (of: readonly ChurnRow[], pick: (row: ChurnRow) => number) =>
    of.reduce((sum, row) => sum + pick(row), 0);
  const extra = runs.map(([policy, of]) => ({
    policy,
    percent: 100 * (total(of, (row) => row.hostsOn) / total(of, (row) => row.hostsIfRepacked) - 1),
  }));
  const worst = [...extra].sort((one, other) => other.percent - one.percent)[0]!;
  const [, any] = runs[0]!;
  const line = (
    name: string,
    of: readonly ChurnRow[],
    y: (row: ChurnRow) => number,
    look: Readonly<Record<string, unknown>>,
  ): Trace => ({
    type: "scatter",
    mode: "lines",
    name,
    x: of.map(({ hours }) => Math.round(hours * 10) / 240).map((days) => Math.round(days * 1000) / 1000),
    y: of.map(y),
    line: look,
  });
  return {
    data: [
      ...runs.map(([policy, of], at) =>
        line(policy, of, (row) => row.hostsOn, { color: colours[(at + 1) % colours.length], width: 2.5 }),
      ),
      line("packed anew, largest first", any, (row) => row.hostsIfRepacked, {
        color: palette.idle,
        width: 2,
        dash: "dot",
      }),
    ],
    layout: layout(
      `VMs come and go and leave gaps: ${worst.policy} keeps ${worst.percent.toFixed(0)}% more hosts on than are needed`,
      {
        xaxis: axis("days"),
        yaxis: axis("hosts that are on", { range: [0, 1.05 * Math.max(...rows.map(({ hostsOn }) => hostsOn))] }),
      },
    ),
    sentence: `Hosts on beyond those that would do – ${extra.map(({ policy, percent }) => `${policy}: ${percent.toFixed(0)}% more`).join("; ")}.`,
  };
}

/**
 * Draws how many more hosts than the fewest each policy used, as shares of the problems.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures } from "strata";
 *
 * const row = { policy: "first fit", problemsByExtraHosts: [3, 1], ratio: 1.05, worst: 1.25 };
 * assert.equal(figures.distanceFigure([row]).sentence, "Hosts above the fewest – first fit: 5.0%, best possible on 75% of the problems.");
 * ```
 */
export function distanceFigure(rows: readonly DistanceRow[]): Figure {
  const problems = (row: DistanceRow) => row.problemsByExtraHosts.reduce((sum, one) => sum + one, 0);
  const percent = (row: DistanceRow, extra: number) => (100 * (row.problemsByExtraHosts[extra] ?? 0)) / problems(row);
  const most = Math.max(...rows.map(({ problemsByExtraHosts }) => problemsByExtraHosts.length));
  const best = [...rows].sort((one, other) => one.ratio - other.ratio)[0]!;
  const looks = [palette.host, tint(palette.hypervisor, 0.8), tint(palette.wrong, 0.75), palette.wrong];
  return {
    data: Array.from(
      { length: most },
      (_, extra): Trace => ({
        type: "bar",
        name: extra === 0 ? "fewest hosts" : `${extra} more`,
        x: rows.map(({ policy }) => policy),
        y: rows.map((row) => Math.round(10 * percent(row, extra)) / 10),
        marker: { color: looks[Math.min(extra, looks.length - 1)] },
      }),
    ),
    layout: layout(
      `${upperFirst(best.policy)} finds the fewest hosts on ${percent(best, 0).toFixed(0)}% of the problems`,
      {
        barmode: "stack",
        xaxis: axis("policy", { type: "category" }),
        yaxis: axis("share of the problems, %", { range: [0, 100] }),
      },
    ),
    sentence: `Hosts above the fewest – ${rows.map((row) => `${row.policy}: ${(100 * (row.ratio - 1)).toFixed(1)}%, best possible on ${percent(row, 0).toFixed(0)}% of the problems`).join("; ")}.`,
  };
}

/** 1, 2, 5, 10, 20 … between the least and the most. */
function roundBetween(values: readonly number[]): number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const marks = Array.from({ length: 7 }, (_, power) => [1, 2, 5].map((one) => one * 10 ** power)).flat();
  return marks.filter((mark) => mark >= least && mark <= most);
}
