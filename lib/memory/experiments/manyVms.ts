/**
 * Many VMs on one host, each with a page table of its own: where their pages really are.
 *
 * ```text
 * VM A   page --A's table--> guest frame --hypervisor--+
 * VM B   page --B's table--> guest frame --hypervisor--+--> host frame, one owner each
 * VM C   page --C's table--> guest frame --hypervisor--+
 * ```
 *
 * Each VM has the lecture's table of 8 pages, filled at random, in its own guest frame 0. It may name guest frames that it does
 * not have. All VMs use the same numbers for pages and guest frames, and none of them meets another.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { streams } from "../../sim";
import type { Frame } from "../addresses";
import { compose, type MappingRow, writeSlideTable } from "../compose";
import { slideFormat } from "../formats";
import type { GuestMemory } from "../guestMemory";
import { Host } from "../host";

/** One VM's pages, and where they are. */
export interface VmMapping {
  /** Its name: A, B, C and so on. */
  readonly vm: string;
  /** Its memory. */
  readonly guest: GuestMemory;
  /** Its eight pages. */
  readonly rows: readonly MappingRow[];
}

/** What to start. */
export interface ManyVmsOptions {
  /** Frames of the host. */
  readonly hostFrames: number;
  /** VMs to start, 1 to 26. */
  readonly vms: number;
  /** Frames of each VM, 1 to 8. */
  readonly framesEach: number;
  /** The seed; 1 if not given. */
  readonly seed?: number;
}

/**
 * Starts VMs with random page tables on one host, whose frames are handed out in random order.
 *
 * @throws {@link DomainError} if a number is out of range, or the host has too few frames
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const vms = memory.startVms({ hostFrames: 24, vms: 3, framesEach: 6 });
 * assert.deepEqual(memory.framesReachedByTwo(vms), []);
 * ```
 */
export function startVms({ hostFrames, vms, framesEach, seed = 1 }: ManyVmsOptions): VmMapping[] {
  if (!Number.isInteger(vms) || vms < 1 || vms > 26) throw new DomainError("vms", "to be between 1 and 26", vms);
  if (!Number.isInteger(framesEach) || framesEach < 1 || framesEach > 8) {
    throw new DomainError("framesEach", "to be between 1 and 8", framesEach);
  }
  const stream = streams(seed);
  const host = new Host({ frames: hostFrames, random: stream("host") });
  return Array.from({ length: vms }, (_, at) => {
    const vm = String.fromCharCode(65 + at);
    const guest = host.createGuest({ name: vm, frames: framesEach });
    const random = stream(vm);
    const table = Array.from({ length: 8 }, () =>
      random.integer(3) === 0 ? undefined : random.integer(framesEach + 1),
    );
    writeSlideTable(guest, 0, table);
    return { vm, guest, rows: compose(guest, slideFormat, 0, 8) };
  });
}

/** Host frames that pages of two different VMs lead to, in ascending order: none, if the VMs are isolated. */
export function framesReachedByTwo(mappings: readonly Pick<VmMapping, "vm" | "rows">[]): Frame[] {
  const reachedBy = new Map<Frame, Set<string>>();
  for (const { vm, rows } of mappings) {
    for (const { hostFrame } of rows) {
      if (hostFrame !== undefined) reachedBy.set(hostFrame, (reachedBy.get(hostFrame) ?? new Set()).add(vm));
    }
  }
  return [...reachedBy]
    .filter(([, vms]) => vms.size > 1)
    .map(([frame]) => frame)
    .sort((one, other) => one - other);
}
