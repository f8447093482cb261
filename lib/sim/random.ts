/**
 * Seeded chance. Every model that needs chance takes a {@link Random}; none calls `Math.random`, so that the same seed
 * gives the same run on every machine.
 *
 * @packageDocumentation
 */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { DomainError } from "../errors";

/** A stream of chance that only its seed decides. */
export interface Random {
  /** A number in [0, 1), with 31 bits of detail. */
  next(): number;
  /** A whole number in [0, below), every one equally likely. */
  integer(below: number): number;
  /** One item of a list that is not empty. */
  pick<T>(items: readonly T[]): T;
}

/**
 * Starts a stream of chance.
 *
 * @param seed - any whole number; equal seeds give equal streams
 * @throws {@link DomainError} if the seed is not a whole number
 *
 * @see S. Vigna and D. Blackman, "Scrambled linear pseudorandom number generators" (2021): xoroshiro128+, as pure-rand has it
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { sim } from "strata";
 *
 * const [one, other] = [sim.seeded(7), sim.seeded(7)];
 * assert.equal(one.integer(1000), other.integer(1000));
 * ```
 */
export function seeded(seed: number): Random {
  if (!Number.isInteger(seed)) throw new DomainError("seed", "to be a whole number", seed);
  const generator = xoroshiro128plus(mixed(seed));
  const integer = (below: number) => {
    if (!Number.isInteger(below) || below < 1) throw new DomainError("below", "to be a whole number above 0", below);
    return uniformInt(generator, 0, below - 1);
  };
  return {
    next: () => uniformInt(generator, 0, 0x7fffffff) / 0x80000000,
    integer,
    pick: (items) => items[integer(items.length)]!,
  };
}

/** Close numbers become far ones (an increment and the finalizer of MurmurHash3): the generator takes a seed's bits as they are. */
function mixed(bits: number): number {
  let state = (bits + 0x9e3779b9) | 0;
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return state ^ (state >>> 16);
}
