/**
 * First fit: the lowest hole that is large enough. Small remains gather at the low end, large holes survive at the high
 * end.
 *
 * @packageDocumentation
 */
import type { ContiguousAllocator } from "./contiguousAllocator";
import { fitAllocator } from "./fitAllocator";

/**
 * An allocator that takes the first hole that fits.
 *
 * @param frames - frames of the host
 * @throws {@link DomainError} if `frames` is not a whole number above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const allocator = memory.firstFit(10);
 * for (const owner of ["A", "B", "C"]) allocator.allocate(owner, 3);
 * allocator.free("A");
 * allocator.free("C"); // coalesces with the last frame
 * assert.deepEqual(allocator.holes(), [{ first: 0, frames: 3 }, { first: 6, frames: 4 }]);
 * assert.deepEqual(allocator.allocate("D", 5), { type: "refused", reason: "fragmented", free: 7, largestHole: 4 });
 * ```
 */
export function firstFit(frames: number): ContiguousAllocator {
  return fitAllocator("first fit", frames, (holes, asked) => holes.findIndex((hole) => hole.frames >= asked));
}
