/**
 * The buddy system: blocks of 1, 2, 4, 8 ... frames, each at a multiple of its size. A block that is too large is split into
 * two *buddies*; two free buddies become one block again. A block's buddy is found by flipping one bit of its number.
 *
 * ```text
 * ask for 5 of 16     |               16              |
 *                     |       8       |       8       |        split once: 8 holds 5, and 3 are lost inside
 *                     | 5 used, 3 lost|     free      |
 * ```
 *
 * Frees and joins in a few steps, whatever else is held. It pays with *internal* fragmentation: sizes round up to a power
 * of two. Two free neighbours that are no buddies stay two holes. A host whose size is no power of two starts as several
 * blocks.
 *
 * Source: K. Knowlton, "A fast storage allocator", CACM 8(10), 1965.
 *
 * @packageDocumentation
 */
import { sortedIndex } from "lodash";
import type { Frame } from "../addresses";
import { type ContiguousAllocator, checkedFrames, type Extent, type Run } from "./contiguousAllocator";
import { refusal } from "./holes";
import { Owners } from "./owners";

/**
 * An allocator of blocks that are powers of two.
 *
 * @param frames - frames of the host, any number
 * @throws {@link DomainError} if `frames` is not a whole number above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const allocator = memory.buddy(16);
 * allocator.allocate("A", 5);
 * assert.deepEqual(allocator.extents(), [{ owner: "A", first: 0, frames: 8, used: 5 }]);
 * allocator.free("A");
 * assert.deepEqual(allocator.holes(), [{ first: 0, frames: 16 }]);
 * ```
 */
export function buddy(frames: number): ContiguousAllocator {
  const blocks = new Blocks(checkedFrames(frames));
  const owners = new Owners();
  return {
    name: "buddy",
    frames,
    contiguous: true,
    get freeFrames() {
      return blocks.free;
    },
    allocate: (owner, asked) => {
      owners.newcomer(owner);
      const block = blocks.take(checkedFrames(asked));
      if (block === undefined) return refusal(asked, blocks.list());
      const extents: Extent[] = [{ owner, ...block, used: asked }];
      owners.add(owner, extents);
      return { type: "placed", extents };
    },
    free: (owner) => {
      for (const extent of owners.remove(owner)) blocks.give(extent);
    },
    extents: () => owners.all(),
    holes: () => blocks.list(),
  };
}

/** Free blocks by order: `#firsts[k]` lists those of 2^k frames, lowest first. */
class Blocks {
  readonly #firsts: Frame[][] = [];
  free = 0;

  constructor(frames: number) {
    const orders = Math.floor(Math.log2(frames));
    for (let order = 0; order <= orders; order++) this.#firsts.push([]);
    for (let order = orders, first = 0; order >= 0; order--) {
      if (frames - first < 2 ** order) continue;
      this.#firsts[order]!.push(first);
      first += 2 ** order;
    }
    this.free = frames;
  }

  /** The lowest of the smallest blocks that hold so many frames, split until it is no larger than needed. */
  take(frames: number): Run | undefined {
    const wanted = Math.ceil(Math.log2(frames));
    const found = this.#firsts.findIndex((firsts, order) => order >= wanted && firsts.length > 0);
    const first = this.#firsts[found]?.shift();
    if (first === undefined) return undefined;
    for (let order = found - 1; order >= wanted; order--) this.#insert(order, first + 2 ** order);
    this.free -= 2 ** wanted;
    return { first, frames: 2 ** wanted };
  }

  /** Takes a block back, and joins it with its buddy as long as that is free, too. */
  give(block: Run): void {
    this.free += block.frames;
    let { first } = block;
    let order = Math.log2(block.frames);
    for (;;) {
      const place = this.#placeOf(order, buddyOf(first, 2 ** order));
      if (place < 0) break;
      const [other] = this.#firsts[order]!.splice(place, 1);
      first = Math.min(first, other!);
      order++;
    }
    this.#insert(order, first);
  }

  list(): readonly Run[] {
    return this.#firsts
      .flatMap((firsts, order) => firsts.map((first) => ({ first, frames: 2 ** order })))
      .sort((one, other) => one.first - other.first);
  }

  #insert(order: number, first: Frame): void {
    const firsts = this.#firsts[order]!;
    firsts.splice(sortedIndex(firsts, first), 0, first);
  }

  #placeOf(order: number, first: Frame): number {
    const firsts = this.#firsts[order]!;
    const place = sortedIndex(firsts, first);
    return firsts[place] === first ? place : -1;
  }
}

/** The other half of the block that this one was split from. Arithmetic, as bit operators end at 32 bits. */
function buddyOf(first: Frame, frames: number): Frame {
  return (first / frames) % 2 === 0 ? first + frames : first - frames;
}
