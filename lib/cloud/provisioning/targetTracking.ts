/**
 * Keep utilization at a target, as a thermostat keeps a temperature: as many instances as would be that busy under the load
 * of now. Outwards at once, inwards only after the load has been lower for a while.
 *
 * ```text
 *  wanted = load / (target x capacity of one)        12 ____
 *                                                    11     |____ in: the most that was wanted lately
 *                                                     9 ----' out: at once
 * ```
 *
 * Source: Amazon EC2 Auto Scaling user guide, "Target tracking scaling policies" (scale out fast, scale in slowly).
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import type { ProvisioningPolicy } from "./policy";

/** Target and patience. */
export interface TargetTrackingOptions {
  /** Utilization to keep, above 0 to 1; 0.6 if not given. */
  readonly target?: number;
  /** Seconds for which fewer must have been enough before instances go; 900 if not given. */
  readonly scaleInSeconds?: number;
}

/**
 * As many instances as keep utilization at the target.
 *
 * @throws {@link DomainError} if the target is not above 0 and up to 1, or the seconds are below 0
 */
export function targetTrackingPolicy({
  target = 0.6,
  scaleInSeconds = 900,
}: TargetTrackingOptions = {}): ProvisioningPolicy {
  if (!(target > 0 && target <= 1)) throw new DomainError("target", "to be above 0 and up to 1", target);
  if (!(scaleInSeconds >= 0)) throw new DomainError("scaleInSeconds", "to be 0 or more", scaleInSeconds);
  return {
    name: "target tracking",
    start({ requestsPerSecondPerInstance, stepSeconds }) {
      const lately = new Float64Array(Math.max(1, Math.ceil(scaleInSeconds / stepSeconds)));
      const usable = target * requestsPerSecondPerInstance;
      let at = 0;
      return ({ arrivedPerSecond }) => {
        lately[at] = arrivedPerSecond / usable;
        if (++at === lately.length) at = 0;
        let most = 0;
        for (let step = 0; step < lately.length; step++) if (lately[step]! > most) most = lately[step]!;
        return most;
      };
    },
  };
}
