/**
 * The page walk: two levels, or one for a page of 4 MiB. Entries are those of `lib/memory`.
 *
 * ```text
 *   linear   │ directory 10 │ table 10 │ offset 12 │        page of 4 MiB:  │ directory 10 │ offset 22 │
 *   CR3 ──► directory ──► table ──► frame
 * ```
 *
 * A is set in every entry of the way, and D in the last one at a store, once the access is found to be allowed.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 3A, sections 4.3, 4.6, 4.7 and 4.8.
 *
 * @packageDocumentation
 */
import { bits, hasReserved, largePage, pageFaultBits } from "../../memory/entry";
import { Fault } from "./fault";
import type { PagingControl } from "./linearMemory";
import type { Ram } from "./ram";

const FRAME = ~0xfff;

/** The physical address of the frame behind a linear address; A and D are set. Throws #PF, and keeps the address for CR2. */
export function walkTables(ram: Ram, paging: PagingControl, linear: number, write: boolean, user: boolean): number {
  const kind = (write ? pageFaultBits.write : 0) | (user ? pageFaultBits.user : 0);
  const directoryAt = (paging.root & FRAME) + (linear >>> 22) * 4;
  const directory = readEntry(ram, directoryAt);
  if ((directory & bits.present) === 0) throw pageFault(paging, linear, kind);
  if (paging.largePages && (directory & bits.large) !== 0) {
    if (hasReserved(directory)) throw pageFault(paging, linear, kind | pageFaultBits.present | pageFaultBits.reserved);
    if (!permits(paging, directory, write, user)) throw pageFault(paging, linear, kind | pageFaultBits.present);
    mark(ram, directoryAt, directory, write);
    return ((directory & largePage.frame) | (linear & 0x3f_f000)) >>> 0;
  }
  const tableAt = (directory & FRAME) + ((linear >>> 12) & 0x3ff) * 4;
  const entry = readEntry(ram, tableAt);
  if ((entry & bits.present) === 0) throw pageFault(paging, linear, kind);
  if (!permits(paging, directory & entry, write, user)) throw pageFault(paging, linear, kind | pageFaultBits.present);
  mark(ram, directoryAt, directory, false);
  mark(ram, tableAt, entry, write);
  return (entry & FRAME) >>> 0;
}

/** A right holds if every level grants it. */
function permits({ writeProtect }: PagingControl, entries: number, write: boolean, user: boolean): boolean {
  if (user && (entries & bits.user) === 0) return false;
  return !write || (entries & bits.writable) !== 0 || (!user && !writeProtect);
}

/** Where there is no memory, all bits are set. */
function readEntry(ram: Ram, address: number): number {
  const at = address >>> 0;
  return at + 4 <= ram.size ? ram.view.getInt32(at, true) : -1;
}

function mark(ram: Ram, address: number, entry: number, dirty: boolean): void {
  const marked = entry | bits.accessed | (dirty ? bits.dirty : 0);
  const at = address >>> 0;
  if (marked !== entry && at + 4 <= ram.size) ram.view.setInt32(at, marked, true);
}

function pageFault(paging: PagingControl, linear: number, errorCode: number): Fault {
  paging.faultAddress = linear;
  return new Fault("PF", errorCode);
}
