/**
 * A straight line from idle to peak.
 *
 * @packageDocumentation
 */
import { type PowerModel, requireIdleAndPeak, requireUtilization } from "./power";

/**
 * Power that grows in proportion to utilization, from an idle draw on.
 *
 * @param idleWatts - power at no load in W, from 0 to the peak
 * @param peakWatts - power at full load in W, above 0
 * @throws DomainError if a power is out of range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * assert.equal(cloud.linearPower(100, 200).wattsAt(0.3), 130);
 * ```
 */
export function linearPower(idleWatts: number, peakWatts: number): PowerModel {
  requireIdleAndPeak(idleWatts, peakWatts);
  return {
    name: "linear",
    wattsAt: (utilization) => {
      requireUtilization(utilization);
      return idleWatts + (peakWatts - idleWatts) * utilization;
    },
  };
}
