/**
 * What others measured, as losses: how much slower than native.
 *
 * @packageDocumentation
 */
import type { VirtualizationResult } from "../../datasets";

/** A workload in a container, in a VM as it comes, and in a tuned one. */
export interface LossRow {
  readonly workload: string;
  readonly status: VirtualizationResult["status"];
  /** Percent slower than native; below 0 is faster. `undefined` where nobody published it. */
  readonly container: number | undefined;
  readonly vm: number;
  readonly tunedVm: number | undefined;
}

/**
 * Losses against native, in percent of the native value.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, datasets } from "strata";
 *
 * const linpack = containers.losses(datasets.felter2014()).find(({ workload }) => workload === "Linpack");
 * assert.deepEqual([linpack?.vm.toFixed(0), linpack?.tunedVm?.toFixed(0)], ["17", "2"]);
 * ```
 */
export function losses(rows: readonly VirtualizationResult[]): LossRow[] {
  return rows.map(({ workload, status, better, native, docker, kvmUntuned, kvmTuned }) => {
    const loss = (value: number) => (100 * (better === "higher" ? native - value : value - native)) / native;
    return {
      workload,
      status,
      container: docker === undefined ? undefined : loss(docker),
      vm: loss(kvmUntuned),
      tunedVm: kvmTuned === undefined ? undefined : loss(kvmTuned),
    };
  });
}
