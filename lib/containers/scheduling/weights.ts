/**
 * Weights: what nice values, cpu.weight and the older cpu.shares mean to the scheduler.
 *
 * ```text
 *   nice        -20 ... -1     0     1 ...   19        one step is about 10% of the CPU, a factor of about 1.25
 *   load      88761 ... 1277  1024  820 ...  15
 *   cpu.weight                 100                     cpu.shares 1024
 * ```
 *
 * Source: Linux, kernel/sched/core.c, the table `sched_prio_to_weight`; runc's conversion of shares (opencontainers/cgroups).
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";

/** The load of a task of nice 0, and of a group of cpu.weight 100. */
export const NORMAL_LOAD = 1024;

/** Loads by nice value, from -20 to 19. */
const LOADS = [
  88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, 9548, 7620, 6100, 4904, 3906, 3121, 2501, 1991,
  1586, 1277, 1024, 820, 655, 526, 423, 335, 272, 215, 172, 137, 110, 87, 70, 56, 45, 36, 29, 23, 18, 15,
] as const;

/**
 * The load of a nice value.
 *
 * @throws {@link DomainError} if it is not a whole number from -20 to 19
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const [zero, one] = [containers.niceLoad(0), containers.niceLoad(1)];
 * assert.equal((100 * zero / (zero + one)).toFixed(2), "55.53");
 * ```
 */
export function niceLoad(nice: number): number {
  const load = LOADS[nice + 20];
  if (load === undefined) throw new DomainError("nice", "to be a whole number from -20 to 19", nice);
  return load;
}

/** The load of a group's cpu.weight. */
export function groupLoad(weight: number): number {
  return (weight * NORMAL_LOAD) / 100;
}

/**
 * The cpu.weight that container runtimes write for version 1's cpu.shares: 2 to 262,144 become 1 to 10,000, in a line.
 *
 * @throws {@link DomainError} if `shares` is not a whole number from 2 to 262,144
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * assert.deepEqual([2, 1024, 262_144].map(containers.weightOfShares), [1, 39, 10_000]);
 * ```
 */
export function weightOfShares(shares: number): number {
  if (!Number.isInteger(shares) || shares < 2 || shares > 262_144)
    throw new DomainError("shares", "to be a whole number from 2 to 262144", shares);
  return 1 + Math.floor(((shares - 2) * 9999) / 262_142);
}
