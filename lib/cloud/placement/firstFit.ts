/**
 * First fit: the first host on which the VM fits, in the order of the hosts.
 *
 * @see G. Dósa, J. Sgall, "First Fit bin packing: a tight analysis" (2013): never more than 1.7 times the fewest hosts
 *
 * @packageDocumentation
 */
import { ByKey } from "./byKey";
import { online } from "./placement";

/**
 * Takes the first host that fits.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const placed = cloud.firstFit.place([[7], [5], [3], [5]], [[10], [10], [10]]);
 * assert.deepEqual([...placed.hostOf], [0, 1, 0, 1]);
 * ```
 */
export const firstFit = online(
  "first fit",
  (hosts) =>
    new ByKey(
      hosts,
      (host) => host,
      () => 0,
    ),
);
