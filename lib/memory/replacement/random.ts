/**
 * Random replacement: any of them goes. Cheap in hardware, and never caught by a loop that is a little too long.
 *
 * @packageDocumentation
 */
import type { Random } from "../../sim";
import type { Replacement } from "./replacement";

/**
 * Chance decides who goes.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory, sim } from "strata";
 *
 * const loop = Array.from({ length: 1000 }, (_, at) => at % 5);
 * assert.equal(memory.missesOf(memory.lru, loop, 4), 1000); // always drops what comes next
 * assert(memory.missesOf(memory.randomReplacement(sim.seeded(1)), loop, 4) < 600);
 * ```
 */
export function randomReplacement(random: Random): Replacement {
  return {
    name: "random",
    used: () => {},
    victim: (set) => random.pick([...set.keys()]),
  };
}
