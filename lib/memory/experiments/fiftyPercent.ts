/**
 * Knuth's 50-percent rule: how many holes there are in the long run, from how many blocks.
 *
 * ```text
 * |  block  |  hole  |  block  |  block  |  hole  |  block  |        two holes, four blocks
 * ```
 *
 * @packageDocumentation
 */
import type { FrameAllocator } from "../allocation/contiguousAllocator";
import { replay } from "../allocation/replay";
import type { VmEvent } from "../allocation/traffic";

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
