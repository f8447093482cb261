/**
 * React to thresholds: too busy, add some; too idle, remove some; then wait until that has shown its effect.
 *
 * ```text
 *  utilization
 *   1 |
 *     |- - - - - - - - - - - -  high: order `growth` more, then cool down
 *     |
 *     |- - - - - - - - - - - -  low: give `shrink` back, then cool down
 *   0 |
 * ```
 *
 * It knows neither how much is missing nor that instances still boot: hence the cool-down, and hence it is late when demand
 * jumps. Source: Amazon EC2 Auto Scaling user guide, "Step and simple scaling policies" (cool-down, adjustment in percent).
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import type { ProvisioningPolicy } from "./policy";

/** Thresholds and steps. */
export interface ReactiveOptions {
  /** Utilization above which instances are added; 0.75 if not given. */
  readonly high?: number;
  /** Utilization below which instances are removed; 0.4 if not given. */
  readonly low?: number;
  /** How many to add, as a share of those there are, at least one; 0.3 if not given. */
  readonly growth?: number;
  /** How many to remove, as a share of those there are, at least one; 0.15 if not given. */
  readonly shrink?: number;
  /** Seconds after a change in which nothing is changed; 300 if not given. */
  readonly coolDownSeconds?: number;
}

/**
 * Adds above one threshold, removes below another.
 *
 * @throws {@link DomainError} if the thresholds are not 0 \<= low \< high \<= 1, or another number is below 0
 */
export function reactivePolicy(options: ReactiveOptions = {}): ProvisioningPolicy {
  const { high = 0.75, low = 0.4, growth = 0.3, shrink = 0.15, coolDownSeconds = 300 } = options;
  if (!(low >= 0 && low < high && high <= 1))
    throw new DomainError("thresholds", "to be 0 <= low < high <= 1", [low, high]);
  if (!(growth > 0)) throw new DomainError("growth", "to be above 0", growth);
  if (!(shrink > 0 && shrink < 1)) throw new DomainError("shrink", "to be above 0 and below 1", shrink);
  if (!(coolDownSeconds >= 0)) throw new DomainError("coolDownSeconds", "to be 0 or more", coolDownSeconds);
  return {
    name: "reactive",
    start() {
      let coolUntil = 0;
      let wanted = 0;
      return ({ seconds, utilization, ready, booting }) => {
        if (wanted === 0) return (wanted = Math.max(1, (utilization * ready) / ((low + high) / 2)));
        // A ceiling of the cloud may have kept it from getting what it wanted.
        wanted = Math.min(wanted, Math.max(1, ready + booting));
        if (seconds < coolUntil) return wanted;
        const before = wanted;
        if (utilization > high) wanted += Math.max(1, Math.floor(growth * wanted));
        else if (utilization < low) wanted = Math.max(1, wanted - Math.max(1, Math.floor(shrink * wanted)));
        if (wanted !== before) coolUntil = seconds + coolDownSeconds;
        return wanted;
      };
    },
  };
}
