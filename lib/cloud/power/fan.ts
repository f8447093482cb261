/**
 * A bent line: power rises steeply first and flattens towards the peak, if `r` is above 1.
 *
 * @see X. Fan, W.-D. Weber, L. A. Barroso, "Power provisioning for a warehouse-sized computer" (2007); here by way of a simulator
 * that implements the formula with r = 1.4
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { type PowerModel, requireIdleAndPeak, requireUtilization } from "./power";

/** Shape of {@link fanPower}: how far the line is bent. */
export interface FanShape {
  /** Power at no load in W, from 0 to the peak. */
  readonly idleWatts: number;
  /** Power at full load in W, above 0. */
  readonly peakWatts: number;
  /**
   * The exponent, above 0 and at most 2: 1 is the straight line, above 1 bulges upwards, below 1 sags. It belongs to a kind of
   * server: {@link fitFanExponent} finds it. 1.4 is what one study fitted, not a constant of nature.
   */
  readonly r: number;
}

/**
 * Power as Fan and others model it: idle + (peak - idle) (2u - u^r).
 *
 * @throws {@link DomainError} if a power or `r` is out of range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const bent = cloud.fanPower({ idleWatts: 100, peakWatts: 200, r: 1.4 });
 * assert.ok(bent.wattsAt(0.3) > cloud.linearPower(100, 200).wattsAt(0.3));
 * assert.equal(bent.wattsAt(1), 200);
 * ```
 */
export function fanPower({ idleWatts, peakWatts, r }: FanShape): PowerModel {
  requireIdleAndPeak(idleWatts, peakWatts);
  if (!(r > 0 && r <= 2)) throw new DomainError("r", "to be above 0 and at most 2", r);
  return {
    name: `Fan, r = ${Number(r.toFixed(2))}`,
    wattsAt: (utilization) => {
      requireUtilization(utilization);
      // Below r = 1 the formula dips under zero near no load; no server draws less than idle by working.
      return idleWatts + (peakWatts - idleWatts) * Math.max(0, 2 * utilization - utilization ** r);
    },
  };
}
