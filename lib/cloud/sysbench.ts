/**
 * The CPU test of sysbench, as an algorithm and on a modelled instance.
 *
 * ```text
 * one event: for each c in 3 … maxPrime - 1, divide by 2, 3, 4 … until one divides it or √c is passed
 *
 * requests ──> threads ──> run queue ──> vCPU 0  ▮▮▮▯▯▯▮▮▮   ▮ on the processor
 *    50,000      100        (slices)     vCPU 1  ▮▮▮▯▯▯▮▮▮   ▯ the core runs somebody else's vCPU
 * ```
 *
 * The work of an event is counted, not assumed; how long a modulo operation takes is the instance's parameter. Left out: caches
 * (the test uses none), frequency changes, and the price of switching threads.
 *
 * Source: the algorithm of `sb_cpu.c` of sysbench 1.0 (A. Kopytov); it counts c from 3, so 2 is not among its primes.
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";

/** What one event of the test does. */
export interface CpuEvent {
  /** How many primes were found. */
  readonly primes: number;
  /** How many modulo operations that took: the work. */
  readonly moduloOperations: number;
}

/**
 * Executes one event of the CPU test.
 *
 * @param maxPrime - numbers below it are tried; a whole number, at least 3
 * @throws {@link DomainError} if `maxPrime` is not such a number
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * assert.deepEqual(cloud.cpuEvent(10_000), { primes: 1228, moduloOperations: 117_526 });
 * ```
 */
export function cpuEvent(maxPrime: number): CpuEvent {
  if (!Number.isInteger(maxPrime) || maxPrime < 3)
    throw new DomainError("maxPrime", "to be a whole number of at least 3", maxPrime);
  let primes = 0;
  let moduloOperations = 0;
  for (let candidate = 3; candidate < maxPrime; candidate++) {
    const root = Math.sqrt(candidate);
    let divisor = 2;
    for (; divisor <= root; divisor++) {
      moduloOperations++;
      if (candidate % divisor === 0) break;
    }
    if (divisor > root) primes++;
  }
  return { primes, moduloOperations };
}

/** The processor of an instance, as the test meets it. */
export interface SysbenchInstance {
  /** How many vCPUs the guest sees. */
  readonly vcpus: number;
  /** Nanoseconds a modulo operation takes on one of them. */
  readonly nanosecondsPerModulo: number;
  /** How many vCPUs take turns on one core: 1 is a core for each vCPU; 3 leaves each a third. */
  readonly vcpusPerCore?: number;
}

/** What to run. The lecture runs 100 threads and 50,000 events. */
export interface SysbenchRun {
  readonly threads: number;
  readonly events: number;
  /** Numbers below it are tried by each event; sysbench's default is 10,000. */
  readonly maxPrime?: number;
}

/** What sysbench reports. */
export interface SysbenchReport {
  readonly events: number;
  /** From the first event's start to the last one's end. */
  readonly seconds: number;
  readonly eventsPerSecond: number;
  /** From an event's start to its end, waiting for a processor included. */
  readonly latencyMs: { readonly min: number; readonly mean: number; readonly p95: number; readonly max: number };
}

/** How long a thread runs before the next one's turn, and a vCPU before the next vCPU's. */
const SLICE_SECONDS = 0.004;

/**
 * Runs the CPU test on a modelled instance: threads take turns on the vCPUs, and vCPUs on the cores.
 *
 * @throws {@link DomainError} if a number is not positive, or a count not whole
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const large = { vcpus: 2, nanosecondsPerModulo: 10.47 }; // a t3.large, from its published 1.23 ms per event
 * const { eventsPerSecond } = cloud.runSysbench({ threads: 2, events: 2000 }, large);
 * assert.ok(Math.abs(eventsPerSecond / 1623.24 - 1) < 0.005);
 * ```
 */
export function runSysbench(run: SysbenchRun, instance: SysbenchInstance): SysbenchReport {
  for (const [name, value] of Object.entries({ threads: run.threads, events: run.events, vcpus: instance.vcpus }))
    if (!Number.isInteger(value) || value < 1) throw new DomainError(name, "to be a whole number above 0", value);
  const { nanosecondsPerModulo, vcpusPerCore = 1 } = instance;
  if (!(nanosecondsPerModulo > 0)) throw new DomainError("nanosecondsPerModulo", "to be above 0", nanosecondsPerModulo);
  if (!(vcpusPerCore >= 1)) throw new DomainError("vcpusPerCore", "to be at least 1", vcpusPerCore);
  const work = cpuEvent(run.maxPrime ?? 10_000).moduloOperations * nanosecondsPerModulo * 1e-9;
  const latencies = schedule(run, instance.vcpus, vcpusPerCore, work);
  return summarizeSysbench(
    latencies.map(({ from, to }) => to - from),
    Math.max(...latencies.map(({ to }) => to)),
  );
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Every event's start and end. vCPUs are asked in order of their own time, so the result depends on nothing else. */
function schedule({ threads, events }: SysbenchRun, vcpus: number, perCore: number, work: number): Span[] {
  const queue = Array.from({ length: threads }, () => ({ left: 0, from: 0, readyAt: 0 }));
  const clocks = new Float64Array(vcpus);
  const spans: Span[] = [];
  let started = 0;
  for (let thread = queue.shift(); thread !== undefined; thread = queue.shift()) {
    const vcpu = clocks.indexOf(Math.min(...clocks));
    let now = Math.max(clocks[vcpu]!, thread.readyAt);
    for (let slice = SLICE_SECONDS; slice > 1e-15; ) {
      if (thread.left === 0) {
        if (started === events) break;
        started++;
        Object.assign(thread, { left: work, from: now });
      }
      const ran = Math.min(slice, thread.left);
      now = afterRunning(now, ran, perCore);
      slice -= ran;
      thread.left = thread.left - ran < 1e-15 ? 0 : thread.left - ran;
      if (thread.left === 0) spans.push({ from: thread.from, to: now });
    }
    clocks[vcpu] = now;
    thread.readyAt = now;
    if (thread.left > 0 || started < events) queue.push(thread);
  }
  return spans;
}

/** When `work` seconds of processor time, begun at `now`, are done by a vCPU that has its core every `perCore`-th slice. */
function afterRunning(now: number, work: number, perCore: number): number {
  if (perCore === 1) return now + work;
  const period = perCore * SLICE_SECONDS;
  const own =
    Math.floor(now / period + 1e-9) * SLICE_SECONDS + Math.min(Math.max(now % period, 0), SLICE_SECONDS) + work;
  const turns = Math.ceil(own / SLICE_SECONDS - 1e-9) - 1;
  return turns * period + (own - turns * SLICE_SECONDS);
}

/** The report, from latencies in seconds. */
export function summarizeSysbench(latencies: readonly number[], seconds: number): SysbenchReport {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => 1000 * sorted[Math.ceil(share * sorted.length) - 1]!;
  return {
    events: sorted.length,
    seconds,
    eventsPerSecond: sorted.length / seconds,
    latencyMs: {
      min: 1000 * sorted[0]!,
      mean: (1000 * sorted.reduce((sum, latency) => sum + latency, 0)) / sorted.length,
      p95: at(0.95),
      max: at(1),
    },
  };
}
