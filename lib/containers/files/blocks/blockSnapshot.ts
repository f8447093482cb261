/**
 * Copy on write by block: a snapshot holds the blocks that were written since, and reads all others from what it was taken of.
 *
 * ```text
 *   snapshot 2    map: 7 ─▶ own                     read 7: here       read 3: one further down      read 5: at the base
 *      │
 *   snapshot 1    map: 3 ─▶ own   9 ─▶ discarded
 *      │
 *   base          0 1 2 3 4 5 6 7 8 9
 * ```
 *
 * The map has two levels: a table for each stretch of blocks in which something was written, and a directory of tables. Nobody knows
 * of files here. Left out: crash safety, caching of tables, and merging a snapshot into its base.
 *
 * Source: QEMU, docs/interop/qcow2.txt ("Cluster mapping"); Linux, Documentation/admin-guide/device-mapper/snapshot.rst.
 *
 * @packageDocumentation
 */
import { type BlockStore, requireBlock } from "./blockStore";

/** Bytes of an entry in a table. */
const ENTRY_BYTES = 8;

/**
 * A writable view of other blocks, which stay as they are.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const base = new containers.BlockImage({ blockBytes: 512, blocks: 1000 });
 * const [a, b] = [new containers.BlockSnapshot(base), new containers.BlockSnapshot(base)];
 * a.write(7, new Uint8Array(512).fill(1));
 * assert.deepEqual([a.read(7)[0], b.read(7)[0], base.read(7)[0]], [1, 0, 0]);
 * assert.deepEqual([a.allocatedBlocks, b.allocatedBlocks], [1, 0]);
 * ```
 */
export class BlockSnapshot implements BlockStore {
  readonly blockBytes: number;
  readonly blocks: number;
  /** What it was taken of. It must not be written any more. */
  readonly base: BlockStore;
  readonly #tables = new Map<number, Map<number, Uint8Array | "discarded">>();
  readonly #zeros: Uint8Array;
  #allocated = 0;
  #copied = 0;

  constructor(base: BlockStore) {
    this.base = base;
    this.blockBytes = base.blockBytes;
    this.blocks = base.blocks;
    this.#zeros = new Uint8Array(base.blockBytes);
  }

  get allocatedBlocks(): number {
    return this.#allocated;
  }

  /** Blocks for the map: tables, and the directory of tables once there is one. */
  get mapBlocks(): number {
    return this.#tables.size === 0
      ? 0
      : this.#tables.size + Math.ceil((this.#tableCount * ENTRY_BYTES) / this.blockBytes);
  }

  /** Blocks that were read from below because only a part of them was written. */
  get copiedBlocks(): number {
    return this.#copied;
  }

  read(block: number): Uint8Array {
    requireBlock(this, block);
    const own = this.#table(block)?.get(block);
    if (own === undefined) return this.base.read(block);
    return own === "discarded" ? this.#zeros : own;
  }

  write(block: number, bytes: Uint8Array): void {
    requireBlock(this, block, bytes);
    this.#set(block, bytes.slice());
  }

  /** Changes a part of a block: the rest is copied from below when this happens for the first time. */
  writePart(block: number, start: number, bytes: Uint8Array): void {
    const own = this.#table(block)?.get(block);
    const whole = this.read(block).slice();
    if (own === undefined && bytes.length < this.blockBytes) this.#copied++;
    whole.set(bytes, start);
    this.write(block, whole);
  }

  discard(block: number): void {
    requireBlock(this, block);
    this.#set(block, "discarded");
  }

  /** Maps asked until a block is found: 1 if it is this snapshot's own, and one more for each further down. */
  mapsAsked(block: number): number {
    if (this.#table(block)?.has(block) === true) return 1;
    return this.base instanceof BlockSnapshot ? 1 + this.base.mapsAsked(block) : 1;
  }

  get #tableEntries(): number {
    return Math.floor(this.blockBytes / ENTRY_BYTES);
  }

  get #tableCount(): number {
    return Math.ceil(this.blocks / this.#tableEntries);
  }

  #table(block: number): Map<number, Uint8Array | "discarded"> | undefined {
    return this.#tables.get(Math.floor(block / this.#tableEntries));
  }

  #set(block: number, to: Uint8Array | "discarded"): void {
    const table = this.#table(block) ?? new Map<number, Uint8Array | "discarded">();
    this.#tables.set(Math.floor(block / this.#tableEntries), table);
    const before = table.get(block);
    if (before instanceof Uint8Array) this.#allocated--;
    if (to !== "discarded") this.#allocated++;
    table.set(block, to);
  }
}
