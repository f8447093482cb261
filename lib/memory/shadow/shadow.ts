/**
 * Shadow paging: the hardware walks a table that the guest never sees, and the hypervisor keeps that table equal to
 * guest ∘ host.
 *
 * ```text
 * hardware walks the shadow  --found-->  done, n references, no exit
 *          | fault: exit
 *          v
 * hypervisor walks the guest's table in software
 *          |-- the guest's own fault ----------------> hand it to the guest          (pageFault)
 *          |-- no such guest memory -----------------> stop                          (nestedFault)
 *          |-- write to a traced page table ---------> emulate it, drop the entry    (tableWrite)
 *          |                                           or let the table go           (unsync)
 *          '-- the guest's table had it -------------> fill one entry, retry         (hiddenFault)
 * ```
 *
 * The hidden walk sets A and D in the guest's table, as the hardware would have. W stays out of the shadow until D is
 * set, so that the first write is seen. A kernel that runs with CR0.WP clear and writes to a read-only page gets an entry
 * with W and without U; the next user access swaps it back. Left out: giving shadows of dead tables back one by one (all
 * are dropped when the host's frames run out), flooding heuristics, reverse TLB shoot-down between processors.
 *
 * @see Adams and Agesen, ASPLOS 2006, section 2.3; Intel, Software Developer's Manual, vol. 3C, "Virtual TLB"
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import type { Access, Control, Translated } from "../access";
import {
  addressOf,
  type Frame,
  type GuestPhysical,
  type GuestVirtual,
  type HostPhysical,
  offsetOf,
  pageOf,
} from "../addresses";
import { decodeEntry } from "../entry";
import { indexAt, type PageTableFormat } from "../formats";
import type { GuestMemory } from "../guestMemory";
import { Mmu, type MmuOptions, type Resolved, type Trail } from "../mmu";
import { type MappedPage, mappedPages, readWord } from "../table";
import { type FoundByWalk, look, tablesIn, walk } from "../walk";
import { type Audience, leafEntry, stillFollows } from "./leaf";
import { type ShadowPolicy, writeProtect } from "./policies";
import { type ShadowPage, ShadowPages } from "./shadowPages";

/** While a guest runs on a shadow, CR0.WP is set: protected tables bind the guest's kernel, too. */
const strict: Control = { writeProtect: true };

/** What a shadow MMU is made of. */
export interface ShadowOptions extends MmuOptions {
  /** How guest edits are followed; `writeProtect` if not given. */
  readonly policy?: ShadowPolicy;
  /** Whether A and D reach the guest's table. `"forgotten"` is a broken hypervisor, to learn from. */
  readonly accessedDirty?: "carried" | "forgotten";
  /**
   * Where the guest's kernel runs: as a supervisor, on the same shadow as its programs (`both`, if not given); or, if it was pushed into user mode, on a shadow that `kernel` alone
   * uses, whose pages all have U.
   */
  readonly serves?: Audience;
}

/**
 * The MMU of a hypervisor with shadow page tables.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const guest = new memory.Host({ frames: 16 }).createGuest({ name: "A", map: [[0, 5], [2, 2], [6, 4]] });
 * memory.writeSlideTable(guest, 0, [2, 6, undefined]);
 * const mmu = new memory.ShadowMmu(guest, { format: memory.slideFormat });
 * const load = { address: 4096, kind: "read", mode: "user" } as const;
 * assert.deepEqual(mmu.translate(load).exits, [{ reason: "hiddenFault", address: 4096 }]);
 * assert.deepEqual(mmu.translate(load).exits, []);
 * assert.equal(mmu.entries()[0]?.entry.frame, 4);
 * ```
 */
export class ShadowMmu extends Mmu {
  readonly name = "shadow";
  /** How guest edits are followed. */
  readonly policy: ShadowPolicy;
  /** Who runs on this shadow. */
  readonly serves: Audience;
  readonly #carries: boolean;
  readonly #pages: ShadowPages;
  readonly #letGo = new Set<Frame>();
  #rootPage: ShadowPage | undefined;

  constructor(guest: GuestMemory, options: ShadowOptions) {
    super(guest, options);
    this.policy = options.policy ?? writeProtect;
    this.serves = options.serves ?? "both";
    this.#carries = options.accessedDirty !== "forgotten";
    this.#pages = new ShadowPages(guest.host, options.format);
    guest.onChange((frame) => this.#frameMoved(frame));
  }

  /** The entries that the shadow of the current root holds now, in ascending order of pages. */
  entries(): MappedPage[] {
    return mappedPages(this.guest.host.memory, this.format, this.#rootShadow().address);
  }

  /** What the hardware's CR3 holds while the guest runs on the current root: it changes with every root switch, and may with every exit. */
  get hardwareRoot(): HostPhysical {
    return this.#rootShadow().address;
  }

  /** The hypervisor itself stored to the guest's memory, one byte or word of 4: what the shadow had from an entry there is dropped. Returns whether it is a table. */
  stored(address: GuestPhysical): boolean {
    this.#dropDependent(pageOf(address), offsetOf(address));
    return this.#pages.shadowsOf(pageOf(address)).length > 0;
  }

  /** The guest's page tables that are not protected now, because a write let them go. */
  get tablesLetGo(): readonly Frame[] {
    return [...this.#letGo];
  }

  protected override get hardwareControl(): Control {
    return strict;
  }

  protected resolve(access: Access, trail: Trail): Resolved {
    for (let attempt = 0; attempt < 2; attempt++) {
      const found = this.#walkShadow(access, trail);
      if (found.type === "found") return { ...found, dirty: true };
      const handled = this.#handleFault(access, trail);
      if (handled !== "retry") return handled;
    }
    throw new Error("The shadow still faults after it was filled.");
  }

  protected rootWritten(): void {
    this.ledger.exit("rootSwitch", this.root);
    this.#rootPage = undefined;
    this.#syncAll();
    if (this.policy.fills === "eagerly") this.#fillUsed();
  }

  protected controlWritten(): void {
    this.ledger.exit("rootSwitch");
    this.#dropAll();
  }

  protected pageInvalidated(address: GuestVirtual): void {
    if (!this.policy.interceptsInvalidate) return;
    this.ledger.exit("invalidate", address);
    const access = { address, kind: "read", mode: "supervisor" } as const;
    const leaf = look(this.#shadowTables(), this.#rootShadow().address, access, strict);
    if (leaf.type === "found") this.#pages.clear(leaf.path[leaf.path.length - 1]!.address);
  }

  #walkShadow(access: Access, trail: Trail): Resolved {
    const tables = this.#shadowTables(
      (level, address) => void trail.references.push({ table: "shadow", level, address }),
    );
    const asHardware: Access = this.serves === "kernel" ? { ...access, mode: "user" } : access;
    return walk(tables, this.#rootShadow().address, asHardware, strict);
  }

  #shadowTables(onReference?: (level: number, address: number) => void) {
    return tablesIn(this.guest.host.memory, this.format, onReference);
  }

  /** The hypervisor's part, after the shadow did not permit an access. */
  #handleFault(access: Access, trail: Trail): Resolved | "retry" {
    const { address } = access;
    const step = this.#carries ? walk : look;
    const found = step(tablesIn(this.guest, this.format), this.root, access, this.control);
    if (found.type === "pageFault") {
      trail.exits.push(this.ledger.exit("pageFault", address));
      return found;
    }
    const hostFrame = found.type === "found" ? this.guest.hostFrameOf(found.frame) : undefined;
    if (found.type !== "found" || hostFrame === undefined) {
      const guestPhysical = found.type === "found" ? addressOf(found.frame, offsetOf(address)) : found.guestPhysical;
      trail.exits.push(this.ledger.exit("nestedFault", guestPhysical));
      return { type: "nestedFault", guestPhysical };
    }
    const leaf = this.#linkTo(found, access);
    if (access.kind === "write" && this.#traced(found.frame) && !this.#mayLetGo(found.frame)) {
      trail.exits.push(this.ledger.exit("tableWrite", address));
      return this.#emulateTableWrite(found.frame, hostFrame, access);
    }
    trail.exits.push(this.ledger.exit(this.#letGoOnWrite(found.frame, access), address));
    const holdBack = { traced: this.#traced(found.frame), untilDirty: this.#carries, serves: this.serves };
    this.#pages.fill(leaf.slot, found.frame, leafEntry(found, hostFrame, access, holdBack));
    return "retry";
  }

  /** Fills every page of the current root whose A is set at every level, as far as there is room for the shadow's tables. */
  #fillUsed(): void {
    for (const { page } of mappedUsed(this.guest, this.format, this.root)) {
      if (this.guest.host.freeFrames < 2 * this.format.levels) return;
      const access = { address: addressOf(page), kind: "read", mode: "supervisor" } as const;
      const found = look(tablesIn(this.guest, this.format), this.root, access, this.control);
      const hostFrame = found.type === "found" ? this.guest.hostFrameOf(found.frame) : undefined;
      if (found.type !== "found" || hostFrame === undefined) continue;
      // Tables above may be of another root, where this page was never used.
      if (!found.path.every(({ word }) => decodeEntry(word).accessed)) continue;
      const { slot } = this.#linkTo(found, access);
      const holdBack = { traced: this.#traced(found.frame), untilDirty: this.#carries, serves: this.serves };
      this.#pages.fill(slot, found.frame, leafEntry(found, hostFrame, access, holdBack));
    }
  }

  /** Makes the shadow's tables on the way to a page, and returns the slot of its leaf. */
  #linkTo(found: FoundByWalk, access: Access): { readonly slot: HostPhysical } {
    if (this.guest.host.freeFrames < this.format.levels) this.#dropAll();
    let page = this.#rootShadow();
    let above = page.above;
    for (const step of found.path.slice(0, -1)) {
      const entry = decodeEntry(step.word);
      above = { writable: above.writable && entry.writable, user: above.user && entry.user };
      const child = this.#shadowFor(entry.frame, step.level - 1, above);
      this.#pages.link(this.#pages.slot(page, indexAt(this.format, access.address, step.level)), child);
      page = child;
    }
    return { slot: this.#pages.slot(page, indexAt(this.format, access.address, 1)) };
  }

  #rootShadow(): ShadowPage {
    this.#rootPage ??= this.#makeRootShadow();
    return this.#rootPage;
  }

  #makeRootShadow(): ShadowPage {
    const isNew = this.#pages.shadowsOf(this.root / 4096).length === 0;
    if (isNew && this.guest.host.freeFrames < this.format.levels) this.#dropAll();
    return this.#shadowFor(this.root / 4096, this.format.levels, { writable: true, user: true });
  }

  /** A shadow of a guest's table. From its first shadow on, the guest's table is traced. */
  #shadowFor(guestFrame: Frame, level: number, above: { writable: boolean; user: boolean }): ShadowPage {
    const isNew = this.#pages.shadowsOf(guestFrame).length === 0;
    if (level > 1 && this.#letGo.has(guestFrame)) this.#sync(guestFrame);
    const page = this.#pages.pageFor(guestFrame, level, above);
    if (isNew && this.policy.tracesTables) this.#protect(guestFrame);
    return page;
  }

  #traced(guestFrame: Frame): boolean {
    const isTable = this.#pages.shadowsOf(guestFrame).length > 0;
    return this.policy.tracesTables && isTable && !this.#letGo.has(guestFrame);
  }

  #mayLetGo(guestFrame: Frame): boolean {
    return this.policy.onTableWrite === "letGo" && this.#pages.shadowsOf(guestFrame).every((page) => page.level === 1);
  }

  #letGoOnWrite(guestFrame: Frame, access: Access): "unsync" | "hiddenFault" {
    if (access.kind !== "write" || !this.#traced(guestFrame)) return "hiddenFault";
    this.#letGo.add(guestFrame);
    return "unsync";
  }

  /** The hypervisor makes the guest's store itself; the shadow entry that depended on the old bytes goes first. */
  #emulateTableWrite(guestFrame: Frame, hostFrame: Frame, access: Access): Translated {
    const offset = offsetOf(access.address);
    this.#dropDependent(guestFrame, offset);
    return { type: "translated", hostPhysical: addressOf(hostFrame, offset) };
  }

  #dropDependent(guestFrame: Frame, offset: number): void {
    const shadows = this.#pages.shadowsOf(guestFrame);
    const index = Math.floor(offset / this.format.entryBytes);
    for (const page of shadows) this.#pages.clear(this.#pages.slot(page, index));
    if (shadows.length > 0) this.tlb?.flush();
  }

  /** Takes tables that were let go back under protection, and drops the entries that no longer follow from them. */
  #syncAll(): void {
    for (const guestFrame of [...this.#letGo]) this.#sync(guestFrame);
  }

  #sync(guestFrame: Frame): void {
    for (const page of this.#pages.shadowsOf(guestFrame)) {
      for (const index of this.#pages.filled(page)) {
        const slot = this.#pages.slot(page, index);
        if (!this.#stillHolds(page, index)) this.#pages.clear(slot);
      }
    }
    this.#letGo.delete(guestFrame);
    this.#protect(guestFrame);
  }

  #stillHolds(page: ShadowPage, index: number): boolean {
    const { entryBytes } = this.format;
    const slot = this.#pages.slot(page, index);
    const entry = decodeEntry(readWord(this.guest, addressOf(page.guestFrame, index * entryBytes), entryBytes));
    if (entry.frame !== this.#pages.guestFrameAt(slot)) return false;
    return stillFollows(this.#pages.read(slot), entry, page.above, {
      writeProtect: this.control.writeProtect,
      carries: this.#carries,
      serves: this.serves,
    });
  }

  #protect(guestFrame: Frame): void {
    this.#pages.protect(guestFrame);
    this.tlb?.flush();
  }

  #frameMoved(guestFrame: Frame): void {
    this.#pages.clearUsers(guestFrame);
    this.tlb?.flush();
  }

  #dropAll(): void {
    this.#pages.dropAll();
    this.#rootPage = undefined;
    this.#letGo.clear();
    this.tlb?.flush();
  }
}

/** Pages of the guest's tables whose A is set; none if the tables lead in a circle or out of the guest's memory. */
function mappedUsed(guest: GuestMemory, format: PageTableFormat, root: number): MappedPage[] {
  try {
    return mappedPages(guest, format, root).filter(({ entry }) => entry.accessed);
  } catch (error) {
    if (error instanceof DomainError) return [];
    throw error;
  }
}
