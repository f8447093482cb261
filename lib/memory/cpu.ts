/**
 * A processor as far as memory is concerned: loads, stores, and the three instructions that change translation. Bytes
 * move in the host's memory, wherever the MMU says; so a wrong translation reads a wrong byte.
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";
import type { Access, NestedFault, Outcome, PageFault, Translated } from "./access";
import type { GuestPhysical, GuestVirtual } from "./addresses";
import type { Mmu } from "./mmu";

/** A load or a store that went through, with what it took. `value` is what was loaded or stored. */
export type Completed = Outcome & Translated & { readonly value: number };
/** What becomes of a load or a store. */
export type MemoryResult = Completed | (Outcome & (PageFault | NestedFault));

/**
 * The processor of one guest.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const guest = new memory.Host({ frames: 16 }).createGuest({ name: "A", map: [[0, 5], [6, 4]] });
 * memory.writeSlideTable(guest, 0, [undefined, 6]);
 * const cpu = new memory.GuestCpu(new memory.ShadowMmu(guest, { format: memory.slideFormat }));
 * cpu.store8(4096 + 3, 42);
 * assert.equal(guest.host.memory.read8(4 * 4096 + 3), 42);
 * assert.equal(cpu.load8(2 * 4096).type, "pageFault");
 * ```
 */
export class GuestCpu {
  constructor(
    /** What translates for this processor. */
    readonly mmu: Mmu,
  ) {}

  /** Loads a byte. */
  load8(address: GuestVirtual, mode: Access["mode"] = "user"): MemoryResult {
    return this.#move({ address, kind: "read", mode }, (at) => this.#ram.read8(at));
  }

  /** Loads a word. @throws {@link DomainError} if the address is not a multiple of 4 */
  load32(address: GuestVirtual, mode: Access["mode"] = "user"): MemoryResult {
    return this.#move({ address: aligned(address), kind: "read", mode }, (at) => this.#ram.read32(at));
  }

  /** Stores a byte. */
  store8(address: GuestVirtual, value: number, mode: Access["mode"] = "user"): MemoryResult {
    return this.#move({ address, kind: "write", mode }, (at) => {
      this.#ram.write8(at, value);
      return value;
    });
  }

  /** Stores a word. @throws {@link DomainError} if the address is not a multiple of 4 */
  store32(address: GuestVirtual, value: number, mode: Access["mode"] = "user"): MemoryResult {
    return this.#move({ address: aligned(address), kind: "write", mode }, (at) => {
      this.#ram.write32(at, value);
      return value;
    });
  }

  /** MOV CR3. */
  writeRoot(root: GuestPhysical): void {
    this.mmu.writeRoot(root);
  }

  /** INVLPG. */
  invalidate(address: GuestVirtual): void {
    this.mmu.invalidate(address);
  }

  get #ram() {
    return this.mmu.guest.host.memory;
  }

  #move(access: Access, move: (hostPhysical: number) => number): MemoryResult {
    const outcome = this.mmu.translate(access);
    if (outcome.type !== "translated") return outcome;
    const { type, hostPhysical, references, exits } = outcome;
    return { type, hostPhysical, references, exits, value: move(hostPhysical) };
  }
}

function aligned(address: GuestVirtual): GuestVirtual {
  if (address % 4 !== 0) throw new DomainError("address", "to be a multiple of 4", address);
  return address;
}

/** The letter that a load came to, or the name of the fault; for reading. */
export function letterOf(result: MemoryResult): string {
  return result.type === "translated" ? String.fromCharCode(result.value) : result.type;
}
