/**
 * The memory of one process: regions that it asked for, and the pages in them that it has touched.
 *
 * ```text
 *   address   0x10000000        0x10003000        0x10004000
 *             ├── mmap 12288 B ─┤├─ shared segment ┤     everything else: SIGSEGV
 *   pages        [0] .  [2]           [s0]
 *                 │      │              ╰──▶ the segment's page, which others may have attached as well
 *                 ╰──────┴──▶ bytes of this process alone; a page that was never written is zeros and takes no memory
 * ```
 *
 * Addresses begin at the same place in every process. So two processes use the same address for different bytes, and one that tries the
 * other's address finds its own memory or none. Left out: protection bits, files in memory, page tables (`lib/memory` has them), and
 * copy on write at fork: a child's pages are copied at once.
 *
 * Source: mmap(2), fork(2), shmat(2).
 *
 * @packageDocumentation
 */

import { PAGE_BYTES } from "../../files";

const FIRST_ADDRESS = 0x1000_0000;

/** Pages that several address spaces may have: a shared segment. */
export interface SharedPages {
  readonly pages: Uint8Array[];
}

interface Region {
  readonly start: number;
  readonly end: number;
  readonly shared: SharedPages | undefined;
}

/** Asked before a page is taken; false if there is no memory for it. */
export type ChargePages = (pages: number) => boolean;

/** What became of an access. */
export type Access<T> = { readonly type: "done"; readonly value: T } | { readonly type: "fault" | "outOfMemory" };

/** The memory of one process. */
export class AddressSpace {
  readonly #regions: Region[] = [];
  readonly #pages = new Map<number, Uint8Array>();
  #next = FIRST_ADDRESS;

  constructor(private readonly charge: ChargePages = () => true) {}

  /** Pages of its own that were touched. */
  get residentPages(): number {
    return this.#pages.size;
  }

  /** Promises memory; it is zeros until written. Returns where it begins. */
  map(length: number, shared?: SharedPages): number {
    const start = this.#next;
    const end = start + Math.ceil(length / PAGE_BYTES) * PAGE_BYTES;
    this.#regions.push({ start, end, shared });
    this.#next = end + PAGE_BYTES;
    return start;
  }

  /** Takes back the regions that lie from `address` on. Returns what each shared. */
  unmap(address: number, length: number): SharedPages[] {
    const gone = this.#regions.filter(({ start, end }) => start >= address && end <= address + ceilPage(length));
    for (const region of gone) {
      this.#regions.splice(this.#regions.indexOf(region), 1);
      for (let page = region.start / PAGE_BYTES; page < region.end / PAGE_BYTES; page++)
        if (this.#pages.delete(page)) this.charge(-1);
    }
    return gone.flatMap(({ shared }) => (shared === undefined ? [] : [shared]));
  }

  /** The region that begins here, as its length in bytes. */
  lengthAt(address: number): number | undefined {
    const region = this.#regions.find(({ start }) => start === address);
    return region && region.end - region.start;
  }

  load(address: number, length: number): Access<Uint8Array> {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; ) {
      const page = this.#page(address + at, "load");
      if (page.type !== "done") return page;
      const offset = (address + at) % PAGE_BYTES;
      const part = page.value.subarray(offset, offset + length - at);
      bytes.set(part, at);
      at += part.length;
    }
    return { type: "done", value: bytes };
  }

  store(address: number, bytes: Uint8Array): Access<undefined> {
    for (let at = 0; at < bytes.length; ) {
      const page = this.#page(address + at, "store");
      if (page.type !== "done") return page;
      const offset = (address + at) % PAGE_BYTES;
      const part = bytes.subarray(at, at + PAGE_BYTES - offset);
      page.value.set(part, offset);
      at += part.length;
    }
    return { type: "done", value: undefined };
  }

  /** A child's memory: its own copy of every page, and the same shared segments. Nothing if there is no memory for it. */
  copy(charge: ChargePages): AddressSpace | undefined {
    if (this.#pages.size > 0 && !charge(this.#pages.size)) return undefined;
    const child = new AddressSpace(charge);
    child.#regions.push(...this.#regions);
    child.#next = this.#next;
    for (const [page, bytes] of this.#pages) child.#pages.set(page, bytes.slice());
    return child;
  }

  /** Gives back everything. */
  clear(): void {
    if (this.#pages.size > 0) this.charge(-this.#pages.size);
    this.#pages.clear();
    this.#regions.length = 0;
  }

  /** The shared segments that are attached. */
  get attached(): SharedPages[] {
    return this.#regions.flatMap(({ shared }) => (shared === undefined ? [] : [shared]));
  }

  #page(address: number, how: "load" | "store"): Access<Uint8Array> {
    const region = this.#regions.find(({ start, end }) => address >= start && address < end);
    if (region === undefined) return { type: "fault" };
    if (region.shared !== undefined)
      return { type: "done", value: region.shared.pages[Math.floor((address - region.start) / PAGE_BYTES)]! };
    const number = Math.floor(address / PAGE_BYTES);
    const page = this.#pages.get(number);
    if (page !== undefined) return { type: "done", value: page };
    const zeros = new Uint8Array(PAGE_BYTES);
    if (how === "load") return { type: "done", value: zeros };
    if (!this.charge(1)) return { type: "outOfMemory" };
    this.#pages.set(number, zeros);
    return { type: "done", value: zeros };
  }
}

function ceilPage(length: number): number {
  return Math.ceil(length / PAGE_BYTES) * PAGE_BYTES;
}
