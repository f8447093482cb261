/**
 * What a real kernel did: how it divided a CPU, and whom it killed at a memory limit.
 *
 * Source: `kernel-cpu-runs` and `kernel-memory-runs` in `datasets/datapackage.json`.
 *
 * @packageDocumentation
 */
import { number, oneOf, optional, text, whole } from "./columns";
import { type Loader, table } from "./table";

/** What one group, or one process, got in a run. */
export interface KernelCpuRun {
  /** Rows of one run ran together. */
  readonly run: string;
  readonly who: string;
  /** cpu.shares of the group. */
  readonly cpuShares: number;
  readonly nice: number;
  /** Tasks that were always ready. */
  readonly tasks: number;
  /** CPU time in a period of 100,000 microseconds; `undefined` without a quota. */
  readonly quotaUs: number | undefined;
  readonly seconds: number;
  /** Part of the run's CPU time, from 0 to 1; under a quota, of the CPU. */
  readonly share: number;
}

/**
 * Five runs on Linux 6.18.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { datasets } from "strata";
 *
 * const weights = datasets.kernelCpuRuns().filter(({ run }) => run === "weights");
 * assert.deepEqual(weights.map(({ share }) => (100 * share).toFixed(1)), ["6.7", "13.3", "26.7", "53.3"]);
 * ```
 */
export const kernelCpuRuns: Loader<KernelCpuRun> = table("kernel-cpu-runs.csv", {
  run: text("run"),
  who: text("who"),
  cpuShares: whole("cpu_shares", { from: 2, to: 262_144 }),
  nice: whole("nice", { from: -20, to: 19 }),
  tasks: whole("tasks", { from: 1 }),
  quotaUs: optional(whole("quota_us", { from: 1000 })),
  seconds: whole("seconds", { from: 1 }),
  share: number("share", { to: 1 }),
});

/** One process of a group with a memory limit. */
export interface KernelMemoryRun {
  readonly run: number;
  readonly limitMib: number;
  /** Place in the order of starting, from 1. */
  readonly process: number;
  readonly takesMib: number;
  readonly oomScoreAdj: number;
  readonly killed: "yes" | "no";
}

/**
 * Eight runs on Linux 6.18: each process takes its memory before the next one starts.
 *
 * @throws EnvironmentError with code `bad-file` if a file given has other columns or a bad value
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { datasets } from "strata";
 *
 * const killed = datasets.kernelMemoryRuns().filter((row) => row.run === 1 && row.killed === "yes");
 * assert.deepEqual(killed.map(({ takesMib }) => takesMib), [30]);
 * ```
 */
export const kernelMemoryRuns: Loader<KernelMemoryRun> = table("kernel-memory-runs.csv", {
  run: whole("run", { from: 1 }),
  limitMib: whole("limit_mib", { from: 1 }),
  process: whole("process", { from: 1 }),
  takesMib: whole("takes_mib", { from: 1 }),
  oomScoreAdj: whole("oom_score_adj", { from: -1000, to: 1000 }),
  killed: oneOf("killed", ["yes", "no"]),
});
