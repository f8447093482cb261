/**
 * Large VMs first: sort, then place one by one. A large VM that comes late finds only small gaps; small ones fill any.
 *
 * ```text
 *  in order of arrival   2 2 2 7 7 7  ->  [2 2 2 . ] [7 . ] [7 . ] [7 . ]
 *  large ones first      7 7 7 2 2 2  ->  [7 2 ] [7 2 ] [7 2 ]
 * ```
 *
 * @see G. Dósa, "The tight bound of first fit decreasing bin-packing algorithm" (2007): at most 11/9 of the fewest hosts, plus 6/9
 *
 * @packageDocumentation
 */
import { bestFit } from "./bestFit";
import { firstFit } from "./firstFit";
import { checkCapacities, checkDemands, type OnlinePolicy, type PlacementPolicy, type Resources } from "./placement";

/**
 * Places in order of decreasing size, each VM on the first host that fits. With several resources, size is the sum over the
 * resources, each as a share of the largest capacity; equal sizes keep their order.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const hosts = [[10], [10], [10], [10]];
 * const vms = [[2], [2], [2], [7], [7], [7]];
 * assert.equal(cloud.firstFit.place(vms, hosts).hostsUsed, 4);
 * assert.equal(cloud.firstFitDecreasing.place(vms, hosts).hostsUsed, 3);
 * ```
 */
export const firstFitDecreasing = decreasing("first fit decreasing", firstFit);

/** Places in order of decreasing size, each VM on the fullest host that fits; otherwise as {@link firstFitDecreasing}. */
export const bestFitDecreasing = decreasing("best fit decreasing", bestFit);

/** The VMs' indices, largest VM first; size as in {@link firstFitDecreasing}. */
export function bySize(vms: readonly Resources[], hosts: readonly Resources[]): Uint32Array {
  const largest = (vms[0] ?? []).map((_, r) => hosts.reduce((top, host) => Math.max(top, host[r]!), 0));
  const sizes = Float64Array.from(vms, (vm) => vm.reduce((sum, amount, r) => sum + amount / (largest[r]! || 1), 0));
  return Uint32Array.from(vms, (_, at) => at).sort((one, other) => sizes[other]! - sizes[one]! || one - other);
}

function decreasing(name: string, policy: OnlinePolicy): PlacementPolicy {
  return {
    name,
    place: (vms, hosts) => {
      checkCapacities(hosts);
      checkDemands(vms, hosts);
      const order = bySize(vms, hosts);
      const packer = policy.start(hosts);
      const hostOf = new Int32Array(vms.length);
      for (const at of order) hostOf[at] = packer.add(vms[at]!);
      return {
        hostOf,
        hostsUsed: packer.hostsUsed,
        refused: hostOf.reduce((sum, host) => sum + (host < 0 ? 1 : 0), 0),
      };
    },
  };
}
