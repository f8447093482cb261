/**
 * A map of a host's memory over time: which VM held which frames when, and who was refused.
 *
 * ```text
 * frame |      +---------+
 *     8 |      |  VM 1   |  +------
 *     4 |  +---+----+----+  | VM 3
 *       |  |  VM 0  |       |
 *     0 +--+--------+-------+------  hours
 * ```
 *
 * @packageDocumentation
 */
import type { FrameAllocator, Refused, Run } from "../allocation/contiguousAllocator";
import { replay } from "../allocation/replay";
import type { VmEvent } from "../allocation/traffic";

/** Neighbouring frames that one VM held for a while: a rectangle in time and address. */
export interface MemoryBlock extends Run {
  /** The VM's number. */
  readonly vm: number;
  /** From when to when, in hours. */
  readonly hours: readonly [number, number];
}

/** A map of the memory over time. */
export interface MemoryMap {
  /** The allocator's name. */
  readonly allocator: string;
  /** Frames of the host. */
  readonly frames: number;
  /** Where the map ends, in hours. */
  readonly untilHours: number;
  /** What was held, in order of arrival. */
  readonly blocks: readonly MemoryBlock[];
  /** VMs that were refused, in order of arrival; `frames` is what each wanted. */
  readonly refusals: readonly (Refused & { readonly hours: number; readonly frames: number })[];
}

/**
 * VMs that come and go, as a map of the memory, from the start to `untilHours`.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const events = memory.vmTraffic({ seed: 1, vms: 3, meanGapHours: 1, meanLifetimeHours: 9999, frames: [2, 2] });
 * const { blocks } = memory.memoryMap(memory.firstFit(8), events, 20);
 * assert.deepEqual(blocks.map(({ vm, first, frames }) => [vm, first, frames]), [[0, 0, 2], [1, 2, 2], [2, 4, 2]]);
 * ```
 */
export function memoryMap(allocator: FrameAllocator, events: readonly VmEvent[], untilHours: number): MemoryMap {
  const leaves = new Map(events.filter(({ type }) => type === "leave").map(({ vm, hours }) => [vm, hours]));
  const blocks: MemoryBlock[] = [];
  const refusals: MemoryMap["refusals"][number][] = [];
  for (const { event, result } of replay(allocator, events)) {
    if (result === undefined || event.hours > untilHours) continue;
    if (result.type === "refused") refusals.push({ ...result, hours: event.hours, frames: event.frames });
    else {
      const hours = [event.hours, Math.min(leaves.get(event.vm) ?? untilHours, untilHours)] as const;
      blocks.push(...result.extents.map(({ first, frames }) => ({ vm: event.vm, first, frames, hours })));
    }
  }
  return { allocator: allocator.name, frames: allocator.frames, untilHours, blocks, refusals };
}
