/**
 * How far policies are from the fewest hosts, on problems small enough to know.
 *
 * @packageDocumentation
 */
import { sum } from "lodash";
import { DomainError } from "../../errors";
import type { Random } from "../../sim";
import { exact } from "./exact";
import type { PlacementPolicy } from "./placement";

/** A policy on many problems. */
export interface DistanceRow {
  readonly policy: string;
  /** Problems on which it used so many more hosts than the fewest: entry 0 is "none more", entry 1 "one more", and so on. */
  readonly problemsByExtraHosts: readonly number[];
  /** Its hosts over the fewest hosts, all problems together; 1 is perfect. */
  readonly ratio: number;
  /** The worst ratio on one problem. */
  readonly worst: number;
}

/** Problems to measure on. */
export interface DistanceOptions {
  /** Number of problems, above 0. */
  readonly problems: number;
  /** VMs in each, 1 to 20: the exact search grows fast. */
  readonly vms: number;
  /** Smallest and largest size of a VM, in percent of a host. */
  readonly sizes: readonly [least: number, most: number];
  readonly random: Random;
}

/**
 * Runs policies on random problems of one resource, beside the exact search; one row a policy.
 *
 * @throws {@link DomainError} if a number is out of range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, sim } from "strata";
 *
 * const options = { problems: 50, vms: 10, sizes: [15, 55], random: sim.seeded(1) } as const;
 * const [first, decreasing] = cloud.distanceFromOptimal([cloud.firstFit, cloud.firstFitDecreasing], options);
 * assert.ok(first!.ratio >= decreasing!.ratio && decreasing!.ratio >= 1);
 * ```
 */
export function distanceFromOptimal(policies: readonly PlacementPolicy[], options: DistanceOptions): DistanceRow[] {
  const { problems, vms, sizes, random } = options;
  if (!Number.isInteger(problems) || problems < 1)
    throw new DomainError("problems", "to be a whole number above 0", problems);
  if (!Number.isInteger(vms) || vms < 1 || vms > 20)
    throw new DomainError("vms", "to be a whole number from 1 to 20", vms);
  const [least, most] = sizes;
  if (!(least >= 1 && most >= least && most <= 100)) throw new DomainError("sizes", "to rise from 1 to 100", sizes);
  const cases = Array.from({ length: problems }, () => {
    const list = Array.from({ length: vms }, () => [least + random.integer(most - least + 1)]);
    return { list, hosts: list.map(() => [100]) };
  });
  const fewest = cases.map(({ list, hosts }) => exact().place(list, hosts).hostsUsed);
  return policies.map((policy) => {
    const used = cases.map(({ list, hosts }) => policy.place(list, hosts).hostsUsed);
    return rowOf(policy.name, used, fewest);
  });
}

function rowOf(policy: string, used: readonly number[], fewest: readonly number[]): DistanceRow {
  const extra = used.map((hosts, at) => hosts - fewest[at]!);
  const counts = Array.from(
    { length: Math.max(...extra) + 1 },
    (_, more) => extra.filter((one) => one === more).length,
  );
  const worst = Math.max(...used.map((hosts, at) => hosts / fewest[at]!));
  return { policy, problemsByExtraHosts: counts, ratio: sum(used) / sum(fewest), worst };
}
