/**
 * Next fit: the first hole that is large enough and does not end before the last placement did; from the low end again if
 * there is none. The search need not pass the same small remains each time. They spread over the whole memory instead.
 *
 * @packageDocumentation
 */
import type { ContiguousAllocator } from "./contiguousAllocator";
import { fitAllocator } from "./fitAllocator";

/**
 * An allocator that goes round.
 *
 * @param frames - frames of the host
 * @throws {@link DomainError} if `frames` is not a whole number above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const allocator = memory.nextFit(10);
 * allocator.allocate("A", 2);
 * allocator.allocate("B", 2);
 * allocator.free("A");
 * const placed = allocator.allocate("C", 2);
 * assert(placed.type === "placed");
 * assert.equal(placed.extents[0]?.first, 4); // behind B, though frame 0 is free
 * ```
 */
export function nextFit(frames: number): ContiguousAllocator {
  return fitAllocator("next fit", frames, (holes, asked, after) => {
    const ahead = holes.findIndex((hole) => hole.frames >= asked && hole.first + hole.frames > after);
    return ahead >= 0 ? ahead : holes.findIndex((hole) => hole.frames >= asked);
  });
}
