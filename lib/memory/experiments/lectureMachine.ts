/**
 * The machine of the lecture's shadow example, ready to run.
 *
 * ```text
 * page 0 -> guest frame 2 -> host frame 2    full of "A"
 * page 1 -> guest frame 6 -> host frame 4    full of "B"
 * page 2 -> nothing
 * page 7 -> guest frame 0 -> host frame 5    the guest's page table itself, for the guest's kernel alone
 * ```
 *
 * @packageDocumentation
 */
import { addressOf, pageBytes } from "../addresses";
import { lectureShadow, writeSlideTable } from "../compose";
import { GuestCpu } from "../cpu";
import { encodeEntry, entryFor } from "../entry";
import { slideFormat } from "../formats";
import type { GuestMemory } from "../guestMemory";
import { Host } from "../host";
import { ShadowMmu, type ShadowOptions } from "../shadow/shadow";

/** A guest with its processor and its shadow. */
export interface LectureMachine {
  /** The guest's memory. */
  readonly guest: GuestMemory;
  /** What the guest's programs run on. */
  readonly cpu: GuestCpu;
  /** What translates for it. */
  readonly mmu: ShadowMmu;
}

/** Where the guest's kernel finds the entry of page 1 in its own address space: page 7, second word. */
export const entryOfPage1 = addressOf(7, 4);

/**
 * Starts the lecture's guest.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const { cpu } = memory.lectureMachine();
 * assert.equal(memory.letterOf(cpu.load8(memory.addressOf(1))), "B");
 * ```
 */
export function lectureMachine(options: Partial<ShadowOptions> = {}): LectureMachine {
  const guest = new Host({ frames: 12 }).createGuest({ name: "A", map: [[0, 5], ...lectureShadow.host] });
  writeSlideTable(guest, 0, lectureShadow.guest);
  guest.write32(4 * 7, encodeEntry(entryFor(0, { writable: true })));
  for (const [frame, letter] of [
    [2, 0x41],
    [6, 0x42],
  ] as const) {
    for (let offset = 0; offset < pageBytes; offset++) guest.write8(addressOf(frame, offset), letter);
  }
  const mmu = new ShadowMmu(guest, { format: slideFormat, ...options });
  return { guest, cpu: new GuestCpu(mmu), mmu };
}
