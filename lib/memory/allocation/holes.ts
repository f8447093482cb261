/**
 * The free frames as a list of holes in ascending order. Neighbouring holes are one hole: they *coalesce* as soon as what
 * was between them is freed.
 *
 * ```text
 * before     |  hole  |  A  |   hole   |  B  |
 * free A     |          hole           |  B  |
 * ```
 *
 * @packageDocumentation
 */
import { sortedIndexBy } from "lodash";
import type { Frame } from "../addresses";
import type { Refused, Run } from "./contiguousAllocator";

/** Holes, kept in order and as few as possible. */
export class Holes {
  readonly #holes: Run[];
  #free: number;

  /** One hole: everything is free. */
  constructor(frames: number) {
    this.#holes = [{ first: 0, frames }];
    this.#free = frames;
  }

  /** The holes in ascending order. */
  get list(): readonly Run[] {
    return this.#holes;
  }

  /** Frames in all holes together. */
  get free(): number {
    return this.#free;
  }

  /** Takes frames from the low end of the hole at a place in the list; returns the first of them. */
  take(place: number, frames: number): Frame {
    const { first, frames: size } = this.#holes[place]!;
    if (size === frames) this.#holes.splice(place, 1);
    else this.#holes[place] = { first: first + frames, frames: size - frames };
    this.#free -= frames;
    return first;
  }

  /** Gives frames back, and joins them with the holes on both sides. */
  give({ first, frames }: Run): void {
    const place = sortedIndexBy<{ readonly first: Frame }>(this.#holes, { first }, "first");
    const [before, after] = [this.#holes[place - 1], this.#holes[place]];
    const joinsBefore = before !== undefined && before.first + before.frames === first;
    const joinsAfter = after !== undefined && first + frames === after.first;
    const start = joinsBefore ? before.first : first;
    const end = joinsAfter ? after.first + after.frames : first + frames;
    const joined = Number(joinsBefore) + Number(joinsAfter);
    this.#holes.splice(place - Number(joinsBefore), joined, { first: start, frames: end - start });
    this.#free += frames;
  }
}

/** Why so many frames could not be had from these holes. */
export function refusal(frames: number, holes: readonly Run[]): Refused {
  const free = holes.reduce((sum, hole) => sum + hole.frames, 0);
  const largestHole = holes.reduce((most, hole) => Math.max(most, hole.frames), 0);
  return { type: "refused", reason: free < frames ? "full" : "fragmented", free, largestHole };
}
