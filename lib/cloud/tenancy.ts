/**
 * One application for many tenants: why each costs less, and when it does not.
 *
 * ```text
 *   demand of one tenant   ▁▇▁▁▂▁▁█▁   capacity for its peak, mostly idle
 *   of a hundred together  ▅▅▆▅▅▅▆▅▅   peaks rarely meet: sum grows with n, its spread with √n
 * ```
 *
 * Demand of tenant i in an interval is lognormal: mean · exp(σ(√ρ·Z + √(1-ρ)·Zᵢ) - σ²/2). Z is common to all (a season, a piece of
 * news), ρ its weight. Capacity is what suffices in all but `overloadShare` of the intervals. Left out: memory and data of tenants,
 * and how the application keeps them apart; `noisyNeighbour.ts` looks at the latter.
 *
 * Source: W. Whitt, "Understanding the efficiency of multi-server service systems" (1992), on square-root staffing.
 *
 * @packageDocumentation
 */

import { requireNotNegative, requireShare } from "../checks";
import { DomainError } from "../errors";
import { normal, type Random } from "../sim";

/** Tenants, and what they need. */
export interface Tenancy {
  /** Mean demand of a tenant, in units of capacity. */
  readonly meanDemand: number;
  /** Spread of a tenant's demand: standard deviation over mean. */
  readonly variation: number;
  /** Weight of what is common to all tenants' demand, 0 to 1. */
  readonly correlation: number;
  /** Share of intervals, above 0 and below 1, in which demand may exceed capacity. */
  readonly overloadShare: number;
  /** Price of a unit of capacity for a month. */
  readonly usdPerUnitMonth: number;
  /** What writing and running the application costs in a month, however many use it. */
  readonly fixedUsdPerMonth: number;
}

/** What one more or less tenant changes. */
export interface TenancyRow {
  readonly tenants: number;
  /** Units of capacity for all. */
  readonly capacity: number;
  readonly capacityPerTenant: number;
  /** Share of the capacity that is used, in the mean. */
  readonly utilization: number;
  readonly usdPerTenantMonth: number;
}

/**
 * Measures capacity and cost for each number of tenants, by running so many intervals of demand.
 *
 * @param intervals - at least 100 for each 1% of `overloadShare` below 1; 4,000 will do for 1%
 * @throws {@link DomainError} if a number is out of range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, sim } from "strata";
 *
 * const [alone, pooled] = cloud.pool([1, 100], cloud.assumedTenancy, sim.seeded(1));
 * assert.ok(pooled!.usdPerTenantMonth < alone!.usdPerTenantMonth / 10);
 * ```
 */
export function pool(counts: readonly number[], tenancy: Tenancy, random: Random, intervals = 4000): TenancyRow[] {
  check(tenancy);
  return counts.map((tenants): TenancyRow => {
    if (!Number.isInteger(tenants) || tenants < 1)
      throw new DomainError("tenants", "to be a whole number above 0", tenants);
    const sums = Float64Array.from({ length: intervals }, () => demandOf(tenants, tenancy, random)).sort();
    const capacity = sums[Math.ceil((1 - tenancy.overloadShare) * intervals) - 1]!;
    const cost = tenancy.fixedUsdPerMonth + capacity * tenancy.usdPerUnitMonth;
    return {
      tenants,
      capacity,
      capacityPerTenant: capacity / tenants,
      utilization: sums.reduce((sum, one) => sum + Math.min(one, capacity), 0) / (intervals * capacity),
      usdPerTenantMonth: cost / tenants,
    };
  });
}

/** An assumption to begin with: demand as bursty as its mean is large, a team of one, a unit at the price of a t3.large. */
export const assumedTenancy: Tenancy = {
  meanDemand: 1,
  variation: 1,
  correlation: 0,
  overloadShare: 0.01,
  usdPerUnitMonth: (0.0832 * 8760) / 12,
  fixedUsdPerMonth: 12_000,
};

/** Demand of all tenants in one interval. */
function demandOf(tenants: number, { meanDemand, variation, correlation }: Tenancy, random: Random): number {
  const sigma = Math.sqrt(Math.log(1 + variation ** 2));
  const common = Math.sqrt(correlation) * normal(random, 0, 1);
  const own = Math.sqrt(1 - correlation);
  let sum = 0;
  for (let tenant = 0; tenant < tenants; tenant++)
    sum += meanDemand * Math.exp(sigma * (common + own * normal(random, 0, 1)) - sigma ** 2 / 2);
  return sum;
}

function check(tenancy: Tenancy): void {
  const { correlation, overloadShare, ...amounts } = tenancy;
  requireShare({ correlation });
  if (!(overloadShare > 0 && overloadShare < 1))
    throw new DomainError("overloadShare", "to be above 0 and below 1", overloadShare);
  requireNotNegative(amounts);
}
