/**
 * Best fit: of the hosts that are on, the one that has least room left. It keeps large gaps for large VMs.
 *
 * @see G. Dósa, J. Sgall, "Optimal analysis of best fit bin packing" (2014): never more than 1.7 times the fewest hosts
 *
 * @packageDocumentation
 */
import { ByKey, offLast } from "./byKey";
import { online } from "./placement";

/**
 * Takes the fullest host that fits. With several resources, room is the sum over the resources of what is left, each as a share
 * of the largest capacity. A host is switched on only if none that is on fits.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const placed = cloud.bestFit.place([[5], [7], [3], [5]], [[10], [10], [10]]);
 * assert.deepEqual([...placed.hostOf], [0, 1, 1, 0]);
 * ```
 */
export const bestFit = online(
  "best fit",
  (hosts) =>
    new ByKey(
      hosts,
      (host, state) => offLast(host, state, state.room(host)),
      // A host that can take the VM has at least its room; a little less, for rounding.
      (vm, state) => vm.reduce((sum, amount, r) => sum + amount / state.largest[r]!, 0) - 1e-9,
    ),
);
