/**
 * Page tables as software sees them: reading and writing entries in memory, mapping a page, listing what is mapped.
 *
 * ```text
 * root --> +---------+        +---------+
 *          | entry 0 | -----> | entry 0 | -----> frame of page 0
 *          | entry 1 | --+    | entry 1 |
 *          |   ...   |   |    +---------+        two levels shown
 *          +---------+   +--> +---------+
 *                             | entry 0 | -----> frame of page 1024
 * ```
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";
import type { Control } from "./access";
import { addressOf, checkedRoot, type Frame, type GuestVirtual, type Page } from "./addresses";
import { decodeEntry, type Entry, encodeEntry, entryFor, hasReserved, isLarge } from "./entry";
import { checkedPage, entriesPerTable, indexAt, type PageTableFormat } from "./formats";
import type { PhysicalMemory } from "./physical";

/** A page and its leaf entry; W and U are those of all levels together. */
export interface MappedPage {
  /** The page. */
  readonly page: Page;
  /** Where it leads and what it allows. */
  readonly entry: Entry;
}

/** Reads one entry of 4 or 8 bytes as a number. Bits 52 to 63 are dropped. */
export function readWord(memory: PhysicalMemory, address: number, entryBytes: 4 | 8): number {
  const low = memory.read32(address);
  return entryBytes === 4 ? low : low + (memory.read32(address + 4) & 0xfffff) * 2 ** 32;
}

/** Writes one entry of 4 or 8 bytes. */
export function writeWord(memory: PhysicalMemory, address: number, entryBytes: 4 | 8, word: number): void {
  memory.write32(address, word % 2 ** 32);
  if (entryBytes === 8) memory.write32(address + 4, Math.floor(word / 2 ** 32));
}

/** Where the leaf entry of an address is, or `undefined` if the tables above it are missing. */
export function leafAddress(
  memory: PhysicalMemory,
  format: PageTableFormat,
  root: number,
  address: GuestVirtual,
): number | undefined {
  checkedPage(format, address);
  let table = checkedRoot(root);
  for (let level = format.levels; level > 1; level--) {
    const at = table + indexAt(format, address, level) * format.entryBytes;
    const entry = memory.has(at) ? decodeEntry(readWord(memory, at, format.entryBytes)) : undefined;
    if (!entry?.present) return undefined;
    table = addressOf(entry.frame);
  }
  return table + indexAt(format, address, 1) * format.entryBytes;
}

/** Tables in a memory, and where a missing one may be put. */
export interface TableBuilder {
  /** The memory that the tables are in. */
  readonly memory: PhysicalMemory;
  /** Their shape. */
  readonly format: PageTableFormat;
  /** The address of the top table. */
  readonly root: number;
  /** A frame for one more table. */
  readonly newTable: () => Frame;
}

/**
 * Writes the leaf entry of a page, and the tables above it where they are missing (those allow everything, so that the
 * leaf decides).
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const ram = new memory.HostMemory(16);
 * let next = 1;
 * const tables = { memory: ram, format: memory.x86Format, root: 0, newTable: () => next++ };
 * memory.mapPage(tables, 1025, memory.entryFor(9, { writable: true }));
 * assert.equal(ram.read32(4), 0x1007); // entry 1 of the directory: the new table in frame 1
 * assert.equal(ram.read32(0x1004), 0x9003); // entry 1 of that table: frame 9, present and writable
 * ```
 */
export function mapPage(tables: TableBuilder, page: Page, entry: Entry): void {
  const { memory, format } = tables;
  const address = addressOf(page);
  checkedPage(format, address);
  let table = checkedRoot(tables.root);
  for (let level = format.levels; level > 1; level--) {
    const at = table + indexAt(format, address, level) * format.entryBytes;
    let next = decodeEntry(readWord(memory, at, format.entryBytes));
    if (!next.present) {
      next = entryFor(tables.newTable(), { writable: true, user: true });
      writeWord(memory, at, format.entryBytes, encodeEntry(next));
    }
    table = addressOf(next.frame);
  }
  writeWord(memory, table + indexAt(format, address, 1) * format.entryBytes, format.entryBytes, encodeEntry(entry));
}

/** What {@link mappedPages} lists and reads at most: all pages of a 32-bit processor. */
const most = { pages: 2 ** 20, tables: 2 ** 14 };

/**
 * Every present page of a table, in ascending order; with `control.largePages`, one of 4 MiB as 1024. A table that leads into itself is listed as the hardware would walk it.
 *
 * @throws {@link DomainError} if the root is not page-aligned, or leads to more than 2^20 pages or 2^14 tables, as one may
 * that leads into itself many times over; {@link pageTableTree} shows such tables
 */
export function mappedPages(
  memory: PhysicalMemory,
  format: PageTableFormat,
  root: number,
  control: Pick<Control, "largePages"> = {},
): MappedPage[] {
  const found: MappedPage[] = [];
  let tables = 0;
  visit(checkedRoot(root), format.levels, 0, { writable: true, user: true });
  return found;

  function visit(table: number, level: number, firstPage: Page, above: Pick<Entry, "writable" | "user">): void {
    if (!memory.has(table)) return;
    if (++tables > most.tables || found.length > most.pages) {
      throw new DomainError("root", `to lead to at most ${most.pages} pages in ${most.tables} tables`, root);
    }
    for (let index = 0; index < entriesPerTable(format); index++) {
      const word = readWord(memory, table + index * format.entryBytes, format.entryBytes);
      if (word % 2 === 0) continue; // P is bit 0
      const entry = decodeEntry(word);
      const both = { writable: above.writable && entry.writable, user: above.user && entry.user };
      const page = firstPage + index * 2 ** (format.indexBits * (level - 1));
      if (level === 1) found.push({ page, entry: { ...entry, ...both } });
      else if (isLarge(format, level, word, control)) found.push(...pagesOfLarge(page, { ...entry, ...both }, word));
      else visit(addressOf(entry.frame), level - 1, page, both);
    }
  }
}

/** A page of 4 MiB as the 1024 pages that it stands for; none if a reserved bit is set. */
function pagesOfLarge(page: Page, entry: Entry, word: number): MappedPage[] {
  const count = hasReserved(word) ? 0 : 1024;
  return Array.from({ length: count }, (_, at) => ({ page: page + at, entry: { ...entry, frame: entry.frame + at } }));
}
