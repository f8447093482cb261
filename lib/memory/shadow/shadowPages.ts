/**
 * The shadow's tables: real page tables in frames of the host, which only the hypervisor and the hardware see.
 *
 * ```text
 * guest's table in guest frame g            its shadow in a host frame
 * +-------------------------+               +--------------------------+
 * | i | frame 6, W, U, D    |   <------->   | i | host frame 4, W, U   |      same index, same level
 * | j | frame 9, W, U, no D |   <------->   | j | host frame 7, U      |      no W yet: the first write must be seen
 * | k | frame 3, no A       |   <------->   | k | absent               |      not touched yet
 * +-------------------------+               +--------------------------+
 * ```
 *
 * A shadow page belongs to (guest frame, level, what the levels above permit): two roots that share a table share its
 * shadow. Directory entries of a shadow permit everything; the leaf carries what all levels permit together. `users` is
 * the way back: from a guest frame to all shadow entries that map it.
 *
 * @packageDocumentation
 */
import type { Permission } from "../access";
import { addressOf, type Frame, type HostPhysical } from "../addresses";
import { decodeEntry, type Entry, encodeEntry, entryFor, noEntry } from "../entry";
import { entriesPerTable, type PageTableFormat } from "../formats";
import { type Host, hypervisorOwner } from "../host";
import { readWord, writeWord } from "../table";

/** One shadow table. */
export interface ShadowPage {
  /** The guest's table that it shadows. */
  readonly guestFrame: Frame;
  /** Level of both. */
  readonly level: number;
  /** What the guest's tables above permit. */
  readonly above: Permission;
  /** Where the shadow's bytes are. */
  readonly address: HostPhysical;
}

/** All shadow tables of one guest. */
export class ShadowPages {
  readonly #pages = new Map<string, ShadowPage>();
  readonly #byGuestFrame = new Map<Frame, ShadowPage[]>();
  readonly #users = new Map<Frame, Set<HostPhysical>>();
  readonly #mapped = new Map<HostPhysical, Frame>();

  constructor(
    readonly host: Host,
    readonly format: PageTableFormat,
  ) {}

  /** The shadow of a guest's table, made empty if there is none yet. */
  pageFor(guestFrame: Frame, level: number, above: Permission): ShadowPage {
    const key = `${guestFrame} ${level} ${above.writable} ${above.user}`;
    const known = this.#pages.get(key);
    if (known !== undefined) return known;
    const page = { guestFrame, level, above, address: addressOf(this.host.allocate(hypervisorOwner)) };
    this.#pages.set(key, page);
    this.#byGuestFrame.set(guestFrame, [...this.shadowsOf(guestFrame), page]);
    return page;
  }

  /** The shadows of one guest frame; none if it is no page table. */
  shadowsOf(guestFrame: Frame): readonly ShadowPage[] {
    return this.#byGuestFrame.get(guestFrame) ?? [];
  }

  /** The address of entry `index` of a shadow. */
  slot(page: ShadowPage, index: number): HostPhysical {
    return page.address + index * this.format.entryBytes;
  }

  /** The entry at a slot. */
  read(slot: HostPhysical): Entry {
    return decodeEntry(readWord(this.host.memory, slot, this.format.entryBytes));
  }

  /** Lets a directory entry lead to a shadow one level down. */
  link(slot: HostPhysical, child: ShadowPage): void {
    const entry = entryFor(child.address / 4096, { writable: true, user: true, accessed: true });
    writeWord(this.host.memory, slot, this.format.entryBytes, encodeEntry(entry));
  }

  /** Fills a leaf entry; `guestFrame` is remembered for the way back. */
  fill(slot: HostPhysical, guestFrame: Frame, entry: Entry): void {
    this.clear(slot);
    writeWord(this.host.memory, slot, this.format.entryBytes, encodeEntry(entry));
    this.#mapped.set(slot, guestFrame);
    const users = this.#users.get(guestFrame) ?? new Set();
    this.#users.set(guestFrame, users.add(slot));
  }

  /** Empties an entry. */
  clear(slot: HostPhysical): void {
    writeWord(this.host.memory, slot, this.format.entryBytes, encodeEntry(noEntry));
    const guestFrame = this.#mapped.get(slot);
    if (guestFrame === undefined) return;
    this.#mapped.delete(slot);
    this.#users.get(guestFrame)?.delete(slot);
  }

  /** Empties every leaf entry that maps a guest frame. */
  clearUsers(guestFrame: Frame): void {
    for (const slot of [...(this.#users.get(guestFrame) ?? [])]) this.clear(slot);
  }

  /** Takes W from every leaf entry that maps a guest frame, so that the next write is seen. */
  protect(guestFrame: Frame): void {
    for (const slot of this.#users.get(guestFrame) ?? []) {
      const entry = { ...this.read(slot), writable: false };
      writeWord(this.host.memory, slot, this.format.entryBytes, encodeEntry(entry));
    }
  }

  /** Indexes of the entries that a shadow holds. */
  filled(page: ShadowPage): number[] {
    const all = Array.from({ length: entriesPerTable(this.format) }, (_, index) => index);
    return all.filter((index) => readWord(this.host.memory, this.slot(page, index), this.format.entryBytes) % 2 === 1);
  }

  /** The guest frame that a filled leaf entry stands for. */
  guestFrameAt(slot: HostPhysical): Frame | undefined {
    return this.#mapped.get(slot);
  }

  /** Gives every shadow up, and its frame back to the host. */
  dropAll(): void {
    for (const page of this.#pages.values()) this.host.free(page.address / 4096);
    for (const map of [this.#pages, this.#byGuestFrame, this.#users, this.#mapped]) map.clear();
  }
}
