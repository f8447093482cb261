/**
 * Why A and D must reach the guest. A guest with fewer frames than pages throws pages out, and trusts the two bits: a page
 * without A was not used lately, a page without D equals its copy on disk and need not be written.
 *
 * ```text
 * page used ---> hardware sets A (and D on a write) in the table it walks: the SHADOW
 *                the guest's kernel reads A and D in its own table:       the GUEST'S
 * ```
 *
 * @packageDocumentation
 */
import { addressOf, type Page } from "../addresses";
import { GuestCpu } from "../cpu";
import { x86Format } from "../formats";
import { GuestKernel, type Process, windowPage } from "../guestKernel";
import { Host } from "../host";
import type { Mmu } from "../mmu";
import { NativeMmu } from "../native";
import { ShadowMmu } from "../shadow/shadow";

/** What became of one page. */
export interface ReplacementRow {
  /** The page. */
  readonly page: Page;
  /** The byte that the program wrote there last. */
  readonly wrote: number;
  /** The byte that it read in the end. */
  readonly read: number;
  /** Times that the kernel threw the page out and wrote it to disk. */
  readonly saved: number;
  /** Times that the kernel threw it out as clean. */
  readonly dropped: number;
}

/**
 * A program writes to eight pages and reads them back, while its kernel has frames for three.
 *
 * @param accessedDirty - whether the shadow carries A and D to the guest's table
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const lost = (rows: memory.ReplacementRow[]) => rows.filter((row) => row.read !== row.wrote).length;
 * assert.equal(lost(memory.replacePages("carried")), 0);
 * assert(lost(memory.replacePages("forgotten")) > 0);
 * ```
 */
export function replacePages(accessedDirty: "carried" | "forgotten"): ReplacementRow[] {
  const guest = new Host({ frames: 64 }).createGuest({ name: "guest", frames: 16 });
  return replaceOn(new ShadowMmu(guest, { format: x86Format, accessedDirty }));
}

/** The same program on any MMU. */
export function replaceOn(mmu: Mmu): ReplacementRow[] {
  const pager = new Pager(new GuestKernel(new GuestCpu(mmu)));
  const pages = Array.from({ length: 8 }, (_, page) => page);
  for (const page of pages) pager.store(page, 100 + page);
  return pages.map((page) => {
    const read = pager.load(page);
    return { page, wrote: 100 + page, read, saved: pager.saved.get(page) ?? 0, dropped: pager.dropped.get(page) ?? 0 };
  });
}

/** Demand paging in a guest's kernel: a clock over three frames and a disk of one byte a page. */
class Pager {
  readonly saved = new Map<Page, number>();
  readonly dropped = new Map<Page, number>();
  readonly #disk = new Map<Page, number>();
  readonly #process: Process;
  #clock: Page[] = [];

  constructor(readonly kernel: GuestKernel) {
    this.#process = kernel.createProcess();
    kernel.switchTo(this.#process);
  }

  store(page: Page, value: number): void {
    if (this.kernel.cpu.store8(addressOf(page), value).type === "translated") return;
    this.#bringIn(page);
    this.kernel.cpu.store8(addressOf(page), value);
  }

  load(page: Page): number {
    let loaded = this.kernel.cpu.load8(addressOf(page));
    if (loaded.type !== "translated") {
      this.#bringIn(page);
      loaded = this.kernel.cpu.load8(addressOf(page));
    }
    if (loaded.type !== "translated") throw new Error("The page was brought in, and still faults.");
    return loaded.value;
  }

  /** The kernel's page-fault handler. */
  #bringIn(page: Page): void {
    if (this.#clock.length === 3) this.#throwOut();
    const frame = this.kernel.takeFrame();
    this.kernel.cpu.store8(addressOf(windowPage + frame), this.#disk.get(page) ?? 0, "supervisor");
    this.kernel.map(this.#process, page, frame);
    this.#clock.push(page);
  }

  /** The first page without A goes; pages with A lose it and go to the end of the queue. */
  #throwOut(): void {
    const page = this.#clock.shift()!;
    const entry = this.kernel.entryOf(this.#process, page);
    if (entry.accessed) {
      this.kernel.map(this.#process, page, entry.frame, { ...entry, accessed: false });
      this.#clock.push(page);
      this.#throwOut();
      return;
    }
    if (entry.dirty) this.#save(page, entry.frame);
    else this.dropped.set(page, (this.dropped.get(page) ?? 0) + 1);
    this.kernel.unmap(this.#process, page);
    this.kernel.giveFrame(entry.frame);
  }

  #save(page: Page, frame: number): void {
    const loaded = this.kernel.cpu.load8(addressOf(windowPage + frame), "supervisor");
    if (loaded.type === "translated") this.#disk.set(page, loaded.value);
    this.saved.set(page, (this.saved.get(page) ?? 0) + 1);
  }
}

/** A guest of the same size on a machine of its own, for comparison. */
export function nativeMachine(): Mmu {
  return new NativeMmu(new Host({ frames: 64 }).createGuest({ name: "guest", frames: 16 }), { format: x86Format });
}
