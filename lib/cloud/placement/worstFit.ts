/**
 * Worst fit: of the hosts that are on, the one that has most room left. It spreads load evenly, and leaves no large gap.
 *
 * @packageDocumentation
 */
import { ByKey, offLast } from "./byKey";
import { online } from "./placement";

/**
 * Takes the emptiest host that is on and fits; room is measured as in {@link bestFit}. A host is switched on only if none fits.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const placed = cloud.worstFit.place([[5], [7], [3], [5]], [[10], [10], [10]]);
 * assert.deepEqual([...placed.hostOf], [0, 1, 0, 2]);
 * ```
 */
export const worstFit = online(
  "worst fit",
  (hosts) =>
    new ByKey(
      hosts,
      (host, state) => offLast(host, state, -state.room(host)),
      () => -Infinity,
    ),
);
