/**
 * Spot instances: spare capacity at a price that moves. Whoever's limit is below the price loses the instance, and the work since the last checkpoint.
 *
 * ```text
 * price ~~~~/\~~~~~~~~~/~~\~~~      limit ------------
 *           above the limit: interrupted
 * work  ====|..====|===|....===     | checkpoint   . waiting or done again
 * ```
 *
 * The price is a share of the on-demand price whose logarithm reverts to its mean (an autoregressive process), capped at the on-demand price. Its
 * parameters are assumptions, no measurement: no table of spot prices is here. Left out: two minutes of warning, and capacity that is gone at any
 * price.
 *
 * @packageDocumentation
 */

import { requireNotNegative, requirePositive } from "../checks";
import { DomainError } from "../errors";
import { normal, type Random } from "../sim";

/** How a spot price moves. */
export interface SpotMarket {
  /** On-demand price, the highest that a spot price gets, in USD an hour. */
  readonly onDemandUsdPerHour: number;
  /** Share of the on-demand price around which it moves, above 0 and at most 1; 0.3 if not given. */
  readonly meanShare?: number;
  /** How much of a deviation is left after an hour, 0 to below 1; 0.9 if not given. */
  readonly persistence?: number;
  /** Standard deviation of the hourly shock to the logarithm; 0.2 if not given. */
  readonly shock?: number;
}

/**
 * Spot prices hour by hour, in USD.
 *
 * @param hours - how many, a whole number from 0
 * @throws {@link DomainError} if a parameter is out of its range
 */
export function spotPrices(market: SpotMarket, hours: number, random: Random): number[] {
  const { onDemandUsdPerHour, meanShare = 0.3, persistence = 0.9, shock = 0.2 } = market;
  requirePositive({ onDemandUsdPerHour, meanShare });
  requireNotNegative({ hours, persistence, shock });
  if (meanShare > 1) throw new DomainError("meanShare", "to be at most 1", meanShare);
  if (persistence >= 1) throw new DomainError("persistence", "to be below 1", persistence);
  let deviation = 0;
  return Array.from({ length: hours }, () => {
    deviation = persistence * deviation + normal(random, 0, shock);
    return onDemandUsdPerHour * Math.min(1, meanShare * Math.exp(deviation));
  });
}

/** A job that may be interrupted. */
export interface SpotJob {
  /** The highest price that is paid, in USD an hour. */
  readonly limitUsdPerHour: number;
  /** Hours of work in it; a whole number above 0. */
  readonly workHours: number;
  /** After so many hours of work since the last one it saves its state; a whole number above 0. */
  readonly checkpointHours: number;
}

/** How a job went. */
export interface SpotRun {
  /** Whether it ended before the prices did. */
  readonly finished: boolean;
  /** Hours from start to end, or to the end of the prices. */
  readonly elapsedHours: number;
  /** Hours that were paid. */
  readonly paidHours: number;
  /** Hours of work that had to be done again. */
  readonly lostHours: number;
  /** Times it lost its instance. */
  readonly interruptions: number;
  readonly costUsd: number;
}

/**
 * Runs a job on a row of hourly prices. It runs in every hour whose price is at most the limit, and pays that price.
 *
 * @throws {@link DomainError} if a parameter of the job is out of its range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const run = cloud.runOnSpot([1, 1, 3, 1, 1], { limitUsdPerHour: 2, workHours: 3, checkpointHours: 3 });
 * assert.deepEqual([run.finished, run.lostHours, run.interruptions], [false, 2, 1]); // all of it lost at hour 2
 * ```
 */
export function runOnSpot(prices: readonly number[], job: SpotJob): SpotRun {
  requireNotNegative({ limitUsdPerHour: job.limitUsdPerHour });
  for (const [name, hours] of Object.entries({ workHours: job.workHours, checkpointHours: job.checkpointHours }))
    if (!Number.isInteger(hours) || hours < 1) throw new DomainError(name, "to be a whole number above 0", hours);
  let [done, saved, paidHours, lostHours, interruptions, costUsd] = [0, 0, 0, 0, 0, 0];
  let wasRunning = false;
  for (const [hour, price] of prices.entries()) {
    requireNotNegative({ price });
    const runs = price <= job.limitUsdPerHour;
    if (wasRunning && !runs) {
      interruptions++;
      lostHours += done - saved;
      done = saved;
    }
    wasRunning = runs;
    if (!runs) continue;
    done++;
    paidHours++;
    costUsd += price;
    if (done - saved === job.checkpointHours) saved = done;
    if (done === job.workHours)
      return { finished: true, elapsedHours: hour + 1, paidHours, lostHours, interruptions, costUsd };
  }
  return { finished: false, elapsedHours: prices.length, paidHours, lostHours, interruptions, costUsd };
}
