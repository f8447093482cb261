/**
 * What is paid for use: every run of an instance is rounded up to the unit of billing, and to a minimum.
 *
 * ```text
 * used      |=====|            |==|      |===========|
 * by hour   |=====..........|  |==..........|  |===========.......|    dots are paid, not used
 * by second |=====|            |==|      |===========|                 at least 60 s a run
 * ```
 *
 * Left out: free tiers, taxes, discounts by volume. Source: AWS, "Amazon EC2 pricing": per-second billing for Linux since 2017-10-02 with a minimum
 * of 60 s, by the started hour before (recalled, not looked up here).
 *
 * @packageDocumentation
 */

import { requireNotNegative, requirePositive } from "../checks";
import { DomainError } from "../errors";

/** How use is rounded. */
export interface Granularity {
  /** Use is paid in multiples of so many seconds. */
  readonly unitSeconds: number;
  /** A run is paid for at least so many seconds. */
  readonly minimumSeconds: number;
}

/** Every started hour is paid. */
export const byTheHour: Granularity = { unitSeconds: 3600, minimumSeconds: 3600 };
/** Every second is paid, and at least a minute. */
export const byTheSecond: Granularity = { unitSeconds: 1, minimumSeconds: 60 };

/** What was used, and what is paid for. */
export interface BilledUsage {
  /** Seconds that ran. */
  readonly usedSeconds: number;
  /** Seconds that are paid; never below `usedSeconds`. */
  readonly billedSeconds: number;
  /** Share of the money that bought use, 0 to 1; 1 if nothing ran. */
  readonly usedShare: number;
}

/**
 * Rounds runs as a bill does. A run of 0 s was never started and is free.
 *
 * @param runSeconds - length of each run of an instance, in seconds
 * @throws {@link DomainError} if a length is negative, the unit is not above 0 or the minimum is negative
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const runs = [90, 3600, 30]; // a minute and a half, an hour, half a minute
 * assert.equal(cloud.billedUsage(runs, cloud.byTheHour).billedSeconds, 3 * 3600);
 * assert.equal(cloud.billedUsage(runs, cloud.byTheSecond).billedSeconds, 90 + 3600 + 60);
 * ```
 */
export function billedUsage(runSeconds: readonly number[], granularity: Granularity): BilledUsage {
  requirePositive({ unitSeconds: granularity.unitSeconds });
  requireNotNegative({ minimumSeconds: granularity.minimumSeconds });
  let [usedSeconds, billedSeconds] = [0, 0];
  for (const seconds of runSeconds) {
    requireNotNegative({ runSeconds: seconds });
    usedSeconds += seconds;
    billedSeconds += billedRun(seconds, granularity);
  }
  return { usedSeconds, billedSeconds, usedShare: billedSeconds === 0 ? 1 : usedSeconds / billedSeconds };
}

function billedRun(seconds: number, { unitSeconds, minimumSeconds }: Granularity): number {
  if (seconds === 0) return 0;
  return Math.ceil(Math.max(seconds, minimumSeconds) / unitSeconds) * unitSeconds;
}

/** Instances of one type that run together. */
export interface Lease {
  /** Type, as the catalogue has it. */
  readonly instanceType: string;
  /** Instances; a whole number from 0. */
  readonly count: number;
  /** When they start, in hours from the start of the account. */
  readonly fromHour: number;
  /** When they stop; not before they start. */
  readonly toHour: number;
}

/** A line of a bill. */
export interface BillLine extends Lease {
  /** Hours that are paid, all instances together. */
  readonly billedHours: number;
  readonly usdPerHour: number;
  /** `billedHours * usdPerHour`. */
  readonly costUsd: number;
}

/**
 * The bill of a fleet over time, a line per lease.
 *
 * @param priceOf - on-demand price of a type in USD an hour; see {@link priceIn}
 * @throws {@link DomainError} if a count, a time or a price is out of range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, datasets } from "strata";
 *
 * const prices = cloud.priceIn(cloud.catalogue(datasets.ec2Catalogue()));
 * const day = { instanceType: "c5.18xlarge", count: 2, fromHour: 0, toHour: 24 };
 * assert.equal(cloud.bill([day], prices, cloud.byTheSecond)[0]?.costUsd, 48 * 3.06);
 * ```
 */
export function bill(
  leases: readonly Lease[],
  priceOf: (instanceType: string) => number,
  granularity: Granularity,
): BillLine[] {
  return leases.map((lease) => {
    const { count, fromHour, toHour } = lease;
    if (!Number.isInteger(count) || count < 0) throw new DomainError("count", "to be a whole number from 0", count);
    if (!(toHour >= fromHour)) throw new DomainError("toHour", `to be at least fromHour (${fromHour})`, toHour);
    const usdPerHour = priceOf(lease.instanceType);
    requireNotNegative({ [`price of ${lease.instanceType}`]: usdPerHour });
    const one = billedUsage([(toHour - fromHour) * 3600], granularity).billedSeconds / 3600;
    return { ...lease, billedHours: count * one, usdPerHour, costUsd: count * one * usdPerHour };
  });
}

/**
 * The cost of network-attached storage such as EBS, which is paid for as long as it is kept, used or not.
 *
 * @param gigabytes - size in GB
 * @param hours - how long it is kept; a month has 730 hours
 * @param usdPerGbMonth - price in USD for a GB and month
 * @throws {@link DomainError} if a number is negative
 */
export function storageCostUsd(gigabytes: number, hours: number, usdPerGbMonth: number): number {
  requireNotNegative({ gigabytes, hours, usdPerGbMonth });
  return (gigabytes * usdPerGbMonth * hours) / 730;
}
