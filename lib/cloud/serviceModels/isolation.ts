/**
 * Isolation and security, measured: how likely a year is in which somebody else reads the customer's data, and by which way.
 *
 * ```text
 *   neighbour ──[ boundary: width × flaws ]──> customer      isolation: by those who share the boundary
 *   internet  ──[ layers, patched by their owners ]──> customer   security: by everybody else
 * ```
 *
 * Flaws become known at random (Poisson), so many a year for each function of an interface, and so many in each layer that faces
 * the internet. A flaw is open until the layer's owner has patched it; while it is open, each attacker tries it at a rate. The
 * chance of a bad year has a closed form, and a simulation beside it.
 *
 * All rates are assumptions: no one knows them. What the model gives is an order, and how far it can be trusted: see `gradeSensitivity`.
 *
 * @packageDocumentation
 */

import { requireNotNegative, requireShare } from "../../checks";
import { DomainError } from "../../errors";
import { exponential, poisson, type Random } from "../../sim";
import { type Layer, type Owner, type ServiceModel } from "./serviceModel";

/** What is assumed of flaws and attackers. */
export interface Threats {
  /** Flaws that become known in a year, for each function of a boundary's interface. */
  readonly flawsPerFunctionYear: number;
  /** Flaws that become known in a year in a layer which the internet can reach. */
  readonly flawsPerLayerYear: number;
  /** From the flaw to the patch, by who patches. */
  readonly openDays: Readonly<Record<Owner, number>>;
  /** Share of tenants who would attack a neighbour. */
  readonly hostileShare: number;
  /** How often in a day an attacker who could use an open flaw does. */
  readonly attacksPerDay: number;
}

/** Rates to begin with. */
export const assumedThreats: Threats = {
  flawsPerFunctionYear: 0.02,
  flawsPerLayerYear: 1,
  openDays: { provider: 5, customer: 60 },
  hostileShare: 0.001,
  attacksPerDay: 0.002,
};

/** Layers that the internet can reach. */
const exposed: readonly Layer[] = ["network", "operatingSystem", "runtime", "application"];

/** Chances a year, 0 to 1, and what one breach of the boundary reaches. */
export interface IsolationMeasure {
  /** That a neighbour gets through the boundary to the customer. */
  readonly byNeighbour: number;
  /** That somebody gets in from the internet, through a layer that was not patched yet. */
  readonly fromOutside: number;
  /** Tenants that one breach of the boundary exposes: the blast radius. */
  readonly tenantsPerBreach: number;
}

/**
 * Computes the chances of a bad year, in closed form.
 *
 * @throws {@link DomainError} if a rate is negative, or the hostile share above 1
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const [own, shared] = [cloud.privateDataCenter, cloud.paas].map((model) => cloud.measureIsolation(model));
 * assert.equal(own!.byNeighbour, 0);
 * assert.ok(shared!.fromOutside < own!.fromOutside);
 * ```
 */
export function measureIsolation(model: ServiceModel, threats: Threats = assumedThreats): IsolationMeasure {
  check(threats);
  const { boundary, owners } = model;
  const hostile = (boundary.tenants - 1) * threats.hostileShare;
  const flaws = boundary.interfaceWidth * threats.flawsPerFunctionYear;
  const { attacksPerDay, openDays, flawsPerLayerYear } = threats;
  const outside = exposed.map((layer) => usedFlaws(flawsPerLayerYear, attacksPerDay, openDays[owners[layer]]));
  return {
    byNeighbour: 1 - Math.exp(-usedFlaws(flaws, hostile * attacksPerDay, openDays.provider)),
    fromOutside: 1 - Math.exp(-outside.reduce((sum, used) => sum + used, 0)),
    tenantsPerBreach: boundary.tenants - 1,
  };
}

/** How many of a year's flaws are used while they are open, in the mean. */
function usedFlaws(flawsPerYear: number, attacksPerDay: number, openDays: number): number {
  return flawsPerYear * (1 - Math.exp(-attacksPerDay * openDays));
}

/**
 * Lives through so many years, flaw by flaw, and counts those in which the customer's data was read.
 *
 * @throws {@link DomainError} if there is less than one year, or a rate is negative
 */
export function simulateBreaches(
  model: ServiceModel,
  years: number,
  random: Random,
  threats: Threats = assumedThreats,
): Pick<IsolationMeasure, "byNeighbour" | "fromOutside"> {
  check(threats);
  if (!Number.isInteger(years) || years < 1) throw new DomainError("years", "to be a whole number above 0", years);
  const { boundary, owners } = model;
  const { attacksPerDay, openDays } = threats;
  const hostile = (boundary.tenants - 1) * threats.hostileShare;
  /** Whether one of a year's flaws was used before its patch. */
  const isUsed = (flaws: number, rate: number, days: number) =>
    Array.from({ length: poisson(random, flaws) }).some(() => rate > 0 && exponential(random, 1 / rate) < days);
  let [byNeighbour, fromOutside] = [0, 0];
  for (let year = 0; year < years; year++) {
    const flaws = boundary.interfaceWidth * threats.flawsPerFunctionYear;
    if (isUsed(flaws, hostile * attacksPerDay, openDays.provider)) byNeighbour++;
    const reached = exposed.filter((layer) =>
      isUsed(threats.flawsPerLayerYear, attacksPerDay, openDays[owners[layer]]),
    );
    if (reached.length > 0) fromOutside++;
  }
  return { byNeighbour: byNeighbour / years, fromOutside: fromOutside / years };
}

function check({ openDays, hostileShare, ...rates }: Threats): void {
  requireNotNegative({ ...rates, ...openDays });
  requireShare({ hostileShare });
}
