/**
 * What hands out a host's frames to virtual machines, and takes them back. Six rivals; five give each VM one run of
 * neighbouring frames, as the lecture's first answer has it, the sixth gives frames anywhere.
 *
 * ```text
 * frame     0                                                          63
 *           +----------+-----+--------+-------------+------+-----------+
 *           |    A     |     |   B    |             |  C   |           |
 *           +----------+-----+--------+-------------+------+-----------+
 *                       hole             hole                hole
 *
 * first fit   the lowest hole that is large enough       worst fit   the largest hole
 * best fit    the smallest that is large enough          next fit    the first one after the last placement
 * buddy       blocks of 1, 2, 4, 8 ... frames            paged       frames anywhere
 * ```
 *
 * A VM that finds no place is *refused*; that is an answer, not an error. Left out: moving VMs together (compaction).
 * Source: D. Knuth, "The Art of Computer Programming", vol. 1, section 2.5, "Dynamic Storage Allocation".
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import type { Frame } from "../addresses";

/** Neighbouring frames. */
export interface Run {
  /** The lowest frame. */
  readonly first: Frame;
  /** How many, 1 or more. */
  readonly frames: number;
}

/** Neighbouring frames of one owner. */
export interface Extent extends Run {
  /** Whose they are. */
  readonly owner: string;
  /** How many of them the owner asked for, 1 to `frames`; the rest is lost inside. */
  readonly used: number;
}

/** A VM got its memory. */
export interface Placed {
  readonly type: "placed";
  /** Where, in ascending order. A contiguous allocator gives one. */
  readonly extents: readonly Extent[];
}

/** A VM did not get its memory. */
export interface Refused {
  readonly type: "refused";
  /** `full`: fewer frames are free than asked for. `fragmented`: enough are free, but not in one place. */
  readonly reason: "full" | "fragmented";
  /** Frames that were free. */
  readonly free: number;
  /** Frames in the largest hole. */
  readonly largestHole: number;
}

/** Hands out frames, in one piece or in several. */
export interface FrameAllocator {
  /** What it is called in tables and figures. */
  readonly name: string;
  /** Frames of the host. */
  readonly frames: number;
  /** Frames that nobody holds. */
  readonly freeFrames: number;
  /**
   * Gives `frames` frames to an owner, or refuses.
   *
   * @throws {@link DomainError} if `frames` is not a whole number above 0, or the owner holds memory already
   */
  allocate(owner: string, frames: number): Placed | Refused;
  /**
   * Takes back all that an owner holds.
   *
   * @throws {@link DomainError} if the owner holds nothing: memory is freed once
   */
  free(owner: string): void;
  /** What is held, in ascending order. */
  extents(): readonly Extent[];
  /** What is free, in ascending order: pieces that can be handed out as one. */
  holes(): readonly Run[];
}

/** An allocator that gives every owner neighbouring frames, and nobody two pieces. */
export interface ContiguousAllocator extends FrameAllocator {
  /** Neighbouring frames only. */
  readonly contiguous: true;
}

/** Returns the size of a host or of a VM, in frames. @throws {@link DomainError} if it is not a whole number above 0 */
export function checkedFrames(frames: number): number {
  if (!Number.isSafeInteger(frames) || frames < 1) {
    throw new DomainError("frames", "to be a whole number above 0", frames);
  }
  return frames;
}
