/**
 * Least recently used: what was not needed for the longest time goes. A *stack algorithm*: a larger TLB holds all that a
 * smaller one would, so that more places never miss more.
 *
 * @see R. Mattson, J. Gecsei, D. Slutz, I. Traiger, "Evaluation techniques for storage hierarchies", IBM Systems Journal
 * 9(2), 1970
 *
 * @packageDocumentation
 */
import type { Replacement } from "./replacement";

/**
 * The least recently used goes.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * assert.equal(memory.missesOf(memory.lru, [1, 2, 1, 3, 1], 2), 3); // 1 stays, 2 goes
 * ```
 */
export const lru: Replacement = {
  name: "LRU",
  used: (set, key) => {
    const value = set.get(key)!;
    set.delete(key);
    set.set(key, value);
  },
  victim: (set) => set.keys().next().value!,
};
