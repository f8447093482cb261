/**
 * Worst fit: the largest hole, the lowest among equals. The remains stay usable, and no large hole survives.
 *
 * @packageDocumentation
 */
import type { ContiguousAllocator } from "./contiguousAllocator";
import { fitAllocator } from "./fitAllocator";

/**
 * An allocator that takes the largest hole.
 *
 * @param frames - frames of the host
 * @throws {@link DomainError} if `frames` is not a whole number above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const allocator = memory.worstFit(12);
 * for (const [owner, size] of [["A", 3], ["B", 1], ["C", 5], ["D", 3]] as const) allocator.allocate(owner, size);
 * allocator.free("A");
 * allocator.free("C");
 * const placed = allocator.allocate("E", 3);
 * assert(placed.type === "placed");
 * assert.equal(placed.extents[0]?.first, 4); // in C's hole of 5
 * ```
 */
export function worstFit(frames: number): ContiguousAllocator {
  return fitAllocator("worst fit", frames, (holes, asked) => {
    let worst = -1;
    for (const [place, hole] of holes.entries()) {
      if (hole.frames >= asked && (worst < 0 || hole.frames > holes[worst]!.frames)) worst = place;
    }
    return worst;
  });
}
