/**
 * Nested paging: the hardware knows both tables and walks in two dimensions. Every guest-physical address it meets – of
 * each guest table, and of the page at last – must first be walked in the host's table.
 *
 * ```text
 *               guest levels -->
 *         root gL2      gL1      page
 *          |    |        |        |
 * host     h2   h2...             h2           every column: m reads in the host's table,
 * levels   h1   h1                h1           every guest level: then 1 read of the guest's entry
 *          |    |                 |
 *          +-> read gL2 entry, gL1 entry ...   n columns of m+1, and m for the page: (n+1)(m+1) - 1
 * ```
 *
 * The guest may edit its tables as it likes: nothing exits. The host's table is filled when a frame is first touched.
 *
 * @see AMD, Architecture Programmer's Manual, vol. 2, "Nested Paging"; R. Bhargava, B. Serebrin, F. Spadini, S. Manne,
 * "Accelerating two-dimensional page walks for virtualized systems", ASPLOS 2008, section 2. Left out: their walk caches.
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";
import type { Access, NestedFault } from "./access";
import { addressOf, type Frame, type GuestPhysical, type HostPhysical, offsetOf, pageOf } from "./addresses";
import { entryFor } from "./entry";
import { type PageTableFormat, pagesOf } from "./formats";
import type { GuestMemory } from "./guestMemory";
import { hypervisorOwner } from "./host";
import { Mmu, type MmuOptions, type Resolved, type Trail } from "./mmu";
import { leafAddress, mapPage, readWord, writeWord } from "./table";
import { type Tables, tablesIn, walk } from "./walk";

/** What a nested MMU is made of. */
export interface NestedOptions extends MmuOptions {
  /** The shape of the host's tables; as the guest's if not given. */
  readonly hostFormat?: PageTableFormat;
}

/**
 * The MMU of a processor with nested paging.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const guest = new memory.Host({ frames: 16 }).createGuest({ name: "A", frames: 4 });
 * memory.mapPage({ memory: guest, format: memory.x86Format, root: 0, newTable: () => 1 }, 5, memory.entryFor(3));
 * const mmu = new memory.NestedMmu(guest, { format: memory.x86Format });
 * const load = { address: 5 * 4096, kind: "read", mode: "supervisor" } as const;
 * mmu.translate(load); // the first time, the hypervisor still fills the host's table
 * assert.equal(mmu.translate(load).references.length, 8);
 * ```
 */
export class NestedMmu extends Mmu {
  readonly name = "nested";
  readonly #hostFormat: PageTableFormat;
  readonly #hostRoot: HostPhysical;

  /** @throws {@link DomainError} if the host's format cannot reach all frames of the guest, or the host has no frame left */
  constructor(guest: GuestMemory, options: NestedOptions) {
    super(guest, options);
    this.#hostFormat = options.hostFormat ?? options.format;
    const last = guest.frames[guest.frames.length - 1] ?? 0;
    if (last >= pagesOf(this.#hostFormat))
      throw new DomainError("hostFormat", `to reach guest frame ${last}`, this.#hostFormat.name);
    this.#hostRoot = addressOf(guest.host.allocate(hypervisorOwner));
    guest.onChange((frame) => this.#forget(frame));
  }

  // The hardware reads the guest's own tables: nothing else is kept that could go stale.
  protected rootWritten(): void {}
  protected pageInvalidated(): void {}
  protected controlWritten(): void {}

  protected resolve(access: Access, trail: Trail): Resolved {
    for (;;) {
      const found = this.#walkBoth(access, trail);
      if (found.type !== "nestedFault") return found;
      trail.exits.push(this.ledger.exit("nestedFault", found.guestPhysical));
      if (!this.#fill(found.guestPhysical)) return found;
    }
  }

  /** One walk in two dimensions, as the hardware makes it. */
  #walkBoth(access: Access, trail: Trail): Resolved {
    const found = walk(this.#guestTables(trail), this.root, access, this.control);
    if (found.type !== "found") return found;
    const host = this.#walkHost(addressOf(found.frame, offsetOf(access.address)), access.kind, trail);
    return typeof host === "number" ? { ...found, frame: pageOf(host) } : host;
  }

  /** The guest's tables, where each read first finds out where the table is. */
  #guestTables(trail: Trail): Tables {
    const { entryBytes } = this.format;
    const ram = this.guest.host.memory;
    return {
      format: this.format,
      read: (address, level) => {
        const host = this.#walkHost(address, "read", trail);
        if (typeof host !== "number") return host;
        trail.references.push({ table: "guest", level, address });
        return readWord(ram, host, entryBytes);
      },
      write: (address, word) => writeWord(this.guest, address, entryBytes, word),
    };
  }

  #walkHost(guestPhysical: GuestPhysical, kind: Access["kind"], trail: Trail): HostPhysical | NestedFault {
    if (pageOf(guestPhysical) >= pagesOf(this.#hostFormat)) return { type: "nestedFault", guestPhysical };
    const tables = tablesIn(this.guest.host.memory, this.#hostFormat, (level, address) => {
      trail.references.push({ table: "host", level, address });
    });
    const access = { address: guestPhysical, kind, mode: "user" } as const;
    const found = walk(tables, this.#hostRoot, access, { writeProtect: true });
    return found.type === "found"
      ? addressOf(found.frame, offsetOf(guestPhysical))
      : { type: "nestedFault", guestPhysical };
  }

  /** The hypervisor's answer to a nested fault; false if the guest has no such frame. */
  #fill(guestPhysical: GuestPhysical): boolean {
    const frame = this.guest.hostFrameOf(pageOf(guestPhysical));
    if (frame === undefined || pageOf(guestPhysical) >= pagesOf(this.#hostFormat)) return false;
    const { host } = this.guest;
    const newTable = () => host.allocate(hypervisorOwner);
    const tables = { memory: host.memory, format: this.#hostFormat, root: this.#hostRoot, newTable };
    mapPage(tables, pageOf(guestPhysical), entryFor(frame, { writable: true, user: true }));
    return true;
  }

  /** The hypervisor moved or took a frame: the old translation goes. */
  #forget(guestFrame: Frame): void {
    if (guestFrame >= pagesOf(this.#hostFormat)) return;
    const leaf = leafAddress(this.guest.host.memory, this.#hostFormat, this.#hostRoot, addressOf(guestFrame));
    if (leaf !== undefined) writeWord(this.guest.host.memory, leaf, this.#hostFormat.entryBytes, 0);
    this.tlb?.flush();
  }
}
