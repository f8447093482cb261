/**
 * Exits: the moments when a guest stops and its hypervisor runs; and a ledger that counts them.
 *
 * | reason        | when                                                                       | who has it       |
 * |---------------|----------------------------------------------------------------------------|------------------|
 * | hiddenFault   | the hardware found nothing, the guest's tables had it: the guest never knows | shadow           |
 * | pageFault     | the guest's own fault, taken by the hypervisor and handed on                | shadow           |
 * | tableWrite    | the guest wrote to a page table that is kept read-only                      | shadow           |
 * | unsync        | the same, and the hypervisor let go of the table until INVLPG               | shadow           |
 * | invalidate    | INVLPG                                                                      | shadow           |
 * | rootSwitch    | CR3 or CR0.WP was written                                                   | shadow           |
 * | nestedFault   | guest-physical memory without a host frame in the tables (yet)              | shadow, nested   |
 *
 * @packageDocumentation
 */

/** Why a guest stopped. */
export type ExitReason =
  | "hiddenFault"
  | "pageFault"
  | "tableWrite"
  | "unsync"
  | "invalidate"
  | "rootSwitch"
  | "nestedFault";

/** Every reason, in the order of figures. */
export const exitReasons: readonly ExitReason[] = [
  "hiddenFault",
  "pageFault",
  "tableWrite",
  "unsync",
  "invalidate",
  "rootSwitch",
  "nestedFault",
];

/** One exit to the hypervisor. */
export interface Exit {
  /** Why. */
  readonly reason: ExitReason;
  /** The address it was about, virtual or guest-physical, if there is one. */
  readonly address?: number;
}

/** What a run took, in counts. */
export interface Counts {
  /** Loads and stores. */
  readonly accesses: number;
  /** Accesses that the TLB answered. */
  readonly tlbHits: number;
  /** Page-table entries that the hardware read. */
  readonly references: number;
  /** Page faults that the guest's own tables caused. */
  readonly pageFaults: number;
  /** Exits to the hypervisor, by reason. */
  readonly exits: Readonly<Record<ExitReason, number>>;
}

/** Exits of all reasons together. */
export function totalExits(counts: Counts): number {
  return exitReasons.reduce((sum, reason) => sum + counts.exits[reason], 0);
}

/** Counts with nothing counted yet. */
export function noCounts(): Counts {
  return { accesses: 0, tlbHits: 0, references: 0, pageFaults: 0, exits: noExits() };
}

/** What happened after `before`. */
export function countsSince(before: Counts, now: Counts): Counts {
  const exits = noExits();
  for (const reason of exitReasons) exits[reason] = now.exits[reason] - before.exits[reason];
  return {
    accesses: now.accesses - before.accesses,
    tlbHits: now.tlbHits - before.tlbHits,
    references: now.references - before.references,
    pageFaults: now.pageFaults - before.pageFaults,
    exits,
  };
}

/** Counts as they grow. An MMU owns one. */
export class Ledger {
  accesses = 0;
  tlbHits = 0;
  references = 0;
  pageFaults = 0;
  readonly exits = noExits();

  /** Notes one exit and returns it. */
  exit(reason: ExitReason, address?: number): Exit {
    this.exits[reason]++;
    return address === undefined ? { reason } : { reason, address };
  }

  /** The counts as they are now. */
  snapshot(): Counts {
    const { accesses, tlbHits, references, pageFaults } = this;
    return { accesses, tlbHits, references, pageFaults, exits: { ...this.exits } };
  }
}

function noExits(): Record<ExitReason, number> {
  return { hiddenFault: 0, pageFault: 0, tableWrite: 0, unsync: 0, invalidate: 0, rootSwitch: 0, nestedFault: 0 };
}
