/**
 * Blocks by where they are in memory, and who forgets them when memory changes under them.
 *
 * @packageDocumentation
 */
import type { Mode } from "../isa";
import type { LinearMemory } from "../processor/linearMemory";
import { type Block, buildBlock } from "./block";

const PAGE_BYTES = 4096;

/** The blocks of one page, in one mode, by offset. */
type Entries = (Block | undefined)[];

interface CodePage {
  readonly entries: Map<Mode, Entries>;
  readonly blocks: Set<Block>;
}

/** All blocks of a machine. */
export class BlockCache {
  readonly #pages = new Map<number, CodePage>();
  readonly #ram: Uint8Array;
  readonly #memory: LinearMemory;
  /** The page and mode that were asked for last. */
  #lastFrame = -1;
  #lastMode: Mode = 32;
  #page: CodePage | undefined;
  #entries: Entries = [];

  constructor(ram: Uint8Array, memory: LinearMemory) {
    this.#ram = ram;
    this.#memory = memory;
  }

  /** The block that begins at a physical address, made if it is not there. */
  at(physical: number, mode: Mode): Block | undefined {
    const frame = physical >>> 12;
    if (frame !== this.#lastFrame || mode !== this.#lastMode) this.#enter(frame, mode);
    return this.#entries[physical & (PAGE_BYTES - 1)] ?? this.#make(physical, mode);
  }

  #enter(frame: number, mode: Mode): void {
    const page = this.#pageOf(frame);
    const entries = page.entries.get(mode) ?? new Array<Block | undefined>(PAGE_BYTES).fill(undefined);
    page.entries.set(mode, entries);
    this.#page = page;
    this.#entries = entries;
    this.#lastFrame = frame;
    this.#lastMode = mode;
  }

  /** Forgets the blocks that hold any of these bytes. */
  written(physical: number, bytes: number): void {
    const page = this.#pages.get(physical >>> 12);
    if (page === undefined) return;
    for (const block of page.blocks) {
      if (!block.holds(physical, bytes)) continue;
      page.blocks.delete(block);
      for (const entries of page.entries.values()) {
        if (entries[block.physical & (PAGE_BYTES - 1)] === block)
          entries[block.physical & (PAGE_BYTES - 1)] = undefined;
      }
    }
    if (page.blocks.size === 0) this.#drop(physical);
  }

  /** Forgets all. */
  flush(): void {
    for (const frame of [...this.#pages.keys()]) this.#drop(frame * PAGE_BYTES);
  }

  #drop(physical: number): void {
    this.#pages.delete(physical >>> 12);
    this.#memory.unwatchCode(physical);
    this.#lastFrame = -1;
  }

  #pageOf(frame: number): CodePage {
    const known = this.#pages.get(frame);
    if (known !== undefined) return known;
    const made: CodePage = { entries: new Map(), blocks: new Set() };
    this.#pages.set(frame, made);
    return made;
  }

  #make(physical: number, mode: Mode): Block | undefined {
    const block = buildBlock(this.#ram, physical, mode);
    if (block === undefined) return undefined;
    this.#entries[physical & (PAGE_BYTES - 1)] = block;
    this.#page!.blocks.add(block);
    this.#memory.watchCode(physical);
    return block;
  }
}
