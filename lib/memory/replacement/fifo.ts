/**
 * First in, first out: what was filled first goes, however often it was used since. Needs no work on a hit. No stack
 * algorithm: with more places it can miss more (Bélády's anomaly).
 *
 * @see L. Bélády, R. Nelson, G. Shedler, "An anomaly in space-time characteristics of certain programs running in a paging
 * machine", CACM 12(6), 1969
 *
 * @packageDocumentation
 */
import type { Replacement } from "./replacement";

/**
 * The first that came goes.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * assert.equal(memory.missesOf(memory.fifo, [1, 2, 1, 3, 1], 2), 4); // 1 goes though it was just used
 * ```
 */
export const fifo: Replacement = {
  name: "FIFO",
  used: () => {},
  victim: (set) => set.keys().next().value!,
};
