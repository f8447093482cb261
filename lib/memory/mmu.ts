/**
 * What every memory management unit here can do, whoever translates behind it. Three rivals:
 *
 * ```text
 * native    guest's table                                        no hypervisor: the yardstick
 * shadow    shadow table, kept by the hypervisor                 walks are short, changes are dear
 * nested    guest's table, and the host's table at each step     walks are long, changes are free
 * ```
 *
 * `test/contracts/mmu.ts` holds all three to one contract: the same access meets the same translation, the same
 * permission and the same fault.
 *
 * @packageDocumentation
 */
import {
  type Access,
  type Control,
  type FoundPage,
  type NestedFault,
  type Outcome,
  type PageFault,
  permits,
  type Reference,
  type Translated,
} from "./access";
import { addressOf, checkedRoot, type GuestPhysical, type GuestVirtual, offsetOf, pageOf } from "./addresses";
import { type Exit, Ledger } from "./exits";
import { checkedPage, type PageTableFormat } from "./formats";
import type { GuestMemory } from "./guestMemory";
import { Tlb, type TlbOptions } from "./tlb";

/** What any MMU is made of. */
export interface MmuOptions {
  /** The shape of the guest's page tables. */
  readonly format: PageTableFormat;
  /** The size of the TLB; without it every access walks. */
  readonly tlb?: TlbOptions;
}

/** What a walk on behalf of one access came to, before the TLB remembers it. */
export type Resolved = FoundPage | Translated | PageFault | NestedFault;

/** The lists that an access fills on its way. */
export interface Trail {
  readonly references: Reference[];
  readonly exits: Exit[];
}

/** A memory management unit for one guest. It starts with root 0 and CR0.WP set. */
export abstract class Mmu {
  /** Which rival this is. */
  abstract readonly name: string;
  /** The shape of the guest's page tables. */
  readonly format: PageTableFormat;
  /** What the run has taken so far. */
  readonly ledger = new Ledger();
  /** The TLB, if there is one. */
  protected readonly tlb: Tlb | undefined;
  #root: GuestPhysical = 0;
  #control: Control = { writeProtect: true };

  protected constructor(
    /** The memory of the guest. */
    readonly guest: GuestMemory,
    options: MmuOptions,
  ) {
    this.format = options.format;
    this.tlb = options.tlb === undefined ? undefined : new Tlb(options.tlb);
  }

  /** CR3: the guest-physical address of the table in use. */
  get root(): GuestPhysical {
    return this.#root;
  }

  /** The control bits in force. */
  get control(): Control {
    return this.#control;
  }

  /** The control bits that the hardware obeys; a hypervisor may hold stricter ones than its guest believes in. */
  protected get hardwareControl(): Control {
    return this.#control;
  }

  /**
   * Translates one access: sets A and D where a processor would, fills what was missing, and tells what it took.
   *
   * @throws {@link DomainError} if the address is beyond the format
   */
  translate(access: Access): Outcome {
    const page = checkedPage(this.format, access.address);
    this.ledger.accesses++;
    const known = this.tlb?.lookup(page);
    if (
      known !== undefined &&
      permits(known, access, this.hardwareControl) &&
      (access.kind === "read" || known.dirty)
    ) {
      this.ledger.tlbHits++;
      const hostPhysical = addressOf(known.frame, offsetOf(access.address));
      return { type: "translated", hostPhysical, references: [], exits: [] };
    }
    const trail: Trail = { references: [], exits: [] };
    const resolved = this.resolve(access, trail);
    this.ledger.references += trail.references.length;
    if (resolved.type === "pageFault") this.ledger.pageFaults++;
    return resolved.type === "found" ? this.#remember(access, resolved, trail) : withTrail(resolved, trail);
  }

  /**
   * The guest writes CR3: another table from now on, and no old translation may survive.
   *
   * @throws {@link DomainError} if the root is not page-aligned
   */
  writeRoot(root: GuestPhysical): void {
    this.#root = checkedRoot(root);
    this.tlb?.flush();
    this.rootWritten();
  }

  /** The guest executes INVLPG: the translation of this address must be read anew. */
  invalidate(address: GuestVirtual): void {
    checkedPage(this.format, address);
    this.tlb?.invalidate(pageOf(address));
    this.pageInvalidated(address);
  }

  /** The guest writes CR0.WP. */
  setWriteProtect(writeProtect: boolean): void {
    this.#control = { writeProtect };
    this.tlb?.flush();
    this.controlWritten();
  }

  /** Walks, and lets the hypervisor help where it must. */
  protected abstract resolve(access: Access, trail: Trail): Resolved;
  /** What else a root switch takes. */
  protected abstract rootWritten(): void;
  /** What else INVLPG takes. */
  protected abstract pageInvalidated(address: GuestVirtual): void;
  /** What else a change of the control bits takes. */
  protected abstract controlWritten(): void;

  #remember(access: Access, found: FoundPage, { references, exits }: Trail): Outcome {
    const { frame, writable, user, dirty } = found;
    this.tlb?.fill(pageOf(access.address), { frame, writable, user, dirty });
    return { type: "translated", hostPhysical: addressOf(frame, offsetOf(access.address)), references, exits };
  }
}

/** Spelled out rather than spread: this is the hottest line of every run. */
function withTrail(resolved: Exclude<Resolved, FoundPage>, { references, exits }: Trail): Outcome {
  switch (resolved.type) {
    case "translated":
      return { type: resolved.type, hostPhysical: resolved.hostPhysical, references, exits };
    case "pageFault":
      return { type: resolved.type, address: resolved.address, errorCode: resolved.errorCode, references, exits };
    case "nestedFault":
      return { type: resolved.type, guestPhysical: resolved.guestPhysical, references, exits };
  }
}
