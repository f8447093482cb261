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
  readonly entries: Readonly<Record<Mode, Entries>>;
  readonly blocks: Set<Block>;
}

/** All blocks of a machine. */
export class BlockCache {
  readonly #pages = new Map<number, CodePage>();
  readonly #ram: Uint8Array;
  readonly #memory: LinearMemory;
  /** The page that was asked for last. */
  #lastFrame = -1;
  #last: CodePage | undefined;

  constructor(ram: Uint8Array, memory: LinearMemory) {
    this.#ram = ram;
    this.#memory = memory;
  }

  /** The block that begins at a physical address, made if it is not there. */
  at(physical: number, mode: Mode): Block | undefined {
    const frame = physical >>> 12;
    if (frame !== this.#lastFrame) {
      this.#last = this.#pageOf(frame);
      this.#lastFrame = frame;
    }
    const page = this.#last!;
    const known = page.entries[mode][physical & (PAGE_BYTES - 1)];
    return known ?? this.#make(page, physical, mode);
  }

  /** Forgets the blocks that hold any of these bytes. */
  written(physical: number, bytes: number): void {
    const page = this.#pages.get(physical >>> 12);
    if (page === undefined) return;
    for (const block of page.blocks) {
      if (!block.holds(physical, bytes)) continue;
      page.blocks.delete(block);
      for (const entries of Object.values(page.entries)) {
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
    const none = (): Entries => Array.from({ length: PAGE_BYTES }, () => undefined);
    const made: CodePage = { entries: { 16: none(), 32: none() }, blocks: new Set() };
    this.#pages.set(frame, made);
    return made;
  }

  #make(page: CodePage, physical: number, mode: Mode): Block | undefined {
    const block = buildBlock(this.#ram, physical, mode);
    if (block === undefined) return undefined;
    page.entries[mode][physical & (PAGE_BYTES - 1)] = block;
    page.blocks.add(block);
    this.#memory.watchCode(physical);
    return block;
  }
}
