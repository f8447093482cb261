/**
 * On demand or reserved: paying for what runs, or for all hours of a term at a lower price.
 *
 * ```text
 * cost of a term
 *   |            on demand /
 *   |                    /
 *   |-----------------X-------- reserved: upfront + all hours
 *   |              /  :
 *   |           /     :
 *   +-----------------+-------> share of the hours that run
 *                     break-even = what an hour of the reservation costs / on-demand price
 * ```
 *
 * Discounts for reservations are not in the tables: they are parameters. Left out: selling reservations, and money that grows over time.
 *
 * @packageDocumentation
 */

import { requireNotNegative, requireShare } from "../checks";
import { DomainError } from "../errors";

/** A reservation for one instance. */
export interface Reservation {
  /** Term; each year has 8,760 hours. */
  readonly years: 1 | 3;
  /** Paid at the start, in USD. */
  readonly upfrontUsd: number;
  /** Paid for every hour of the term, whether or not the instance runs, in USD. */
  readonly usdPerHour: number;
}

/** The terms of an offer. */
export interface Offer {
  readonly years: 1 | 3;
  /** How much less all hours of the term cost than on demand, 0 to 1. An assumption of the caller. */
  readonly discount: number;
  /** Share of the money that is paid at the start, 0 to 1. */
  readonly upfrontShare: number;
}

/**
 * The reservation that an offer makes of an on-demand price.
 *
 * @param onDemandUsdPerHour - price without a reservation, in USD an hour
 * @throws {@link DomainError} if the price is negative, a share is not from 0 to 1, or the term is not 1 or 3 years
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const reservation = cloud.reserve(3.06, { years: 1, discount: 0.4, upfrontShare: 0.5 });
 * assert.ok(Math.abs(cloud.reservationBreakEven(reservation, 3.06) - 0.6) < 1e-12);
 * ```
 */
export function reserve(onDemandUsdPerHour: number, { years, discount, upfrontShare }: Offer): Reservation {
  requireNotNegative({ onDemandUsdPerHour });
  requireShare({ discount, upfrontShare });
  const hours = hoursOf(years);
  const total = onDemandUsdPerHour * (1 - discount) * hours;
  return { years, upfrontUsd: total * upfrontShare, usdPerHour: (total * (1 - upfrontShare)) / hours };
}

/** What a reservation costs over its term, in USD. */
export function reservationCostUsd({ years, upfrontUsd, usdPerHour }: Reservation): number {
  requireNotNegative({ upfrontUsd, usdPerHour });
  return upfrontUsd + usdPerHour * hoursOf(years);
}

/**
 * The share of a term's hours that an instance must run for the reservation to cost as much as running on demand; below, on demand is cheaper.
 * Above 1, the reservation never pays.
 *
 * @throws {@link DomainError} if the on-demand price is 0 or below
 */
export function reservationBreakEven(reservation: Reservation, onDemandUsdPerHour: number): number {
  if (!(onDemandUsdPerHour > 0)) throw new DomainError("onDemandUsdPerHour", "to be above 0", onDemandUsdPerHour);
  return reservationCostUsd(reservation) / (onDemandUsdPerHour * hoursOf(reservation.years));
}

/** A way to pay for a fleet whose size changes from hour to hour. */
export interface MixCost {
  /** Instances reserved. */
  readonly reserved: number;
  /** Paid for reservations over the hours, at their price per hour with the upfront part spread, in USD. */
  readonly reservedUsd: number;
  /** Paid on demand for what goes beyond, in USD. */
  readonly onDemandUsd: number;
  readonly totalUsd: number;
}

/**
 * The cost of a fleet when so many instances are reserved and the rest is rented on demand: one row for each size of the reservation, from none to the
 * largest demand.
 *
 * @param demand - instances needed in each hour, at least one hour
 * @throws {@link DomainError} if a demand is negative or not whole, or a price is negative
 */
export function compareReservations(
  demand: readonly number[],
  reservation: Reservation,
  onDemandUsdPerHour: number,
): MixCost[] {
  requireNotNegative({ onDemandUsdPerHour });
  if (demand.length === 0) throw new DomainError("demand", "to have at least one hour", demand);
  for (const count of demand)
    if (!Number.isInteger(count) || count < 0) throw new DomainError("demand", "to be whole numbers from 0", count);
  const reservedPerHour = reservationCostUsd(reservation) / hoursOf(reservation.years);
  const most = demand.reduce((a, b) => Math.max(a, b), 0);
  return Array.from({ length: most + 1 }, (_, reserved) => {
    const beyond = demand.reduce((sum, count) => sum + Math.max(0, count - reserved), 0);
    const reservedUsd = reserved * reservedPerHour * demand.length;
    const onDemandUsd = beyond * onDemandUsdPerHour;
    return { reserved, reservedUsd, onDemandUsd, totalUsd: reservedUsd + onDemandUsd };
  });
}

function hoursOf(years: number): number {
  if (years !== 1 && years !== 3) throw new DomainError("years", "to be 1 or 3", years);
  return years * 8760;
}
