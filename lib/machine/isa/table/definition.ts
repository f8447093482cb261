/**
 * One entry of the instruction set: its forms, and what is true of all of them.
 *
 * @packageDocumentation
 */

import type { Semantics } from "./semantics";

/** Bits of EFLAGS that instructions compute with. */
export type Flag = "CF" | "PF" | "AF" | "ZF" | "SF" | "OF" | "DF" | "IF";

/** Who may execute it. */
export type Privilege =
  /** Everybody. */
  | "none"
  /** Ring 0 alone, or #GP. */
  | "ring 0"
  /** Rings up to IOPL, or #GP. */
  | "IOPL"
  /** Rings up to IOPL, or whoever the I/O bitmap lets, or #GP. */
  | "I/O";

/** An entry. */
export interface Definition {
  /** Forms, in the notation of {@link parseForms}. */
  readonly forms: readonly string[];
  /** What it does. */
  readonly semantics: Semantics;
  /** Flags that it sets or clears by its result. */
  readonly writes?: readonly Flag[];
  /** Flags that it leaves undefined. */
  readonly undefines?: readonly Flag[];
  /** Flags on which it depends. */
  readonly reads?: readonly Flag[];
  /** `none` if not given. */
  readonly privilege?: Privilege;
  /** Whether a LOCK prefix is allowed when the destination is memory. */
  readonly lockable?: true;
  /** Which repeat prefixes it takes: `rep` counts, `repe` also looks at ZF. */
  readonly repeats?: "rep" | "repe";
}
