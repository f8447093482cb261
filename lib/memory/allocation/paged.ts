/**
 * Frames anywhere, the lowest free ones first: what page tables make possible. A VM is refused only when the host is full.
 *
 * ```text
 *         +-----+-----+-----+-----+-----+-----+-----+
 * host    |  A  | free|  B  |  A  | free|  C  | free|       D asks for 3 and gets all three
 *         +-----+-----+-----+-----+-----+-----+-----+
 * ```
 *
 * The price is a table with an entry for every page, and a walk through it.
 *
 * @packageDocumentation
 */
import { checkedFrames, type Extent, type FrameAllocator } from "./contiguousAllocator";
import { Holes, refusal } from "./holes";
import { Owners } from "./owners";

/**
 * An allocator that needs no neighbours.
 *
 * @param frames - frames of the host
 * @throws {@link DomainError} if `frames` is not a whole number above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const allocator = memory.pagedAllocator(10);
 * for (const owner of ["A", "B", "C"]) allocator.allocate(owner, 3);
 * allocator.free("A");
 * allocator.free("C");
 * const placed = allocator.allocate("D", 5);
 * assert(placed.type === "placed"); // three frames below B and two above
 * assert.deepEqual(placed.extents.map(({ first, frames }) => [first, frames]), [[0, 3], [6, 2]]);
 * ```
 */
export function pagedAllocator(frames: number): FrameAllocator {
  const holes = new Holes(checkedFrames(frames));
  const owners = new Owners();
  return {
    name: "paged",
    frames,
    get freeFrames() {
      return holes.free;
    },
    allocate: (owner, asked) => {
      owners.newcomer(owner);
      if (checkedFrames(asked) > holes.free) return refusal(asked, holes.list);
      const extents: Extent[] = [];
      for (let missing = asked; missing > 0; ) {
        const piece = Math.min(missing, holes.list[0]!.frames);
        extents.push({ owner, first: holes.take(0, piece), frames: piece, used: piece });
        missing -= piece;
      }
      owners.add(owner, extents);
      return { type: "placed", extents };
    },
    free: (owner) => {
      for (const extent of owners.remove(owner)) holes.give(extent);
    },
    extents: () => owners.all(),
    holes: () => [...holes.list],
  };
}
