/**
 * The three address spaces of a virtual machine, and how an address falls into a page and an offset.
 *
 * ```text
 *  guestVirtual          guestPhysical          hostPhysical
 * (what a program   -->  (what the guest's  --> (where the byte
 *  in the guest sees)     system calls memory)   really is)
 *        |     guest's page table     |   hypervisor's map   |
 *        +----------------------------+----------------------+
 *        |            shadow page table: both in one          |
 *
 * An address:   | page or frame number            | offset, 12 bits |
 * ```
 *
 * A *page* is virtual, a *frame* is physical; both are 4096 bytes. Addresses are whole JavaScript numbers below 2^53, so
 * that 48-bit addresses need no bigint. Left out: large pages (2 and 4 MiB), segments.
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";

/** An address that a program inside the guest uses, in bytes. */
export type GuestVirtual = number;
/** An address that the guest's operating system believes to be memory, in bytes. */
export type GuestPhysical = number;
/** An address in the real memory of the host, in bytes. */
export type HostPhysical = number;
/** The number of a page in a virtual address space, from 0. */
export type Page = number;
/** The number of a frame in a physical address space, guest or host, from 0. */
export type Frame = number;

/** Bytes in a page and in a frame. */
export const pageBytes = 4096;

/** The page (or frame) that an address lies in. */
export function pageOf(address: number): Page {
  return Math.floor(address / pageBytes);
}

/** How far into its page an address lies, in bytes, 0 to 4095. */
export function offsetOf(address: number): number {
  return address % pageBytes;
}

/**
 * The address of a byte in a page or frame.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const address = memory.addressOf(6, 20);
 * assert.equal(memory.pageOf(address), 6);
 * assert.equal(memory.offsetOf(address), 20);
 * ```
 */
export function addressOf(page: Page, offset = 0): number {
  return page * pageBytes + offset;
}

/**
 * Returns the address if it may be the root of a page table.
 *
 * @throws {@link DomainError} if it is negative, broken, or not at the start of a frame
 */
export function checkedRoot(root: number): number {
  if (!Number.isSafeInteger(root) || root < 0) throw new DomainError("root", "to be an address", root);
  if (offsetOf(root) !== 0) throw new DomainError("root", "to be page-aligned", root);
  return root;
}
