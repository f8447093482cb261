/**
 * Provision for the peak: so many instances that the busiest step is served, all year round. Nothing is lost, and most of it
 * idles. This is what a data centre of one's own must do.
 *
 * ```text
 *  ________________________________  capacity
 *        .-.         .-.        .-.
 *  ..-''    ''-...-''   ''-...-'     demand
 * ```
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import type { ProvisioningPolicy } from "./policy";

/**
 * Capacity for the known peak.
 *
 * @param options - `headroom`: spare capacity as a share of the peak, 0.1 if not given
 * @throws {@link DomainError} if the headroom is below 0
 */
export function peakPolicy({ headroom = 0.1 }: { readonly headroom?: number } = {}): ProvisioningPolicy {
  if (!(headroom >= 0)) throw new DomainError("headroom", "to be 0 or more", headroom);
  return {
    name: "peak",
    start({ peakPerSecond, requestsPerSecondPerInstance }) {
      const instances = (peakPerSecond * (1 + headroom)) / requestsPerSecondPerInstance;
      return () => instances;
    },
  };
}
