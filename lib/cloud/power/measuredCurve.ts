/**
 * Power as a load test measured it, at 0, 10, … 100% of the load, and straight lines between.
 *
 * @see Standard Performance Evaluation Corporation, "SPECpower_ssj2008" (spec.org): the load test
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { type PowerModel, requireUtilization } from "./power";

/**
 * Power between measured points.
 *
 * @param watts - power in W at evenly spaced utilizations from 0 to 1: eleven numbers in steps of 10%; at least two, each above 0
 * @param name - what figures call it
 * @throws {@link DomainError} if there are fewer than two points, or one is not above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * assert.equal(cloud.measuredPower([60, 100, 120]).wattsAt(0.25), 80);
 * ```
 */
export function measuredPower(watts: readonly number[], name = "measured"): PowerModel {
  if (watts.length < 2) throw new DomainError("watts", "to be at least two points", watts);
  for (const one of watts) if (!(one > 0 && one < Infinity)) throw new DomainError("watts", "to be above 0", one);
  return {
    name,
    wattsAt: (utilization) => {
      requireUtilization(utilization);
      const place = utilization * (watts.length - 1);
      const before = Math.min(watts.length - 2, Math.floor(place));
      return watts[before]! + (watts[before + 1]! - watts[before]!) * (place - before);
    },
  };
}
