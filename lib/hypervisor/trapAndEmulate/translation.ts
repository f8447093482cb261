/**
 * What the real processor's CR3 points to while a guest runs: a shadow of the guest's page tables, or, before the guest switched paging on, a table in which
 * guest-physical addresses are the linear ones.
 *
 * ```text
 *   guest's CR0.PG   CR3 of the processor
 *   0                identity: linear = guest-physical ──► host-physical
 *   1                shadow:   linear ──► guest-physical ──► host-physical
 *   1, kernel in 3   two shadows: one for the guest's kernel, where every page has U; one for its programs
 * ```
 *
 * @packageDocumentation
 */
import { cr0Bits, cr4Bits, type Processor } from "../../machine";
import {
  type Access,
  addressOf,
  entryFor,
  type GuestMemory,
  hypervisorOwner,
  mapPage,
  type Outcome,
  ShadowMmu,
  x86Format,
} from "../../memory";

const LARGE_AND_PRESENT = 0x81;

/** The tables of one guest. */
export class Translation {
  /** For the guest's programs, and for its kernel if that is in ring 1. */
  readonly shadow: ShadowMmu;
  /** For a kernel in ring 3. */
  readonly kernelShadow: ShadowMmu | undefined;
  readonly #identity: number;
  #isPaging = false;

  constructor(guest: GuestMemory, kernelRing: 1 | 3) {
    this.shadow = new ShadowMmu(guest, { format: x86Format });
    this.kernelShadow = kernelRing === 3 ? new ShadowMmu(guest, { format: x86Format, serves: "kernel" }) : undefined;
    this.#identity = identityTable(guest);
  }

  /** The shadows that there are. */
  get shadows(): readonly ShadowMmu[] {
    return this.kernelShadow === undefined ? [this.shadow] : [this.shadow, this.kernelShadow];
  }

  /** What CR3 holds while code of this ring of the guest runs. */
  rootFor(guestRing: number): number {
    return this.#isPaging ? this.#shadowFor(guestRing).hardwareRoot : this.#identity;
  }

  /** The guest wrote a control register that speaks of paging, or the same value once more. */
  controlWritten(guest: Processor): void {
    this.#isPaging = (guest.cr0 & cr0Bits.PG) !== 0;
    if (!this.#isPaging) return;
    const writeProtect = (guest.cr0 & cr0Bits.WP) !== 0;
    for (const shadow of this.shadows) {
      if (shadow.control.writeProtect !== writeProtect) shadow.setWriteProtect(writeProtect);
      shadow.writeRoot((guest.cr3 & ~0xfff) >>> 0);
    }
  }

  /** Whether the guest's directory has pages of 4 MiB, for which there is no shadow. */
  hasLargePages({ ram, cr0, cr3, cr4 }: Processor): boolean {
    if ((cr0 & cr0Bits.PG) === 0 || (cr4 & cr4Bits.PSE) === 0) return false;
    const directory = (cr3 & ~0xfff) >>> 0;
    for (let at = directory; at < directory + 4096 && ram.has(at); at += 4)
      if ((ram.read32(at) & LARGE_AND_PRESENT) === LARGE_AND_PRESENT) return true;
    return false;
  }

  /** The guest executed INVLPG. */
  invalidate(linear: number): void {
    for (const shadow of this.shadows) shadow.invalidate(linear >>> 0);
  }

  /** The hypervisor stored to the guest's memory. Returns whether a page table is there. */
  stored(guestPhysical: number, bytes: number): boolean {
    const ends = [guestPhysical, guestPhysical + bytes - 1];
    return this.shadows.map((shadow) => ends.map((end) => shadow.stored(end)).includes(true)).includes(true);
  }

  /** What a page fault of the processor was about. `undefined` without paging: there is no such memory. */
  resolve(access: Access, guestRing: number): Outcome | undefined {
    return this.#isPaging ? this.#shadowFor(guestRing).translate(access) : undefined;
  }

  #shadowFor(guestRing: number): ShadowMmu {
    return guestRing < 3 ? (this.kernelShadow ?? this.shadow) : this.shadow;
  }
}

/** A directory, and as many tables as the guest's memory takes. */
function identityTable(guest: GuestMemory): number {
  const { host } = guest;
  const newTable = () => host.allocate(hypervisorOwner);
  const root = addressOf(newTable());
  const tables = { memory: host.memory, format: x86Format, root, newTable };
  for (const frame of guest.frames)
    mapPage(tables, frame, entryFor(guest.hostFrameOf(frame)!, { writable: true, user: true }));
  return root;
}
