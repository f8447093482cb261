/**
 * What becomes of a host's memory as VMs come and go, under one allocator.
 *
 * ```text
 * external fragmentation   1 - largest hole / free      0: all that is free is in one place
 * internal fragmentation   held but not used / held     buddy rounds sizes up
 * refused: full            fewer frames free than asked for
 * refused: fragmented      enough free, but not in one place
 * ```
 *
 * A refused VM goes away. Its frames stay free, so that rivals soon differ in who runs.
 *
 * @packageDocumentation
 */
import type { FrameAllocator, Refused, Run } from "../allocation/contiguousAllocator";
import type { VmEvent } from "../allocation/traffic";

/** The memory right after one arrival. */
export interface FragmentationRow {
  /** The allocator's name. */
  readonly allocator: string;
  /** Hours from the start. */
  readonly hours: number;
  /** VMs that run. */
  readonly vms: number;
  /** Pieces that are free. */
  readonly holes: number;
  /** Free frames as a share of all, 0 to 1. */
  readonly freeShare: number;
  /** 1 - largest hole / free frames, 0 to 1; 0 if nothing is free. */
  readonly external: number;
  /** Frames that are held but not used, as a share of those held, 0 to 1. */
  readonly internal: number;
  /** VMs that arrived so far. */
  readonly arrived: number;
  /** VMs refused so far because fewer frames were free than asked for. */
  readonly refusedFull: number;
  /** VMs refused so far although enough was free. */
  readonly refusedFragmented: number;
}

/**
 * Runs VMs through an empty allocator; one row per `every` arrivals (1 if not given).
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const events = memory.vmTraffic({ seed: 1, vms: 500, meanGapHours: 1, meanLifetimeHours: 12, frames: [1, 16] });
 * const refused = (allocator: memory.FrameAllocator) =>
 *   memory.measureFragmentation(allocator, events).at(-1)!.refusedFragmented;
 * assert(refused(memory.firstFit(128)) > 0);
 * assert.equal(refused(memory.pagedAllocator(128)), 0);
 * ```
 */
export function measureFragmentation(
  allocator: FrameAllocator,
  events: readonly VmEvent[],
  every = 1,
): FragmentationRow[] {
  const rows: FragmentationRow[] = [];
  const refused = { full: 0, fragmented: 0 };
  let arrived = 0;
  for (const { event, result } of replay(allocator, events)) {
    if (event.type === "leave") continue;
    arrived++;
    if (result?.type === "refused") refused[result.reason]++;
    if (arrived % every !== 0) continue;
    const { full: refusedFull, fragmented: refusedFragmented } = refused;
    rows.push({ hours: event.hours, ...stateOf(allocator), arrived, refusedFull, refusedFragmented });
  }
  return rows;
}

function stateOf(allocator: FrameAllocator) {
  const holes = allocator.holes();
  const extents = allocator.extents();
  const largest = holes.reduce((most, { frames }) => Math.max(most, frames), 0);
  const held = allocator.frames - allocator.freeFrames;
  const used = extents.reduce((sum, extent) => sum + extent.used, 0);
  return {
    allocator: allocator.name,
    vms: new Set(extents.map(({ owner }) => owner)).size,
    holes: holes.length,
    freeShare: allocator.freeFrames / allocator.frames,
    external: allocator.freeFrames === 0 ? 0 : 1 - largest / allocator.freeFrames,
    internal: held === 0 ? 0 : 1 - used / held,
  };
}

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
 * The same run as a map of the memory, from the start to `untilHours`.
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

/** Knuth's 50-percent rule, measured. */
export interface FiftyPercentRow {
  /** The allocator's name. */
  readonly allocator: string;
  /** Blocks that are held, on average. */
  readonly blocks: number;
  /** Holes, on average. */
  readonly holes: number;
  /** Placements that filled a hole exactly, as a share of all. */
  readonly exactShare: number;
  /** Holes that the rule expects: half of (1 - exactShare) * blocks. */
  readonly expectedHoles: number;
}

/**
 * Counts blocks and holes at each arrival after the first half, and what the rule expects.
 *
 * The rule: in equilibrium, if blocks are freed in no order that depends on their neighbours (exponential lifetimes), there
 * are half as many holes as blocks, less those that are filled exactly. It holds for first, best, worst and next fit alike.
 * It does not speak of buddies, nor of pages.
 *
 * @see D. Knuth, "The Art of Computer Programming", vol. 1, section 2.5, "Dynamic Storage Allocation", theorem A
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const events = memory.vmTraffic({ seed: 1, vms: 5000, meanGapHours: 1, meanLifetimeHours: 100, frames: [1, 999] });
 * const { holes, expectedHoles } = memory.fiftyPercentRule(memory.firstFit(100_000), events);
 * assert(Math.abs(holes / expectedHoles - 1) < 0.1);
 * ```
 */
export function fiftyPercentRule(allocator: FrameAllocator, events: readonly VmEvent[]): FiftyPercentRow {
  const sum = { samples: 0, blocks: 0, holes: 0, placed: 0, exact: 0 };
  let [blocks, arrived, holesBefore] = [0, 0, 1];
  for (const { event, result } of replay(allocator, events)) {
    const holes = allocator.holes().length;
    if (event.type === "leave") blocks--;
    else arrived++;
    if (result?.type === "placed") blocks++;
    if (event.type === "arrive" && arrived > events.length / 4) {
      sum.samples++;
      sum.blocks += blocks;
      sum.holes += holes;
      sum.placed += Number(result?.type === "placed");
      sum.exact += Number(result?.type === "placed" && holes < holesBefore);
    }
    holesBefore = holes;
  }
  const mean = { blocks: sum.blocks / sum.samples, holes: sum.holes / sum.samples };
  const exactShare = sum.exact / Math.max(1, sum.placed);
  return { allocator: allocator.name, ...mean, exactShare, expectedHoles: ((1 - exactShare) * mean.blocks) / 2 };
}

/** Lets every VM that was placed arrive and leave; those that were refused do not leave. */
function* replay(allocator: FrameAllocator, events: readonly VmEvent[]) {
  const runs = new Set<number>();
  for (const event of events) {
    if (event.type === "arrive") {
      const result = allocator.allocate(String(event.vm), event.frames);
      if (result.type === "placed") runs.add(event.vm);
      yield { event, result };
    } else if (runs.delete(event.vm)) {
      allocator.free(String(event.vm));
      yield { event, result: undefined };
    }
  }
}
