/**
 * The shapes of page tables: how many levels, and which bits of an address choose the entry at each.
 *
 * ```text
 * slide     |                       | 3 |   offset 12   |   one table of 8 entries
 * x86       |      10      |      10     |   offset 12   |   directory, table; 1024 entries each
 * x64       |   9  |   9   |   9  |   9  |   offset 12   |   four levels of 512 entries
 * la57      | 9 |  9 |  9  |   9  |   9  |   offset 12   |   five levels
 * ```
 *
 * Levels count from the bottom, as hypervisors do: level 1 holds the leaves, level `levels` is the root.
 *
 * @see Intel, Software Developer's Manual, vol. 3A, "32-Bit Paging" and "4-Level Paging and 5-Level Paging"
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";
import { type GuestVirtual, type Page, pageBytes, pageOf } from "./addresses";

/** The shape of a family of page tables. */
export interface PageTableFormat {
  /** What the family is called in figures. */
  readonly name: string;
  /** Tables on the way from root to page, 1 to 5. */
  readonly levels: number;
  /** Bits of the page number that choose an entry at each level. */
  readonly indexBits: number;
  /** Bytes of one entry, 4 or 8. */
  readonly entryBytes: 4 | 8;
}

/** The lecture's table: 8 pages, one level, four-byte entries as in the processor. */
export const slideFormat: PageTableFormat = { name: "slide", levels: 1, indexBits: 3, entryBytes: 4 };
/** A 32-bit x86 processor without extensions: page directory and page table. */
export const x86Format: PageTableFormat = { name: "x86, 2 levels", levels: 2, indexBits: 10, entryBytes: 4 };
/** A 64-bit x86 processor: four levels. */
export const x64Format: PageTableFormat = { name: "x64, 4 levels", levels: 4, indexBits: 9, entryBytes: 8 };
/** A 64-bit x86 processor with 57-bit addresses: five levels. */
export const la57Format: PageTableFormat = { name: "x64, 5 levels", levels: 5, indexBits: 9, entryBytes: 8 };

/** Entries in one table of the format. */
export function entriesPerTable(format: PageTableFormat): number {
  return 2 ** format.indexBits;
}

/** Pages that the format can address. */
export function pagesOf(format: PageTableFormat): number {
  return 2 ** (format.indexBits * format.levels);
}

/**
 * Which entry of the table at `level` an address chooses.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * assert.equal(memory.indexAt(memory.x86Format, 0xc0005000, 2), 768);
 * assert.equal(memory.indexAt(memory.x86Format, 0xc0005000, 1), 5);
 * ```
 */
export function indexAt(format: PageTableFormat, address: GuestVirtual, level: number): number {
  return Math.floor(pageOf(address) / 2 ** (format.indexBits * (level - 1))) % entriesPerTable(format);
}

/**
 * Returns the page of an address that the format can express.
 *
 * @throws {@link DomainError} if the address is negative, broken or too large for the format
 */
export function checkedPage(format: PageTableFormat, address: GuestVirtual): Page {
  const end = Math.min(pagesOf(format) * pageBytes, Number.MAX_SAFE_INTEGER);
  if (!Number.isSafeInteger(address) || address < 0 || address >= end) {
    throw new DomainError("address", `to lie below ${end} in the format "${format.name}"`, address);
  }
  return pageOf(address);
}
