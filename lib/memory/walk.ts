/**
 * The page walk: what the hardware does when the TLB does not know a page.
 *
 * ```text
 * address  | directory | table | offset |
 *               |          |       |
 * root -->[ ... e ... ]    |       |          reference 1: read e, level 2
 *               |          |       |
 *               +-->[ ...  e ... ] |          reference 2: read e, level 1
 *                          |       |
 *                          +-->[ ..b.. ]      the byte
 * ```
 *
 * 1. Read one entry a level; an absent one is a page fault.
 * 2. Permissions hold if every level grants them; otherwise a page fault.
 * 3. Set A in every entry used, and D in the leaf on a write.
 *
 * A directory entry of two-level tables may map 4 MiB itself (bit 7, if CR4.PSE is set): the walk ends there, and the table's index is part of the frame.
 *
 * The walk reads through {@link Tables}, which counts: in a table of the guest under nested paging, one read there is a
 * whole walk in the host's tables. Left out: A bits of upper levels that a processor may set before a fault.
 *
 * @see Intel, Software Developer's Manual, vol. 3A, "Paging", "Accessed and Dirty Flags"
 *
 * @packageDocumentation
 */
import {
  type Access,
  type Control,
  type FoundPage,
  type NestedFault,
  type PageFault,
  pageFault,
  permits,
} from "./access";
import { addressOf, checkedRoot, type Frame } from "./addresses";
import { bits, decodeEntry, hasReserved, isLarge } from "./entry";
import { checkedPage, indexAt, type PageTableFormat } from "./formats";
import type { PhysicalMemory } from "./physical";
import { readWord, writeWord } from "./table";

/** Entries in memory, as a walker reaches them. */
export interface Tables {
  /** The shape of the tables. */
  readonly format: PageTableFormat;
  /** The entry at an address, or the fault if there is no memory. */
  read(address: number, level: number): number | NestedFault;
  /** Stores an entry that was read before. */
  write(address: number, word: number): void;
}

/** One entry on the way: where it is, its bits before the walk set A and D, and which frame its table is in. */
export interface Step {
  readonly level: number;
  readonly address: number;
  readonly word: number;
  /** The frame of the table that holds the entry. */
  readonly tableFrame: Frame;
}

/** A page that permits the access, with the way to it. */
export interface FoundByWalk extends FoundPage {
  /** Entries used, root first. */
  readonly path: readonly Step[];
}

/** Tables in a memory that every read reaches directly. */
export function tablesIn(
  memory: PhysicalMemory,
  format: PageTableFormat,
  onReference?: (level: number, address: number) => void,
): Tables {
  return {
    format,
    read: (address, level) => {
      if (!memory.has(address)) return { type: "nestedFault", guestPhysical: address };
      onReference?.(level, address);
      return readWord(memory, address, format.entryBytes);
    },
    write: (address, word) => writeWord(memory, address, format.entryBytes, word),
  };
}

/**
 * Walks the tables for one access and sets A and D as the hardware does.
 *
 * @throws {@link DomainError} if the address is beyond the format, or the root is not page-aligned
 */
export function walk(
  tables: Tables,
  root: number,
  access: Access,
  control: Control,
): FoundByWalk | PageFault | NestedFault {
  const found = look(tables, root, access, control);
  return found.type === "found" ? mark(tables, found, access) : found;
}

/** The walk without its last step: sets no A, no D. */
export function look(
  tables: Tables,
  root: number,
  access: Access,
  control: Control,
): FoundByWalk | PageFault | NestedFault {
  const { format } = tables;
  checkedPage(format, access.address);
  const path: Step[] = [];
  let table = checkedRoot(root);
  let writable = true;
  let user = true;
  for (let level = format.levels; level >= 1; level--) {
    const address = table + indexAt(format, access.address, level) * format.entryBytes;
    const word = tables.read(address, level);
    if (typeof word !== "number") return word;
    const entry = decodeEntry(word);
    if (!entry.present) return pageFault(access, "absent");
    path.push({ level, address, word, tableFrame: table / 4096 });
    writable &&= entry.writable;
    user &&= entry.user;
    table = addressOf(entry.frame);
    if (isLarge(format, level, word, control)) {
      if (hasReserved(word)) return pageFault(access, "reserved");
      table += indexAt(format, access.address, 1) * 4096;
      break;
    }
  }
  if (!permits({ writable, user }, access, control)) return pageFault(access, "present");
  const dirty = decodeEntry(path[path.length - 1]!.word).dirty;
  return { type: "found", frame: table / 4096, writable, user, dirty, path };
}

function mark(tables: Tables, found: FoundByWalk, access: Access): FoundByWalk {
  const leaf = found.path[found.path.length - 1];
  for (const step of found.path) {
    const { address, word } = step;
    const dirty = step === leaf && access.kind === "write" ? bits.dirty : 0;
    const marked = withBits(word, bits.accessed | dirty);
    if (marked !== word) tables.write(address, marked);
  }
  return access.kind === "write" ? { ...found, dirty: true } : found;
}

function withBits(word: number, set: number): number {
  const flags = word % 4096;
  return word - flags + (flags | set);
}
