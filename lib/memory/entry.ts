/**
 * One entry of a page table, in the format of the processor manual.
 *
 * ```text
 *  31 (or 51)                    12 11  9  8  7  6  5  4   3   2   1   0
 * +--------------------------------+-----+--+--+--+--+---+---+---+---+---+
 * | frame                          |     |  |  | D| A|   |   | U | W | P |
 * +--------------------------------+-----+--+--+--+--+---+---+---+---+---+
 *
 *  P present    W writable    U user may use it    A accessed    D dirty (written to; leaf entries only)
 * ```
 *
 * Four-byte entries hold 20 bits of frame, eight-byte entries 40. In a page directory of two levels, bit 7 makes the entry a page of
 * 4 MiB. Left out: caching (bits 3, 4), larger pages elsewhere, global pages (8), no-execute (63).
 *
 * @see Intel, Software Developer's Manual, vol. 3A, "Paging", "Formats of CR3 and Paging-Structure Entries with 32-Bit
 * Paging"; AMD, Architecture Programmer's Manual, vol. 2, "Page Translation and Protection"
 *
 * @packageDocumentation
 */
import type { Control } from "./access";
import type { Frame } from "./addresses";
import type { PageTableFormat } from "./formats";

/** A page-table entry, decoded. */
export interface Entry {
  /** P: the entry maps something. Without it, all other bits belong to the operating system. */
  readonly present: boolean;
  /** W: the page may be written. */
  readonly writable: boolean;
  /** U: programs in user mode may use the page. */
  readonly user: boolean;
  /** A: the processor has used this entry since the bit was cleared. */
  readonly accessed: boolean;
  /** D: the processor has written to the page since the bit was cleared. */
  readonly dirty: boolean;
  /** The frame of the page, or of the next table. */
  readonly frame: Frame;
}

/** The value of each bit in an entry. */
export const bits = { present: 0x01, writable: 0x02, user: 0x04, accessed: 0x20, dirty: 0x40, large: 0x80 } as const;

/** An entry of an x86 page directory that maps 4 MiB itself: which bits are its frame, and which must be clear. */
export const largePage = { frame: 0xffc0_0000, reserved: 0x003f_e000 } as const;

/** The bits of a page fault's error code: the page was present, it was a store, it came from user mode, an entry had a reserved bit set. */
export const pageFaultBits = { present: 1, write: 2, user: 4, reserved: 8 } as const;

/** Whether an entry maps 4 MiB itself, as one of a directory in two-level tables may under CR4.PSE. */
export function isLarge(
  format: PageTableFormat,
  level: number,
  word: number,
  control: Pick<Control, "largePages">,
): boolean {
  return (
    control.largePages === true &&
    level === 2 &&
    format.levels === 2 &&
    format.entryBytes === 4 &&
    (word & bits.large) !== 0
  );
}

/** Whether an entry that maps 4 MiB has a bit set that must be clear. */
export function hasReserved(word: number): boolean {
  return (word & largePage.reserved) !== 0;
}

/** An entry that maps nothing. */
export const noEntry: Entry = {
  present: false,
  writable: false,
  user: false,
  accessed: false,
  dirty: false,
  frame: 0,
};

/**
 * An entry from those fields that matter; it is present and every other bit is clear.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const word = memory.encodeEntry(memory.entryFor(6, { writable: true, user: true }));
 * assert.equal(word.toString(16), "6007");
 * assert.equal(memory.decodeEntry(word).frame, 6);
 * ```
 */
export function entryFor(frame: Frame, fields: Partial<Omit<Entry, "frame">> = {}): Entry {
  return { ...noEntry, present: true, ...fields, frame };
}

/** The bits of an entry as one number: `frame * 4096 + flags`. */
export function encodeEntry(entry: Entry): number {
  const flags =
    (entry.present ? bits.present : 0) |
    (entry.writable ? bits.writable : 0) |
    (entry.user ? bits.user : 0) |
    (entry.accessed ? bits.accessed : 0) |
    (entry.dirty ? bits.dirty : 0);
  return entry.frame * 4096 + flags;
}

/** The entry that a number stands for; bits that are left out are ignored. */
export function decodeEntry(word: number): Entry {
  const flags = word % 4096;
  return {
    present: (flags & bits.present) !== 0,
    writable: (flags & bits.writable) !== 0,
    user: (flags & bits.user) !== 0,
    accessed: (flags & bits.accessed) !== 0,
    dirty: (flags & bits.dirty) !== 0,
    frame: Math.floor(word / 4096),
  };
}
