/**
 * What counts cost, in cycles. The counts come from running; the prices from a table that the caller may replace.
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";
import { type Counts, type ExitReason, exitReasons } from "./exits";

/** Prices in cycles. */
export interface Costs {
  /** Where the prices are from. */
  readonly name: string;
  /** One page-table entry read by the hardware. */
  readonly reference: number;
  /** The guest's own handling of a page fault, on a machine of its own. */
  readonly pageFault: number;
  /** One exit, with what the hypervisor does about it. */
  readonly exits: Readonly<Record<ExitReason, number>>;
}

/** Cycles that an exit and re-entry took on the processor that {@link costs2006} was measured on. */
const prescottRoundTrip = 3963;

/**
 * The first processors with hardware assist, in cycles (a 2005 Pentium 4, 3.8 GHz).
 *
 * | price | cycles | from |
 * |---|---|---|
 * | pageFault | 1,093 | measured, native `pgfault` |
 * | exits.pageFault, hiddenFault, nestedFault | 10,149 | measured, `pgfault`: 11,242 under the hypervisor less 1,093 |
 * | exits.tableWrite, unsync | 12,732 | measured, `ptemod`: 12,733 under the hypervisor less 1 |
 * | exits.invalidate, rootSwitch | 3,963 | one bare round trip; recalled, not seen in print |
 * | reference | 20 | assumed: about one hit in the second-level cache |
 *
 * @see Adams and Agesen, ASPLOS 2006, nanobenchmarks (quoted second-hand); Agesen, Mattson, Rugina, Sheldon, "Software
 * techniques for avoiding hardware virtualization exits", USENIX ATC 2012, table 1 (round trip; recalled)
 */
export const costs2006: Costs = {
  name: "Pentium 4, 2005",
  reference: 20,
  pageFault: 1093,
  exits: {
    hiddenFault: 11_242 - 1093,
    pageFault: 11_242 - 1093,
    nestedFault: 11_242 - 1093,
    tableWrite: 12_733 - 1,
    unsync: 12_733 - 1,
    invalidate: prescottRoundTrip,
    rootSwitch: prescottRoundTrip,
  },
};

/**
 * The same prices on a processor whose exits have become cheaper; all exits are assumed to shrink alike. Recalled round
 * trips: 3,963 cycles in 2005, 1,009 in 2009 (Nehalem), 784 in 2011 (Sandy Bridge).
 *
 * @throws {@link DomainError} if the round trip is not above 0
 */
export function costsFor(roundTripCycles: number, name = `exits of ${roundTripCycles} cycles`): Costs {
  if (!(roundTripCycles > 0)) throw new DomainError("roundTripCycles", "to be above 0", roundTripCycles);
  const scale = roundTripCycles / prescottRoundTrip;
  const exits = Object.fromEntries(exitReasons.map((reason) => [reason, costs2006.exits[reason] * scale]));
  return { ...costs2006, name, exits: exits as Record<ExitReason, number> };
}

/** Prices of 2011, when both kinds of paging were in use: a round trip of 784 cycles (recalled). */
export const costs2011: Costs = costsFor(784, "Sandy Bridge, 2011");

/** Cycles, split as figures show them. */
export interface Cycles {
  /** Reading page-table entries. */
  readonly walks: number;
  /** Exits to the hypervisor. */
  readonly exits: number;
  /** The guest's own page faults. */
  readonly faults: number;
}

/**
 * What translation cost in a run.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const counts = { ...memory.noCounts(), references: 8 };
 * assert.deepEqual(memory.cyclesOf(counts, memory.costs2006), { walks: 160, exits: 0, faults: 0 });
 * ```
 */
export function cyclesOf(counts: Counts, costs: Costs): Cycles {
  return {
    walks: counts.references * costs.reference,
    exits: exitReasons.reduce((sum, reason) => sum + counts.exits[reason] * costs.exits[reason], 0),
    faults: counts.pageFaults * costs.pageFault,
  };
}
