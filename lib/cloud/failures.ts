/**
 * Failures a day of many devices: each fails by itself after a random time and is replaced at once.
 *
 * ```text
 * device 1  ------x-----------------x----
 * device 2  -----------------------------     x a failure
 * device 3  ---------------x-------------
 * a day     | 0 | 1 | 0 | 1 | 0 | 1 | 0 |
 * ```
 *
 * Times between failures are exponential, so that age does not matter; the expected number is devices . rate / 365 on every day. Left out: failures
 * that come together, and infant mortality.
 *
 * @packageDocumentation
 */

import { requireNotNegative } from "../checks";
import { DomainError } from "../errors";
import { exponential, type Random } from "../sim";

/** Devices of one kind. */
export interface Devices {
  /** How many; a whole number from 0. */
  readonly count: number;
  /** Failures of each a year, 0 or more. */
  readonly failuresPerYear: number;
}

/**
 * Expected failures a day.
 *
 * @throws {@link DomainError} if a number is negative or the count is not whole
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * assert.equal(cloud.expectedFailuresPerDay({ count: 73_000, failuresPerYear: 0.02 }), 4);
 * ```
 */
export function expectedFailuresPerDay({ count, failuresPerYear }: Devices): number {
  if (!Number.isInteger(count) || count < 0) throw new DomainError("count", "to be a whole number from 0", count);
  requireNotNegative({ failuresPerYear });
  return (count * failuresPerYear) / 365;
}

/**
 * Lets every device run and fail: one number a day, how many failed on it.
 *
 * @param days - how many, a whole number from 0
 * @throws {@link DomainError} if a number is out of its range
 */
export function simulateDevices(devices: Devices, days: number, random: Random): number[] {
  expectedFailuresPerDay(devices);
  if (!Number.isInteger(days) || days < 0) throw new DomainError("days", "to be a whole number from 0", days);
  const failed = Array<number>(days).fill(0);
  if (devices.failuresPerYear === 0) return failed;
  const meanDays = 365 / devices.failuresPerYear;
  for (let device = 0; device < devices.count; device++) {
    for (let at = exponential(random, meanDays); at < days; at += exponential(random, meanDays))
      failed[Math.floor(at)]!++;
  }
  return failed;
}

/** Failures a day at one scale, expected and as they came. */
export interface FailureRow {
  /** What the devices make up, such as `rack`. */
  readonly name: string;
  readonly count: number;
  readonly expectedPerDay: number;
  /** Mean over the days that were simulated. */
  readonly simulatedPerDay: number;
}

/** Compares both at several scales: one row a scale. */
export function compareFailures(
  scales: readonly { readonly name: string; readonly count: number }[],
  failuresPerYear: number,
  run: { readonly days: number; readonly random: Random },
): FailureRow[] {
  return scales.map(({ name, count }) => {
    const devices = { count, failuresPerYear };
    const failed = simulateDevices(devices, run.days, run.random);
    const simulatedPerDay = failed.reduce((sum, one) => sum + one, 0) / run.days;
    return { name, count, expectedPerDay: expectedFailuresPerDay(devices), simulatedPerDay };
  });
}
