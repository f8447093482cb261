/**
 * Decide once, never move.
 *
 * @packageDocumentation
 */
import { firstFitDecreasing, type PlacementPolicy } from "../placement";
import type { ConsolidationStrategy } from "./strategy";

/** A server for every VM: how it was before virtualization. */
export const oneEach: ConsolidationStrategy = {
  name: "a server each",
  decide: ({ hostOf, reserved, hosts }) =>
    hostOf ?? Int32Array.from(reserved, (_, vm) => (vm < hosts.length ? vm : -1)),
};

/** VMs packed by what they reserved, once. No host can be overloaded, and none is ever full. */
export function byReservation(policy: PlacementPolicy = firstFitDecreasing): ConsolidationStrategy {
  return {
    name: "packed by reservation",
    decide: ({ hostOf, reserved, hosts }) => hostOf ?? policy.place(reserved, hosts).hostOf,
  };
}
