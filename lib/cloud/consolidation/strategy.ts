/**
 * Consolidation: fewer servers on, each busier. Strategies decide now and then which host gets which VM; between their decisions VMs stay.
 *
 * ```text
 *  before   [#...] [#...] [##..] [#...]        4 on, mostly idle
 *                  migrate
 *  after    [####] [#...]   off    off         2 on
 * ```
 *
 * @packageDocumentation
 */
import type { Resources } from "../placement";

/** What a strategy knows when it decides. */
export interface ConsolidationState {
  /** Host of each VM so far; `undefined` before the first decision. */
  readonly hostOf: Int32Array | undefined;
  /** What each VM has reserved: cores and GiB of memory. */
  readonly reserved: readonly Resources[];
  /** What each VM is expected to use until the next decision: cores and GiB; `undefined` before the first reading. */
  readonly expected: readonly Resources[] | undefined;
  /** Capacity of each host: cores and GiB. */
  readonly hosts: readonly Resources[];
}

/** A way to consolidate. */
export interface ConsolidationStrategy {
  /** What figures call it. */
  readonly name: string;
  /** The host of each VM from now on; -1 refuses it. */
  decide(state: ConsolidationState): Int32Array;
}
