/**
 * Provision for the mean: cheap, nearly always busy, and at every busy hour requests are lost.
 *
 * ```text
 *        .-. lost    .-.        .-.
 *  _____/___\_______/___\______/___  capacity
 *  ..-''     ''-..-'     ''-..-'     demand
 * ```
 *
 * @packageDocumentation
 */
import type { ProvisioningPolicy } from "./policy";

/** Capacity for the known mean. */
export function meanPolicy(): ProvisioningPolicy {
  return {
    name: "mean",
    start({ meanPerSecond, requestsPerSecondPerInstance }) {
      const instances = meanPerSecond / requestsPerSecondPerInstance;
      return () => instances;
    },
  };
}
