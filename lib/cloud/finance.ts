/**
 * Money over time: a price spread over the months in which the thing serves, and amounts of later years in today's money.
 *
 * ```text
 * price  |#|                     what is bought today
 *         v
 * months |=|=|=|=|=|=|  equal    instalments whose value today is the price
 * ```
 *
 * Source: any text on engineering economics; the annuity formula.
 *
 * @packageDocumentation
 */
import { requireNotNegative, requirePositive } from "../checks";

/**
 * The equal monthly instalment that pays for a price over so many years.
 *
 * @param price - in any currency, 0 or more
 * @param years - above 0
 * @param ratePerYear - cost of money, as a share a year, compounded monthly; 0.05 is 5%. At 0 the price is divided by the months.
 * @throws {@link DomainError} if a number is out of its range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * assert.equal(cloud.monthlyInstalment(1200, 1, 0), 100);
 * assert.equal(cloud.monthlyInstalment(1200, 1, 0.05).toFixed(2), "102.73");
 * ```
 */
export function monthlyInstalment(price: number, years: number, ratePerYear: number): number {
  requireNotNegative({ price, ratePerYear });
  requirePositive({ years });
  const [months, rate] = [12 * years, ratePerYear / 12];
  return rate === 0 ? price / months : (price * rate) / (1 - (1 + rate) ** -months);
}

/**
 * For how many years a stream of 1 a year, paid evenly over `years`, is worth paying today: `years` without a cost of money, less with one.
 *
 * @param years - 0 or more
 * @param ratePerYear - cost of money, as a share a year
 * @throws {@link DomainError} if a number is negative
 */
export function presentYears(years: number, ratePerYear: number): number {
  requireNotNegative({ years, ratePerYear });
  if (ratePerYear === 0) return years;
  const force = Math.log1p(ratePerYear);
  return -Math.expm1(-force * years) / force;
}

/** What 1 after so many years is worth today, 0 to 1. */
export function presentValue(years: number, ratePerYear: number): number {
  requireNotNegative({ years, ratePerYear });
  return (1 + ratePerYear) ** -years;
}
