/**
 * One access of a program to memory, whether a page permits it, and what can become of it.
 *
 * @packageDocumentation
 */
import type { Frame, GuestPhysical, GuestVirtual, HostPhysical } from "./addresses";
import { pageFaultBits } from "./entry";
import type { Exit } from "./exits";

/** What a program does to memory. Instruction fetches count as reads: there is no no-execute bit here. */
export interface Access {
  /** Where. */
  readonly address: GuestVirtual;
  /** Whether it loads or stores. */
  readonly kind: "read" | "write";
  /** Who: a program (`cpl` 3), or the guest's kernel (`cpl` 0 to 2). */
  readonly mode: "user" | "supervisor";
}

/** What the tables on the way to a page allow together: a bit holds if every level has it. */
export interface Permission {
  /** The page may be written. */
  readonly writable: boolean;
  /** User mode may use the page. */
  readonly user: boolean;
}

/** The bits of control registers that change what a page permits. */
export interface Control {
  /** CR0.WP: the kernel, too, obeys W. */
  readonly writeProtect: boolean;
  /** CR4.PSE: a directory entry of two-level tables may map 4 MiB itself. Not if not given. */
  readonly largePages?: boolean;
}

/** One entry that the hardware read on its way. */
export interface Reference {
  /** Whose table the entry is in. */
  readonly table: "guest" | "host" | "shadow";
  /** Level of the table, 1 for leaves. */
  readonly level: number;
  /** Where the entry is: guest-physical in a guest table, host-physical otherwise. */
  readonly address: number;
}

/** The access may go ahead. */
export interface Translated {
  readonly type: "translated";
  /** Where the byte really is. */
  readonly hostPhysical: HostPhysical;
}

/** The guest's own page fault: its tables do not allow the access, and its kernel must decide. */
export interface PageFault {
  readonly type: "pageFault";
  /** The address that the program used (CR2). */
  readonly address: GuestVirtual;
  /** As the processor pushes it: bit 0 the page was present, bit 1 it was a write, bit 2 it came from user mode, bit 3 an entry had a reserved bit set. */
  readonly errorCode: number;
}

/** The guest used physical memory that its virtual machine does not have. */
export interface NestedFault {
  readonly type: "nestedFault";
  /** The address without memory. */
  readonly guestPhysical: GuestPhysical;
}

/** What became of an access, and what it took. */
export type Outcome = (Translated | PageFault | NestedFault) & {
  /** Entries that the hardware read, in order; empty if the TLB knew the page. */
  readonly references: readonly Reference[];
  /** Exits to the hypervisor on the way, in order. */
  readonly exits: readonly Exit[];
};

/** A page that an access may use, as a table walk finds it. */
export interface FoundPage extends Permission {
  readonly type: "found";
  /** The frame in the address space that the tables speak of. */
  readonly frame: Frame;
  /** D of the leaf entry after the access. */
  readonly dirty: boolean;
}

/**
 * Whether a page with these permissions permits an access.
 *
 * | mode       | read  | write                    |
 * |------------|-------|--------------------------|
 * | user       | if U  | if U and W               |
 * | supervisor | yes   | if W, or CR0.WP is clear |
 *
 * @see Intel, Software Developer's Manual, vol. 3A, "Determination of Access Rights" (left out: SMEP, SMAP, keys)
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const readOnly = { writable: false, user: true };
 * const store = { address: 0, kind: "write", mode: "supervisor" } as const;
 * assert.equal(memory.permits(readOnly, store, { writeProtect: true }), false);
 * assert.equal(memory.permits(readOnly, store, { writeProtect: false }), true);
 * ```
 */
export function permits(page: Permission, access: Access, control: Control): boolean {
  if (access.mode === "user") return page.user && (access.kind === "read" || page.writable);
  return access.kind === "read" || page.writable || !control.writeProtect;
}

/** The page fault that an access raises; `present` tells whether a page was there but forbade it, or had a reserved bit set. */
export function pageFault(access: Access, present: "present" | "absent" | "reserved"): PageFault {
  const errorCode =
    (present === "absent" ? 0 : pageFaultBits.present) |
    (access.kind === "write" ? pageFaultBits.write : 0) |
    (access.mode === "user" ? pageFaultBits.user : 0) |
    (present === "reserved" ? pageFaultBits.reserved : 0);
  return { type: "pageFault", address: access.address, errorCode };
}
