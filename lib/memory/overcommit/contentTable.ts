/**
 * Finds the frame that is known to hold some content: a hash table without chains, in two arrays, since a host has more frames than a
 * `Map` can have entries.
 *
 * ```text
 * hash(content) ──> slot  [ ][7][ ][3][5][ ]      taken? look at the next; empty: not known
 * ```
 *
 * A removal moves up what would no longer be found (Knuth's algorithm R).
 *
 * Source: D. Knuth, "The Art of Computer Programming", volume 3, section 6.4, linear probing.
 *
 * @packageDocumentation
 */
import type { Frame } from "../addresses";

const EMPTY = -1;

/** Frames by content. At most `most` of them. */
export class ContentTable {
  readonly #frames: Int32Array;
  readonly #mask: number;

  /**
   * @param most - how many frames may be known at a time
   * @param contentOf - what a frame holds
   */
  constructor(
    most: number,
    readonly contentOf: Int32Array,
  ) {
    const slots = 2 ** Math.ceil(Math.log2(2 * most + 1));
    this.#frames = new Int32Array(slots).fill(EMPTY);
    this.#mask = slots - 1;
  }

  /** The known frame with this content, or -1. */
  find(content: number): Frame {
    return this.#frames[this.#slotOf(content)]!;
  }

  /** Makes a frame known for what it holds, unless another is. */
  add(frame: Frame): void {
    const slot = this.#slotOf(this.contentOf[frame]!);
    if (this.#frames[slot] === EMPTY) this.#frames[slot] = frame;
  }

  /** Makes a frame unknown, before what it holds changes. */
  remove(frame: Frame): void {
    let hole = this.#slotOf(this.contentOf[frame]!);
    if (this.#frames[hole] !== frame) return;
    for (let slot = (hole + 1) & this.#mask; this.#frames[slot] !== EMPTY; slot = (slot + 1) & this.#mask) {
      const home = hash(this.contentOf[this.#frames[slot]!]!) & this.#mask;
      const isBetween = hole <= slot ? hole < home && home <= slot : hole < home || home <= slot;
      if (isBetween) continue;
      this.#frames[hole] = this.#frames[slot]!;
      hole = slot;
    }
    this.#frames[hole] = EMPTY;
  }

  /** The slot of the known frame with this content, or the empty slot where it would be. */
  #slotOf(content: number): number {
    let slot = hash(content) & this.#mask;
    while (this.#frames[slot] !== EMPTY && this.contentOf[this.#frames[slot]!] !== content)
      slot = (slot + 1) & this.#mask;
    return slot;
  }
}

/** Spreads content over all bits (the finalizer of MurmurHash3). */
function hash(content: number): number {
  let bits = content;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
