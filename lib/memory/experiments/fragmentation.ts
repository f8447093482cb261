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
import type { FrameAllocator } from "../allocation/contiguousAllocator";
import { replay } from "../allocation/replay";
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
