/**
 * Pay as you go, measured: the share of the money that bought capacity which somebody used.
 *
 * ```text
 *   owned      machines for the year's peak and some more, all year
 *   instance   machines that follow demand, paid while they run      ─┐ the same year of demand,
 *   request    each request's time, rounded up                       ─┘ with a season's peak
 *   seat       each user's month, whether the user comes or not
 * ```
 *
 * @packageDocumentation
 */

import { requirePositive, requireShare } from "../../checks";
import { exponential, type Random, streams } from "../../sim";
import { billedUsage } from "../billing";
import { type DemandShape, type DemandTrace, demandShapes, demandTrace } from "../demand";
import { peakPolicy, provisionTotals, targetTrackingPolicy } from "../provisioning";
import type { Billing, ServiceModel } from "./serviceModel";

/** What is to be served, and by whom it is used. */
export interface PayingCustomer {
  /** Demand of a year. */
  readonly demand: DemandTrace;
  /** Mean time that a request occupies a processor, in seconds. */
  readonly requestSeconds: number;
  /** Requests that an instance works on at a time. */
  readonly requestsAtOnce: number;
  /** People who use the application, if it is one for people. */
  readonly users: number;
  /** Chance that one of them comes on a working day, and on another. */
  readonly comesOnWorkday: number;
  readonly comesOnWeekend: number;
}

/** A year with quiet nights, slow weekends and one season that is four times as busy: a shop before the holidays. */
export const seasonalShape: DemandShape = {
  ...demandShapes.daily,
  crowds: [{ startHours: 320 * 24, factor: 4, riseMinutes: 14 * 1440, halfLifeMinutes: 5 * 1440 }],
};

/** A year of demand, and assumed customers, to begin with. */
export function assumedCustomer(seed = 1): PayingCustomer {
  return {
    demand: demandTrace(seasonalShape, { days: 365, random: streams(seed)("demand") }),
    requestSeconds: 0.2,
    requestsAtOnce: 2,
    users: 500,
    comesOnWorkday: 0.8,
    comesOnWeekend: 0.1,
  };
}

/**
 * Measures the used share of the money, 0 to 1, over a year.
 *
 * @throws {@link DomainError} if a chance is not from 0 to 1, or a count or time not above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, sim } from "strata";
 *
 * const customer = cloud.assumedCustomer();
 * const [rented, owned] = [cloud.iaas, cloud.privateDataCenter].map((model) =>
 *   cloud.measurePayAsYouGo(model, customer, sim.seeded(1)),
 * );
 * assert.ok(rented! > 2 * owned!);
 * ```
 */
export function measurePayAsYouGo(
  { billing, scaling }: ServiceModel,
  customer: PayingCustomer,
  random: Random,
): number {
  check(customer);
  switch (billing.type) {
    case "owned":
      return ownedShare(billing.headroom, customer);
    case "instance":
      return instanceShare(billing, scaling.startSeconds, customer);
    case "request":
      return requestShare(billing, customer, random);
    case "seat":
      return seatShare(billing.days, customer, random);
  }
}

function ownedShare(headroom: number, { demand, requestSeconds, requestsAtOnce }: PayingCustomer): number {
  const peakPerSecond = (1 + headroom) * demand.requestsPerSecond.reduce((most, rate) => Math.max(most, rate), 0);
  const { costUsd, wastedUsd } = provisionTotals(demand, peakPolicy(), {
    requestsPerSecondPerInstance: requestsAtOnce / requestSeconds,
    planned: { peakPerSecond, meanPerSecond: peakPerSecond },
  });
  return 1 - wastedUsd / costUsd;
}

function instanceShare(
  { unitSeconds, minimumSeconds }: Extract<Billing, { type: "instance" }>,
  bootSeconds: number,
  { demand, requestSeconds, requestsAtOnce }: PayingCustomer,
): number {
  const { costUsd, wastedUsd } = provisionTotals(demand, targetTrackingPolicy(), {
    requestsPerSecondPerInstance: requestsAtOnce / requestSeconds,
    billedSeconds: Math.max(unitSeconds, minimumSeconds),
    bootSeconds,
  });
  return 1 - wastedUsd / costUsd;
}

/** Requests that are run to see what rounding costs. */
const SAMPLE = 20_000;

function requestShare(
  { unitSeconds }: Extract<Billing, { type: "request" }>,
  { requestSeconds }: PayingCustomer,
  random: Random,
): number {
  const runs = Array.from({ length: SAMPLE }, () => exponential(random, requestSeconds));
  return billedUsage(runs, { unitSeconds, minimumSeconds: 0 }).usedShare;
}

/** Each user is employed for a random stretch of the year, paid in whole blocks of days from its first to its last. */
function seatShare(days: number, { users, comesOnWorkday, comesOnWeekend }: PayingCustomer, random: Random): number {
  let [paid, used] = [0, 0];
  for (let user = 0; user < users; user++) {
    const leaves = random.next() < 0.1 ? 1 + random.integer(365) : 365;
    paid += Math.ceil(leaves / days) * days;
    for (let day = 0; day < leaves; day++) if (random.next() < (day % 7 < 5 ? comesOnWorkday : comesOnWeekend)) used++;
  }
  return used / paid;
}

function check({ comesOnWorkday, comesOnWeekend, requestSeconds, requestsAtOnce, users }: PayingCustomer): void {
  requireShare({ comesOnWorkday, comesOnWeekend });
  requirePositive({ requestSeconds, requestsAtOnce, users });
}
