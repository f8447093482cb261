/**
 * What a data centre costs a month: what was bought, spread over its life, and the power that it uses.
 *
 * ```text
 * servers   -- 3 years --\
 * network   -- 4 years ---\
 * facility - 10 years -----+--> cost a month, in five parts
 *   82% power and cooling /
 *   18% other            /
 * power: critical load . average load . PUE . price
 * ```
 *
 * Left out: staff, software, bandwidth, taxes, land. Source: J. Hamilton, "Overall data center costs" (2010), as reported by Data Center Knowledge;
 * L. Barroso and others, "The Datacenter as a Computer", on total cost of ownership.
 *
 * @packageDocumentation
 */
import { mapValues, sortBy } from "lodash";
import { requireNotNegative, requirePositive, requireShare } from "../checks";
import type { DataCentreFigure } from "../datasets";
import { DomainError } from "../errors";
import { convert } from "../sim";
import { monthlyInstalment } from "./finance";

/** What the model takes. */
export interface DataCentre {
  /** Power that the facility can bring to IT equipment, in W. */
  readonly criticalLoadWatts: number;
  /** Price of the facility by watt of critical load, in USD. */
  readonly facilityUsdPerWatt: number;
  /** Share of the facility's price that is power distribution and cooling, 0 to 1. */
  readonly powerAndCoolingShare: number;
  /** Years over which the facility is paid. */
  readonly facilityYears: number;
  /** Servers. */
  readonly servers: number;
  /** Price of a server, in USD. */
  readonly serverUsd: number;
  /** Years over which servers are paid. */
  readonly serverYears: number;
  /** Price of the network, in USD. */
  readonly networkUsd: number;
  /** Years over which the network is paid. */
  readonly networkYears: number;
  /** Cost of money, as a share a year. */
  readonly costOfMoneyPerYear: number;
  /** Average share of the critical load that is used, 0 to 1. */
  readonly averageLoadShare: number;
  /** Total power over the power that reaches IT; 1 or more. */
  readonly pue: number;
  /** Price of power, in USD a kWh. */
  readonly usdPerKwh: number;
}

/** The name of each input in the table, and the unit in which the model takes it. */
const quantities: { readonly [Input in keyof DataCentre]: readonly [quantity: string, unit: string] } = {
  criticalLoadWatts: ["critical load", "W"],
  facilityUsdPerWatt: ["facility price", "USD/W"],
  powerAndCoolingShare: ["power and cooling share of facility", "1"],
  facilityYears: ["facility life", "year"],
  servers: ["servers", "1"],
  serverUsd: ["server price", "USD"],
  serverYears: ["server life", "year"],
  networkUsd: ["network price", "USD"],
  networkYears: ["network life", "year"],
  costOfMoneyPerYear: ["cost of money", "1/year"],
  averageLoadShare: ["average load", "1"],
  pue: ["PUE", "1"],
  usdPerKwh: ["electricity price", "USD/kWh"],
};

/**
 * The inputs of one published version, from rows of a table, each converted from the unit that its row names.
 *
 * @throws {@link DomainError} if an input is missing, or its unit has another dimension
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, datasets } from "strata";
 *
 * const talk = cloud.dataCentreOf(datasets.dataCentre2010(), "2010-06");
 * assert.equal(talk.criticalLoadWatts, 8_000_000);
 * ```
 */
export function dataCentreOf(rows: readonly DataCentreFigure[], version: "2010-06" | "2010-09"): DataCentre {
  return mapValues(quantities, ([quantity, unit]) => {
    const row = rows.find((one) => one.role === "input" && one.quantity === quantity && isOf(one, version));
    if (row === undefined) throw new DomainError("inputs", `to have "${quantity}" of ${version}`, "none");
    return convert(row.value, row.unit, unit);
  });
}

/** The results that a version was published with, by name, in the units of their rows. */
export function publishedResults(
  rows: readonly DataCentreFigure[],
  version: "2010-06" | "2010-09",
): Readonly<Record<string, number>> {
  const results = rows.filter((row) => row.role === "output" && isOf(row, version));
  return Object.fromEntries(results.map(({ quantity, value }) => [quantity, value]));
}

function isOf(row: DataCentreFigure, version: string): boolean {
  return row.version === version || row.version === "both";
}

/** A part of the cost. */
export interface CostPart {
  readonly part: "servers" | "networking" | "power distribution and cooling" | "other infrastructure" | "power";
  readonly usdPerMonth: number;
  /** Share of the whole, 0 to 1. */
  readonly share: number;
}

/**
 * The cost a month, in five parts: one row a part.
 *
 * @throws {@link DomainError} if an input is out of its range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, datasets } from "strata";
 *
 * const parts = cloud.monthlyCost(cloud.dataCentreOf(datasets.dataCentre2010(), "2010-09"));
 * assert.deepEqual(parts.map(({ share }) => Math.round(100 * share)), [57, 8, 18, 4, 13]);
 * ```
 */
export function monthlyCost(centre: DataCentre): CostPart[] {
  check(centre);
  const rate = centre.costOfMoneyPerYear;
  const facility = centre.criticalLoadWatts * centre.facilityUsdPerWatt;
  const facilityMonthly = monthlyInstalment(facility, centre.facilityYears, rate);
  const parts: readonly (readonly [CostPart["part"], number])[] = [
    ["servers", monthlyInstalment(centre.servers * centre.serverUsd, centre.serverYears, rate)],
    ["networking", monthlyInstalment(centre.networkUsd, centre.networkYears, rate)],
    ["power distribution and cooling", facilityMonthly * centre.powerAndCoolingShare],
    ["other infrastructure", facilityMonthly * (1 - centre.powerAndCoolingShare)],
    ["power", powerCost(centre)],
  ];
  const total = parts.reduce((sum, [, usd]) => sum + usd, 0);
  return parts.map(([part, usdPerMonth]) => ({ part, usdPerMonth, share: usdPerMonth / total }));
}

/** The whole of {@link monthlyCost}, in USD. */
export function totalMonthlyCost(centre: DataCentre): number {
  return monthlyCost(centre).reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0);
}

/** What a watt of critical load costs a year with its distribution, cooling and power, in USD: "fully burdened". */
export function burdenedUsdPerWattYear(centre: DataCentre): number {
  const ofPower = monthlyCost(centre).filter(({ part }) => part.startsWith("power"));
  return (12 * ofPower.reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0)) / centre.criticalLoadWatts;
}

/** What one input does to the cost. */
export interface Sensitivity {
  readonly input: keyof DataCentre;
  /** Cost a month in USD with the input lowered, and raised. */
  readonly lowUsdPerMonth: number;
  readonly highUsdPerMonth: number;
  /** Cost a month in USD as it is. */
  readonly baseUsdPerMonth: number;
}

/**
 * Changes each input alone by a share, down and up: one row an input, the one that matters most first. Shares stop at 1, and so does PUE.
 *
 * @param change - share of the input, above 0 and below 1; 0.2 if not given
 */
export function sensitivities(centre: DataCentre, change = 0.2): Sensitivity[] {
  if (!(change > 0 && change < 1)) throw new DomainError("change", "to be above 0 and below 1", change);
  const baseUsdPerMonth = totalMonthlyCost(centre);
  const cost = (input: keyof DataCentre, factor: number) =>
    totalMonthlyCost({ ...centre, [input]: bounded(input, centre[input] * factor) });
  const rows = (Object.keys(quantities) as (keyof DataCentre)[]).map((input) => ({
    input,
    lowUsdPerMonth: cost(input, 1 - change),
    highUsdPerMonth: cost(input, 1 + change),
    baseUsdPerMonth,
  }));
  return sortBy(rows, ({ lowUsdPerMonth, highUsdPerMonth }) => -Math.abs(highUsdPerMonth - lowUsdPerMonth));
}

function bounded(input: keyof DataCentre, value: number): number {
  if (input.endsWith("Share")) return Math.min(1, value);
  return input === "pue" ? Math.max(1, value) : value;
}

/** Power is paid by the hour: a month has 8760 / 12 of them. */
function powerCost({ criticalLoadWatts, averageLoadShare, pue, usdPerKwh }: DataCentre): number {
  const kilowatts = (criticalLoadWatts / 1000) * averageLoadShare * pue;
  return kilowatts * (8760 / 12) * usdPerKwh;
}

function check(centre: DataCentre): void {
  const { criticalLoadWatts, facilityYears, serverYears, networkYears, pue, ...others } = centre;
  requirePositive({ criticalLoadWatts, facilityYears, serverYears, networkYears });
  requireNotNegative(others);
  requireShare({ powerAndCoolingShare: centre.powerAndCoolingShare, averageLoadShare: centre.averageLoadShare });
  if (!(pue >= 1 && pue < Infinity)) throw new DomainError("pue", "to be 1 or more", pue);
}
