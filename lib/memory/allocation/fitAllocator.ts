/**
 * What first, best, worst and next fit have in common: all but the choice of the hole.
 *
 * @packageDocumentation
 */
import type { Frame } from "../addresses";
import { type ContiguousAllocator, checkedFrames, type Extent, type Run } from "./contiguousAllocator";
import { Holes, refusal } from "./holes";
import { Owners } from "./owners";

/**
 * Chooses a hole of at least `frames` frames: its place in the list, or -1 if there is none. `after` is the frame behind
 * the last placement.
 */
export type ChooseHole = (holes: readonly Run[], frames: number, after: Frame) => number;

/** An allocator that takes the low end of the hole that `choose` names. */
export function fitAllocator(name: string, frames: number, choose: ChooseHole): ContiguousAllocator {
  const holes = new Holes(checkedFrames(frames));
  const owners = new Owners();
  let after = 0;
  return {
    name,
    frames,
    contiguous: true,
    get freeFrames() {
      return holes.free;
    },
    allocate: (owner, asked) => {
      owners.newcomer(owner);
      const place = choose(holes.list, checkedFrames(asked), after);
      if (place < 0) return refusal(asked, holes.list);
      const first = holes.take(place, asked);
      after = first + asked;
      const extents: Extent[] = [{ owner, first, frames: asked, used: asked }];
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
