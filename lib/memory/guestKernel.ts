/**
 * The memory management of a small guest kernel, on a 32-bit two-level machine. It edits its page tables as a real one
 * does: by stores through the MMU, in a window where all its memory is mapped for itself alone.
 *
 * ```text
 * 0x00000000  +---------------------------+
 *             | pages of the process      |   user
 * 0xC0000000  +---------------------------+
 *             | window: guest frame f at  |   supervisor only; the same in every process
 *             | page 0xC0000 + f          |
 *             +---------------------------+
 *
 * guest frame 0: the window's table      others: roots, tables and data, as they are asked for
 * ```
 *
 * It keeps the rules of the processor manual: INVLPG after an entry that was present has changed. Left out: more than
 * 1024 frames, several processors, swapping (see the replacement experiment).
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";
import { addressOf, type Frame, type Page } from "./addresses";
import type { GuestCpu, MemoryResult } from "./cpu";
import { decodeEntry, type Entry, encodeEntry, entryFor, noEntry } from "./entry";

/** The first page of the kernel's window. */
export const windowPage = 0xc0000;

/** A process: a root, its tables, and its pages. */
export interface Process {
  /** The guest frame of its directory. */
  readonly root: Frame;
  /** Guest frames of its tables, by index in the directory. */
  readonly tables: Map<number, Frame>;
  /** Guest frames of its data, by page. */
  readonly pages: Map<Page, Frame>;
}

/** A guest kernel's memory management. */
export class GuestKernel {
  readonly #free: Frame[];
  #current: Process | undefined;

  /** @throws {@link DomainError} if the guest's frames are not 0 to n - 1, or n is above 1024 */
  constructor(readonly cpu: GuestCpu) {
    const { guest } = cpu.mmu;
    const frames = guest.frames.length;
    if (frames > 1024 || guest.frames.some((frame, index) => frame !== index)) {
      throw new DomainError("guest", "to have frames 0 to at most 1023 without gaps", guest.frames.at(-1));
    }
    for (let frame = 0; frame < frames; frame++) guest.write32(4 * frame, encodeEntry(kernelEntry(frame)));
    this.#free = Array.from({ length: frames - 1 }, (_, index) => frames - 1 - index);
  }

  /** The process whose root is loaded. */
  get current(): Process | undefined {
    return this.#current;
  }

  /** Guest frames that nobody uses. */
  get freeFrames(): number {
    return this.#free.length;
  }

  /** Starts a process without pages. */
  createProcess(): Process {
    const process = { root: this.takeFrame(), tables: new Map(), pages: new Map() };
    this.#write(process.root, windowPage / 1024, kernelEntry(0));
    return process;
  }

  /** Loads a process's root (MOV CR3), as a scheduler does. */
  switchTo(process: Process): void {
    this.#current = process;
    this.cpu.writeRoot(addressOf(process.root));
  }

  /** Maps a page of a process to a frame; INVLPG is left out where the page was absent, as the manual allows. */
  map(process: Process, page: Page, frame: Frame, fields: Partial<Entry> = { writable: true }): void {
    const wasPresent = process.pages.has(page);
    process.pages.set(page, frame);
    this.#write(this.#tableFor(process, page), page % 1024, entryFor(frame, { user: true, ...fields }));
    if (wasPresent) this.cpu.invalidate(addressOf(page));
  }

  /** Takes a page from a process. The frame stays with the caller. */
  unmap(process: Process, page: Page): void {
    process.pages.delete(page);
    this.#write(this.#tableFor(process, page), page % 1024, noEntry);
    this.cpu.invalidate(addressOf(page));
  }

  /** Changes an entry without INVLPG; the caller owes one, or a root switch. */
  edit(process: Process, page: Page, entry: Entry): void {
    if (entry.present) process.pages.set(page, entry.frame);
    this.#write(this.#tableFor(process, page), page % 1024, entry);
  }

  /** The entry of a page, read from the table as the kernel's own code would. */
  entryOf(process: Process, page: Page): Entry {
    const table = this.#tableFor(process, page);
    const loaded = this.cpu.load32(addressOf(windowPage + table, 4 * (page % 1024)), "supervisor");
    return decodeEntry(done(loaded));
  }

  /** Ends a process that is not current: its tables are emptied and freed. Its data frames are returned. */
  end(process: Process): Frame[] {
    const data = [...process.pages.values()];
    for (const page of [...process.pages.keys()]) this.#write(this.#tableFor(process, page), page % 1024, noEntry);
    for (const index of process.tables.keys()) this.#write(process.root, index, noEntry);
    this.#free.push(...process.tables.values(), process.root);
    return data;
  }

  /** A frame that nobody uses. @throws {@link DomainError} if the guest has none left */
  takeFrame(): Frame {
    const frame = this.#free.pop();
    if (frame === undefined) throw new DomainError("guest", "to have a free frame", 0);
    return frame;
  }

  /** Gives a frame back. */
  giveFrame(frame: Frame): void {
    this.#free.push(frame);
  }

  #tableFor(process: Process, page: Page): Frame {
    const index = Math.floor(page / 1024);
    const known = process.tables.get(index);
    if (known !== undefined) return known;
    const table = this.takeFrame();
    process.tables.set(index, table);
    this.#write(process.root, index, entryFor(table, { writable: true, user: true }));
    return table;
  }

  /** Until the first root is loaded, paging is off and the kernel stores to physical memory. */
  #write(table: Frame, index: number, entry: Entry): void {
    const word = encodeEntry(entry);
    if (this.#current === undefined) this.cpu.mmu.guest.write32(addressOf(table, 4 * index), word);
    else done(this.cpu.store32(addressOf(windowPage + table, 4 * index), word, "supervisor"));
  }
}

function kernelEntry(frame: Frame): Entry {
  return entryFor(frame, { writable: true, accessed: true, dirty: true });
}

function done(result: MemoryResult): number {
  if (result.type !== "translated") throw new Error(`The kernel's window faulted: ${result.type}.`);
  return result.value;
}
