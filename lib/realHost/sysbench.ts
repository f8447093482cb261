/**
 * The CPU test of sysbench on the computer at hand: ours on worker threads, and the installed program where there is one.
 *
 * ```text
 * shared counter  <── Atomics.add ──  worker 1 … worker n     each takes the next event until all are taken
 * shared latencies <── one number an event
 * ```
 *
 * What comes out depends on the computer and on what else it does: these are measurements, not results of a model.
 *
 * @packageDocumentation
 */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { cpuEvent, type SysbenchReport, type SysbenchRun, summarizeSysbench } from "../cloud";
import { DomainError } from "../errors";
import { program } from "../packageFolder";

/** What a worker is given. Times are of the host's monotonic clock, in milliseconds. */
export interface SysbenchShared {
  readonly maxPrime: number;
  readonly events: number;
  /** [0] the next event, [1] 1 when workers may begin, [2] primes found in all. */
  readonly counters: Int32Array;
  readonly begins: Float64Array;
  readonly ends: Float64Array;
}

/** A report with the proof that the work was done. */
export interface RealSysbenchReport extends SysbenchReport {
  /** Primes found by all events together. */
  readonly primes: number;
}

/**
 * Runs the CPU test on worker threads of this process.
 *
 * @throws {@link DomainError} if threads are not from 1 to 256, or events not from 1 to 1,000,000
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { realHost } from "strata";
 *
 * const { events, primes } = await realHost.runSysbenchHere({ threads: 2, events: 10, maxPrime: 1000 });
 * assert.deepEqual([events, primes], [10, 1670]);
 * ```
 */
export async function runSysbenchHere({
  threads,
  events,
  maxPrime = 10_000,
}: SysbenchRun): Promise<RealSysbenchReport> {
  if (!Number.isInteger(threads) || threads < 1 || threads > 256)
    throw new DomainError("threads", "to be a whole number from 1 to 256", threads);
  if (!Number.isInteger(events) || events < 1 || events > 1_000_000)
    throw new DomainError("events", "to be a whole number from 1 to 1000000", events);
  cpuEvent(Math.min(maxPrime, 4)); // refuses a bad maxPrime here, not in a thread
  const workerData = share(maxPrime, events);
  const file = program("realHost/sysbenchWorker");
  const workers = Array.from({ length: threads }, () => new Worker(file, { workerData, execArgv: [] }));
  await Promise.all(workers.map((worker) => once(worker, "message")));
  const ended = Promise.all(workers.map((worker) => once(worker, "exit")));
  Atomics.store(workerData.counters, 1, 1);
  Atomics.notify(workerData.counters, 1);
  await ended;
  return report(workerData);
}

function share(maxPrime: number, events: number): SysbenchShared {
  const numbers = () => new Float64Array(new SharedArrayBuffer(8 * events));
  const counters = new Int32Array(new SharedArrayBuffer(12));
  return { maxPrime, events, counters, begins: numbers(), ends: numbers() };
}

function report({ counters, begins, ends }: SysbenchShared): RealSysbenchReport {
  const latencies = Array.from(begins, (begin, event) => (ends[event]! - begin) / 1000);
  const first = begins.reduce((least, begin) => Math.min(least, begin), Infinity);
  const last = ends.reduce((most, end) => Math.max(most, end), 0);
  return { ...summarizeSysbench(latencies, (last - first) / 1000), primes: counters[2]! };
}

/**
 * Runs the installed `sysbench` (1.0 or later), if there is one.
 *
 * @returns its report, or `undefined` where the program is missing
 */
export function runInstalledSysbench({ threads, events, maxPrime = 10_000 }: SysbenchRun): SysbenchReport | undefined {
  const options = { threads, events, time: 0, "cpu-max-prime": maxPrime };
  const words = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const { status, stdout } = spawnSync("sysbench", ["cpu", ...words, "run"], { encoding: "utf8", timeout: 600_000 });
  return status === 0 ? parseSysbench(stdout) : undefined;
}

/**
 * Reads what `sysbench cpu run` prints.
 *
 * @throws {@link DomainError} if a number that sysbench always prints is missing
 */
export function parseSysbench(text: string): SysbenchReport {
  const number = (label: string) => {
    const found = new RegExp(`${label}:\\s+([0-9.]+)`).exec(text)?.[1];
    if (found === undefined) throw new DomainError("sysbench's output", `to have "${label}"`, text.slice(0, 200));
    return Number(found);
  };
  return {
    events: number("total number of events"),
    seconds: number("total time"),
    eventsPerSecond: number("events per second"),
    latencyMs: { min: number("min"), mean: number("avg"), p95: number("95th percentile"), max: number("max") },
  };
}
