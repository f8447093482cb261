/**
 * Energy proportionality: a server that does nothing should draw nothing, and half the work should take half the power.
 *
 * ```text
 *  power / peak
 *   1 |            .*
 *     |      . *  .'       area between the curve and the ideal, over the ideal's area,
 *     | . *     .'         is how far from proportional a server is
 * 0.5 |*     .'  ideal
 *     |   .'
 *     +------------ u
 * ```
 *
 * @see L. A. Barroso, U. Hölzle, "The case for energy-proportional computing" (2007)
 * @see F. Ryckbosch, S. Polfliet, L. Eeckhout, "Trends in server energy proportionality" (2011): the metric by areas
 *
 * @packageDocumentation
 */
import { groupBy } from "lodash";
import type { SpecPowerResult } from "../../datasets";
import type { PowerModel } from "./power";

/**
 * Work per joule at a utilization, as a share of that at full load. 1 for a proportional server at any load.
 *
 * @throws DomainError if the utilization is not from 0 to 1
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * // A server of 2007 idles at half its peak: at 30% load it is not half as efficient as at full load.
 * assert.equal(cloud.relativeEfficiency(cloud.linearPower(100, 200), 0.3).toFixed(3), "0.462");
 * ```
 */
export function relativeEfficiency(model: PowerModel, utilization: number): number {
  const watts = model.wattsAt(utilization);
  return watts === 0 ? 1 : (utilization * model.wattsAt(1)) / watts;
}

/** Idle over peak power, 0 to 1: 0 is best. */
export function idleToPeak(model: PowerModel): number {
  return model.wattsAt(0) / model.wattsAt(1);
}

/**
 * Proportionality by areas: 1 for power in proportion to load, 0 for power that never changes; above 1 if the curve sags below the
 * ideal. Areas by trapezoids of 1% of the load.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * assert.ok(Math.abs(cloud.energyProportionality(cloud.linearPower(0, 200)) - 1) < 1e-9);
 * assert.ok(Math.abs(cloud.energyProportionality(cloud.linearPower(200, 200))) < 1e-9);
 * ```
 */
export function energyProportionality(model: PowerModel): number {
  const [steps, peak] = [100, model.wattsAt(1)];
  let area = 0;
  for (let step = 0; step < steps; step++) {
    area += (model.wattsAt(step / steps) + model.wattsAt((step + 1) / steps)) / (2 * steps * peak);
  }
  return 2 - 2 * area;
}

/** Servers of one year. */
export interface ProportionalityYear {
  /** Year of publication. */
  readonly year: number;
  /** Results published in that year. */
  readonly results: number;
  /** Lower quartile of idle over peak power, 0 to 1. */
  readonly q1: number;
  /** Median of idle over peak power, 0 to 1. */
  readonly median: number;
  /** Upper quartile of idle over peak power, 0 to 1. */
  readonly q3: number;
  /** Least idle over peak power, 0 to 1. */
  readonly least: number;
}

/** Idle over peak power by year, computed from the watts of published results; one row a year, in order. */
export function idleToPeakByYear(results: readonly SpecPowerResult[]): ProportionalityYear[] {
  return Object.values(groupBy(results, "year")).map((of) => {
    const shares = of
      .map(({ wattsIdle, wattsAt100Pct }) => wattsIdle / wattsAt100Pct)
      .sort((one, other) => one - other);
    const at = (share: number) => quantile(shares, share);
    return { year: of[0]!.year, results: of.length, q1: at(0.25), median: at(0.5), q3: at(0.75), least: shares[0]! };
  });
}

/** The value below which a share of sorted values lies, linear between neighbours. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const before = Math.floor(place);
  const after = Math.min(sorted.length - 1, before + 1);
  return sorted[before]! + (sorted[after]! - sorted[before]!) * (place - before);
}
