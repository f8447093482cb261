/**
 * Rent a server or own one: what each has cost after so many hours, and how busy the server must be for owning to be cheaper.
 *
 * ```text
 * cost                 rent: hours that run . price    (nothing while nothing runs)
 *  |              /
 *  |         ..../.....  own: price + every hour's power, staff and space
 *  |    ....  /
 *  |....    /
 *  |      /
 *  +-----X-----------------> hours     X break-even
 * ```
 *
 * An owned server is switched on always; power grows in a straight line from idle to busy. All amounts are in one currency. Left out: repairs, and
 * prices that change. Source: L. Barroso and others, "The Datacenter as a Computer", on total cost of ownership.
 *
 * @packageDocumentation
 */

import { requireNotNegative, requirePositive, requireShare } from "../checks";
import { DomainError } from "../errors";
import { commonCurrency, type Money } from "../sim";
import { presentValue, presentYears } from "./finance";

/** What is rented, what would be owned instead, and how it is used. */
export interface OwnershipPlan {
  /** Rent of an instance for an hour. */
  readonly rentPerHour: Money;
  /** How many such instances do the work of the owned server; 1 if not given. */
  readonly instancesPerServer?: number;
  /** Price of the server. */
  readonly price: Money;
  /** Share of the hours in which there is work, 0 to 1. Rent is paid in those; 1 if not given. */
  readonly utilization?: number;
  /** Power of the owned server when idle and when busy, in W; 0 if not given. */
  readonly idleWatts?: number;
  readonly busyWatts?: number;
  /** Power of the room over that of the server, 1 or more; 1 if not given. */
  readonly pue?: number;
  /** Price of a kWh; needed if the server has power. */
  readonly energyPerKwh?: Money;
  /** What people who care for the server cost a year. */
  readonly staffPerYear?: Money;
  /** What its place costs a year: rack, network, insurance. */
  readonly spacePerYear?: Money;
  /** Years until it is sold or replaced, above 0; 4 if not given. */
  readonly lifeYears?: number;
  /** Share of the price that it is then worth, 0 to 1; 0 if not given. */
  readonly residualShare?: number;
  /** Cost of money, as a share a year; 0 if not given. */
  readonly ratePerYear?: number;
}

/** What both have cost so far. */
export interface OwnershipRow {
  /** Hours since the start. */
  readonly hours: number;
  /** Rent paid so far, in today's money. */
  readonly rented: number;
  /** Price and running cost paid so far, in today's money; a server at the end of its life is sold and replaced. */
  readonly owned: number;
  /** Currency of both. */
  readonly currency: string;
}

/**
 * The cost of renting and of owning over time: one row for each of the hours asked for.
 *
 * @param hours - 0 or more, in any order
 * @throws {@link DomainError} if currencies are mixed, or a number is out of its range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, sim } from "strata";
 *
 * const plan = { rentPerHour: sim.usd(3.06), price: sim.usd(37_245.4) };
 * const [year] = cloud.compareOwnership(plan, [8760]);
 * assert.equal(year?.rented.toFixed(2), "26805.60");
 * ```
 */
export function compareOwnership(plan: OwnershipPlan, hours: readonly number[]): OwnershipRow[] {
  const terms = termsOf(plan);
  return hours.map((at) => {
    requireNotNegative({ hours: at });
    const years = at / 8760;
    const paidYears = presentYears(years, terms.rate);
    return {
      hours: at,
      rented: terms.rentPerYear * paidYears,
      owned: purchases(terms, years) + terms.runningPerYear * paidYears,
      currency: terms.currency,
    };
  });
}

/**
 * The hour after which renting has cost as much as owning, with the first server; `undefined` if its running cost alone eats up the rent, so that
 * owning never pays. The hour may lie beyond the life of the server: then owning does not pay either, unless it lives longer.
 *
 * @throws {@link DomainError} if currencies are mixed, or a number is out of its range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, sim } from "strata";
 *
 * const hours = cloud.breakEvenHours({ rentPerHour: sim.usd(3.06), price: sim.usd(37_245.4) });
 * assert.equal(Math.ceil(hours!), 12_172); // 507 days
 * ```
 */
export function breakEvenHours(plan: OwnershipPlan): number | undefined {
  const { rate, price, rentPerYear, runningPerYear } = termsOf(plan);
  const saved = rentPerYear - runningPerYear;
  if (saved <= 0) return undefined;
  // presentYears(years) = price / saved, solved for years.
  const force = Math.log1p(rate);
  const left = 1 - (force * price) / saved;
  if (left <= 0) return undefined;
  return 8760 * (rate === 0 ? price / saved : -Math.log(left) / force);
}

/** One point of the surface. */
export interface OwnershipPoint {
  /** Share of the hours in which there is work. */
  readonly utilization: number;
  /** The value of the other input. */
  readonly other: number;
  /** Cost of owning over cost of renting, over one life; below 1, owning is cheaper. `Infinity` where nothing is rented. */
  readonly ratio: number;
}

/** Inputs of a plan that are plain numbers. */
export type NumericInput = {
  [Input in keyof OwnershipPlan]-?: Exclude<OwnershipPlan[Input], undefined> extends number ? Input : never;
}[keyof OwnershipPlan];

/**
 * The cost of owning over that of renting, over one life of the server, for every pair of a utilization and another input: one row a pair, the other
 * input in the outer order.
 *
 * @throws {@link DomainError} if currencies are mixed, or a number is out of its range
 */
export function ownershipSurface(
  plan: OwnershipPlan,
  input: Exclude<NumericInput, "utilization">,
  values: { readonly utilizations: readonly number[]; readonly others: readonly number[] },
): OwnershipPoint[] {
  return values.others.flatMap((other) =>
    values.utilizations.map((utilization) => {
      const terms = termsOf({ ...plan, [input]: other, utilization });
      return {
        utilization,
        other,
        ratio: lifeCost(terms) / (terms.rentPerYear * presentYears(terms.life, terms.rate)),
      };
    }),
  );
}

/**
 * How busy a server must be, over its life, for owning to cost as much as renting: a share of the hours. Above 1, renting is cheaper however
 * busy it is; `undefined` if an hour of work costs more power than rent.
 *
 * @throws {@link DomainError} if currencies are mixed, or a number is out of its range
 */
export function breakEvenUtilization(plan: OwnershipPlan): number | undefined {
  const [idle, busy] = [termsOf({ ...plan, utilization: 0 }), termsOf({ ...plan, utilization: 1 })];
  const paidYears = presentYears(busy.life, busy.rate);
  const slope = (busy.rentPerYear - busy.runningPerYear + idle.runningPerYear) * paidYears;
  return slope <= 0 ? undefined : lifeCost(idle) / slope;
}

/** A plan in numbers of one currency, by year. */
interface Terms {
  readonly currency: string;
  readonly price: number;
  readonly residual: number;
  readonly life: number;
  readonly rate: number;
  readonly rentPerYear: number;
  readonly runningPerYear: number;
}

function termsOf(plan: OwnershipPlan): Terms {
  const { rentPerHour, price, energyPerKwh, staffPerYear, spacePerYear } = plan;
  const { instancesPerServer = 1, utilization = 1, idleWatts = 0, busyWatts = idleWatts, pue = 1 } = plan;
  const { lifeYears = 4, residualShare = 0, ratePerYear = 0 } = plan;
  const amounts = given({ rentPerHour, price, energyPerKwh, staffPerYear, spacePerYear });
  for (const [name, { amount }] of Object.entries(amounts)) requireNotNegative({ [name]: amount });
  requireNotNegative({ idleWatts, busyWatts, ratePerYear });
  requirePositive({ instancesPerServer, lifeYears });
  requireShare({ utilization, residualShare });
  if (!(pue >= 1)) throw new DomainError("pue", "to be 1 or more", pue);
  if (busyWatts > 0 && energyPerKwh === undefined)
    throw new DomainError("energyPerKwh", "to be given with watts", "none");
  const watts = (idleWatts + (busyWatts - idleWatts) * utilization) * pue;
  const energyPerYear = (watts / 1000) * 8760 * (energyPerKwh?.amount ?? 0);
  return {
    currency: commonCurrency(amounts),
    price: price.amount,
    residual: price.amount * residualShare,
    life: lifeYears,
    rate: ratePerYear,
    rentPerYear: rentPerHour.amount * instancesPerServer * 8760 * utilization,
    runningPerYear: energyPerYear + (staffPerYear?.amount ?? 0) + (spacePerYear?.amount ?? 0),
  };
}

function given(amounts: Readonly<Record<string, Money | undefined>>): Record<string, Money> {
  return Object.fromEntries(
    Object.entries(amounts).flatMap(([name, money]) => (money === undefined ? [] : [[name, money]])),
  );
}

/** Cost of one life: price, less what is left, and running cost, in today's money. */
function lifeCost({ price, residual, life, rate, runningPerYear }: Terms): number {
  return price - residual * presentValue(life, rate) + runningPerYear * presentYears(life, rate);
}

/** What servers have cost after so many years: one now, and at the end of each life a new one for the old. */
function purchases({ price, residual, life, rate }: Terms, years: number): number {
  const replacements = Math.floor(years / life);
  let cost = price;
  for (let at = 1; at <= replacements; at++) cost += (price - residual) * presentValue(at * life, rate);
  return cost;
}
