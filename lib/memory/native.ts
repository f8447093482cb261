/**
 * No hypervisor: the processor walks the guest's own tables, and the guest's frames cost nothing to find. This machine
 * does not exist once guests share a host; it is the yardstick for the two that do.
 *
 * ```text
 * page --guest's table--> guest frame  (= host frame, for free)          n references in n levels
 * ```
 *
 * @packageDocumentation
 */
import type { Access } from "./access";
import type { GuestMemory } from "./guestMemory";
import { Mmu, type MmuOptions, type Resolved, type Trail } from "./mmu";
import { tablesIn, walk } from "./walk";

/**
 * The MMU of a machine that the guest has to itself.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const guest = new memory.Host({ frames: 8 }).createGuest({ name: "A", map: [[0, 5], [6, 4]] });
 * memory.writeSlideTable(guest, 0, [undefined, 6]);
 * const mmu = new memory.NativeMmu(guest, { format: memory.slideFormat });
 * const outcome = mmu.translate({ address: 4096 + 7, kind: "read", mode: "user" });
 * assert(outcome.type === "translated");
 * assert.equal(outcome.hostPhysical, 4 * 4096 + 7);
 * assert.equal(outcome.references.length, 1);
 * ```
 */
export class NativeMmu extends Mmu {
  readonly name = "native";

  constructor(guest: GuestMemory, options: MmuOptions) {
    super(guest, options);
    guest.onChange(() => this.tlb?.flush());
  }

  // The hardware reads the guest's own tables: nothing else is kept that could go stale.
  protected rootWritten(): void {}
  protected pageInvalidated(): void {}
  protected controlWritten(): void {}

  protected resolve(access: Access, trail: Trail): Resolved {
    const tables = tablesIn(this.guest, this.format, (level, address) => {
      trail.references.push({ table: "guest", level, address });
    });
    const found = walk(tables, this.root, access, this.control);
    if (found.type !== "found") return found;
    const frame = this.guest.hostFrameOf(found.frame);
    if (frame === undefined)
      return { type: "nestedFault", guestPhysical: found.frame * 4096 + (access.address % 4096) };
    return { ...found, frame };
  }
}
