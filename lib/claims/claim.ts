/**
 * One number that the lecture states, held against what a model computes.
 *
 * ```text
 * the slide says 3.4 million ----\
 *                                 >--- within tolerance? ---> holds, or by how much not
 * a model computes 3,400,000 ----/
 * ```
 *
 * @packageDocumentation
 */

/** What the lecture states and what a model computes, before they are compared. */
export interface Statement {
  /** Stable, unique: `row of the map/what`, such as `C11/year-of-c5.18xlarge`. */
  readonly id: string;
  /** The sentence of the slide, in its own words or nearly so. */
  readonly statement: string;
  /** Where the number comes from: the slide's title, and who measured it if the slide says so. */
  readonly source: string;
  /** Year or day that the number speaks of, as ISO 8601, such as `2018` or `2016-11-29`. */
  readonly date: string;
  /** The number, or the words, of the slide. */
  readonly stated: number | string;
  /** What the model gives. `undefined` where nothing can compute it: then `note` says why. */
  readonly computed: number | string | undefined;
  /** How far apart they may be: a share of the stated value (0.01 is 1%). 0 for words and for exact numbers. */
  readonly tolerance: number;
  /** Unit of both numbers. */
  readonly unit?: string;
  /** What a reader should know: the condition under which it holds, or why it does not. */
  readonly note?: string;
}

/** A statement with its verdict. */
export interface Claim extends Statement {
  /** Whether stated and computed agree within the tolerance; `undefined` where nothing computes it. */
  readonly holds: boolean | undefined;
  /** How far the computed value is from the stated one, as a share of it: +0.05 is 5% more. Numbers only. */
  readonly difference?: number;
}

/**
 * Compares the two sides of a statement.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { claims } from "strata";
 *
 * const rounded = { id: "C11/year", statement: "24x365", source: "slide", date: "2018", tolerance: 0 };
 * assert.equal(claims.judge({ ...rounded, stated: 8760, computed: 24 * 365 }).holds, true);
 * ```
 */
export function judge(statement: Statement): Claim {
  const { stated, computed, tolerance } = statement;
  if (computed === undefined) return { ...statement, holds: undefined };
  if (typeof stated === "string" || typeof computed === "string") return { ...statement, holds: stated === computed };
  const difference = stated === 0 ? computed : computed / stated - 1;
  // Half a unit in the twelfth digit is the arithmetic's, not the lecture's.
  return { ...statement, holds: Math.abs(difference) <= tolerance + 5e-13, difference };
}

/** A number that others follow from, or that no model here could find; `note` says which. */
export function given(statement: Omit<Statement, "computed" | "tolerance">): Statement {
  return { ...statement, computed: undefined, tolerance: 0 };
}
