/**
 * Best fit: the smallest hole that is large enough, the lowest among equals. Saves large holes for large VMs, and leaves
 * remains that are too small for anybody.
 *
 * @packageDocumentation
 */
import type { ContiguousAllocator } from "./contiguousAllocator";
import { fitAllocator } from "./fitAllocator";

/**
 * An allocator that takes the tightest hole.
 *
 * @param frames - frames of the host
 * @throws {@link DomainError} if `frames` is not a whole number above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const allocator = memory.bestFit(12);
 * for (const [owner, size] of [["A", 5], ["B", 1], ["C", 3], ["D", 3]] as const) allocator.allocate(owner, size);
 * allocator.free("A");
 * allocator.free("C");
 * const placed = allocator.allocate("E", 3);
 * assert(placed.type === "placed");
 * assert.equal(placed.extents[0]?.first, 6); // not in A's hole of 5
 * ```
 */
export function bestFit(frames: number): ContiguousAllocator {
  return fitAllocator("best fit", frames, (holes, asked) => {
    let best = -1;
    for (const [place, hole] of holes.entries()) {
      if (hole.frames >= asked && (best < 0 || hole.frames < holes[best]!.frames)) best = place;
    }
    return best;
  });
}
