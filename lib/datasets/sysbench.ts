/**
 * sysbench's CPU test: published results, and the exact work in one event.
 *
 * Source: `sysbench-published` and `sysbench-work` in `datasets/datapackage.json`.
 *
 * @packageDocumentation
 */
import { number, optional, text, whole } from "./columns";
import { type Loader, table } from "./table";

/** A published result. */
export interface SysbenchResult {
  /** The machine. */
  readonly machine: string;
  /** Version of sysbench. */
  readonly sysbenchVersion: string;
  /** Threads. */
  readonly threads: number;
  /** Option `--cpu-max-prime`. */
  readonly cpuMaxPrime: number;
  /** Events a second, all threads together; `undefined` if not printed. */
  readonly eventsPerSecond: number | undefined;
  /** Average time of an event in ms. */
  readonly msPerEvent: number;
  /** Where it is printed. */
  readonly source: string;
}

/**
 * Four published results.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 */
export const sysbenchPublished: Loader<SysbenchResult> = table("sysbench-published.csv", {
  machine: text("machine"),
  sysbenchVersion: text("sysbench_version", /^\d+\.\d+\.\d+$/, "a version like 1.0.20"),
  threads: whole("threads", { from: 1 }),
  cpuMaxPrime: whole("cpu_max_prime", { from: 3 }),
  eventsPerSecond: optional(number("events_per_second")),
  msPerEvent: number("ms_per_event"),
  source: text("source"),
});

/** The work in one event. */
export interface SysbenchWork {
  /** Option `--cpu-max-prime`. */
  readonly cpuMaxPrime: number;
  /** Primes that the event counts: those from 3 to below the option. */
  readonly primes: number;
  /** Modulo operations that it makes. */
  readonly moduloOperations: number;
}

/**
 * The work in one event for seven settings, computed from the algorithm.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { datasets } from "strata";
 *
 * const usual = datasets.sysbenchWork().find(({ cpuMaxPrime }) => cpuMaxPrime === 10_000);
 * assert.equal(usual?.moduloOperations, 117_526);
 * ```
 */
export const sysbenchWork: Loader<SysbenchWork> = table("sysbench-work.csv", {
  cpuMaxPrime: whole("cpu_max_prime", { from: 3 }),
  primes: whole("primes"),
  moduloOperations: whole("modulo_operations"),
});
