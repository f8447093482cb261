/**
 * How fast a fleet grows, and what "as many servers a day as in the year 2000" says about it.
 *
 * ```text
 * fleet |           /        adds per day = fleet . ln(1 + rate) / 365, and what is replaced besides
 *       |        _/
 *       |    __--
 *       |----            doubling time = ln 2 / ln(1 + rate)
 *       +-----------> years
 * ```
 *
 * Growth is exponential between two points. Source: the lecture's slide "Scale Estimates": talk at UW 2011, re:Invent 2016, Bloomberg 2014.
 *
 * @packageDocumentation
 */

import { requireNotNegative, requirePositive } from "../checks";
import { DomainError } from "../errors";
import { growthPerYear } from "./serviceCatalogue";

/**
 * Years until something doubles that grows by so much a year.
 *
 * @throws {@link DomainError} if the rate is not above 0
 */
export function doublingYears(ratePerYear: number): number {
  requirePositive({ ratePerYear });
  return Math.LN2 / Math.log1p(ratePerYear);
}

/** A growing fleet. */
export interface GrowingFleet {
  /** Servers at the moment; above 0. */
  readonly servers: number;
  /** Growth, as a share a year; 0 or more. */
  readonly ratePerYear: number;
  /** Years after which a server is replaced; never if not given. */
  readonly lifeYears?: number;
}

/**
 * Servers that are put up a day: for growth, and in place of those that were bought a life ago.
 *
 * @throws {@link DomainError} if a number is out of its range
 */
export function serversPerDay({ servers, ratePerYear, lifeYears }: GrowingFleet): number {
  requirePositive({ servers });
  requireNotNegative({ ratePerYear });
  const force = Math.log1p(ratePerYear);
  if (lifeYears === undefined) return (servers * force) / 365;
  requirePositive({ lifeYears });
  // Put up at rate a(t) = a e^(force t), the fleet is what was put up in the last life: a (1 - e^(-force life)) / force.
  return servers / 365 / (force === 0 ? lifeYears : -Math.expm1(-force * lifeYears) / force);
}

/** A statement like "every day we add as many servers as we had in 2000, with a revenue of $2 billion". */
export interface DailyClaim {
  /** Year in which it was said. */
  readonly said: number;
  /** Revenue of the earlier year, in USD. */
  readonly revenueUsd: number;
}

/** What two such statements say together. */
export interface DailyGrowth {
  /** How much the daily additions grew between the two, as a share a year. */
  readonly ratePerYear: number;
  readonly doublingYears: number;
}

/**
 * What two statements say together, if the earlier years had equally many servers for a dollar of revenue: that ratio cancels out.
 *
 * @throws {@link DomainError} if the second was not said after the first, or a revenue is not above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const { doublingYears } = cloud.compareDailyClaims({ said: 2011, revenueUsd: 2e9 }, { said: 2016, revenueUsd: 8.5e9 });
 * assert.equal(doublingYears.toFixed(1), "2.4");
 * ```
 */
export function compareDailyClaims(first: DailyClaim, second: DailyClaim): DailyGrowth {
  if (!(second.said > first.said))
    throw new DomainError("second claim", `to be of a year after ${first.said}`, second.said);
  const ratePerYear = growthPerYear(first.revenueUsd, second.revenueUsd, second.said - first.said);
  return { ratePerYear, doublingYears: doublingYears(ratePerYear) };
}
