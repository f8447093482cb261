/** Threads against throughput and latency; and credits as they run out. */
import type { CreditRow, SysbenchReport } from "../../cloud";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette } from "../palette";

/** A run of the CPU test with so many threads. */
export interface ThreadsRow extends SysbenchReport {
  readonly threads: number;
}

/**
 * Draws throughput and latency over the number of threads, both as multiples of those with one thread, on logarithmic axes.
 *
 * @param vcpus - vCPUs of the instance, for the title
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures } from "strata";
 *
 * const large = { vcpus: 2, nanosecondsPerModulo: 10.47 };
 * const rows = [1, 2, 4].map((threads) => ({ threads, ...cloud.runSysbench({ threads, events: 500 }, large) }));
 * assert.match(figures.threadsFigure(rows, 2).sentence, /twice|2\.0 times/);
 * ```
 */
export function threadsFigure(rows: readonly ThreadsRow[], vcpus: number): Figure {
  const [first, last] = [rows[0]!, rows[rows.length - 1]!];
  const throughput = (row: ThreadsRow) => row.eventsPerSecond / first.eventsPerSecond;
  const latency = (row: ThreadsRow) => row.latencyMs.mean / first.latencyMs.mean;
  const line = (name: string, colour: string, symbol: string, value: (row: ThreadsRow) => number): Trace => ({
    type: "scatter",
    mode: "lines+markers",
    name,
    x: rows.map(({ threads }) => threads),
    y: rows.map(value),
    line: { color: colour, width: 2.5 },
    marker: { color: colour, symbol, size: 8 },
  });
  return {
    data: [
      line("events per second", palette.host, "circle", throughput),
      line("mean latency of an event", palette.wrong, "square", latency),
    ],
    layout: layout(`Beyond ${vcpus} threads on ${vcpus} vCPUs, threads only wait for each other`, {
      xaxis: axis("threads", { type: "log", range: [-0.05, Math.log10(last.threads) + 0.05], dtick: 1 }),
      yaxis: axis("multiple of the value with one thread", { type: "log", dtick: 1 }),
    }),
    sentence: `From 1 to ${last.threads} threads on ${vcpus} vCPUs, throughput grows ${throughput(last).toFixed(1)} times and latency ${latency(last).toFixed(1)} times.`,
  };
}

/**
 * Draws credits over time, and the share of the wanted processor time that the instance got.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures } from "strata";
 *
 * const rows = cloud.spendCredits(Array(120).fill(2), cloud.burstable.t3Micro, { startCredits: 90 });
 * assert.match(figures.creditsFigure(rows, "t3.micro").sentence, /after 50 minutes/);
 * ```
 */
export function creditsFigure(rows: readonly CreditRow[], name: string): Figure {
  const slowed = rows.find(({ givenVcpus, wantedVcpus }) => givenVcpus < wantedVcpus);
  const most = Math.max(1, ...rows.map(({ credits }) => credits));
  const drawn = thinned(rows, slowed);
  const hours = drawn.map(({ minute }) => minute / 60);
  const percent = drawn.map(({ wantedVcpus, givenVcpus }) =>
    wantedVcpus === 0 ? null : (100 * givenVcpus) / wantedVcpus,
  );
  const line = (text: string, colour: string, y: readonly (number | null)[]): Trace => ({
    type: "scatter",
    mode: "lines",
    name: text,
    x: hours,
    y,
    line: { color: colour, width: 2.5 },
  });
  const when = slowed === undefined ? "never" : `after ${slowed.minute} minutes`;
  const left =
    slowed === undefined ? 100 : (100 * rows[rows.length - 1]!.givenVcpus) / rows[rows.length - 1]!.wantedVcpus;
  const title =
    slowed === undefined
      ? `The ${name} is never slowed down`
      : `Credits of the ${name} end ${when}; then ${left.toFixed(0)}% of the processor is left`;
  return {
    data: [
      line(
        "credits, % of the most it had",
        palette.hypervisor,
        drawn.map(({ credits }) => (100 * credits) / most),
      ),
      line("processor time got, % of wanted", palette.guest, percent),
    ],
    layout: layout(title, {
      xaxis: axis("time at full load, hours"),
      yaxis: axis("%", { range: [0, 105] }),
    }),
    sentence: `A ${name} at full load is slowed down ${when}${slowed === undefined ? "" : `, to ${left.toFixed(0)}%`}.`,
  };
}

/** At most some 200 of the rows, with those where the speed changes. */
function thinned(rows: readonly CreditRow[], slowed: CreditRow | undefined): CreditRow[] {
  const step = Math.ceil(rows.length / 200);
  const turn = slowed === undefined ? -1 : rows.indexOf(slowed);
  return rows.filter((_, at) => at % step === 0 || Math.abs(at - turn) <= 1 || at === rows.length - 1);
}
