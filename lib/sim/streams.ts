/**
 * Independent streams of chance by name, from one seed. A model that draws arrivals and service times from streams of their
 * own sees the same arrivals whatever else begins to draw numbers: rivals meet the same demand.
 *
 * ```text
 * seed 7 --+-- "arrivals" --> hash --> a stream
 *          +-- "service"  --> hash --> another
 * ```
 *
 * Left out: a guarantee. Streams start from 32-bit hashes, so that among 10,000 names two are equal once in a hundred seeds.
 * Source: A. Law, "Simulation Modeling and Analysis" (2015), on common random numbers.
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";
import { type Random, seeded } from "./random";

/**
 * Gives a stream for each name; asked twice for one name, it starts that stream anew.
 *
 * @param seed - any whole number
 * @throws {@link DomainError} if the seed is not a whole number
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { sim } from "strata";
 *
 * const [one, other] = [sim.streams(7), sim.streams(7)];
 * other("service").next(); // a new consumer
 * assert.equal(one("arrivals").next(), other("arrivals").next());
 * ```
 */
export function streams(seed: number): (name: string) => Random {
  if (!Number.isInteger(seed)) throw new DomainError("seed", "to be a whole number", seed);
  return (name) => seeded(hash(`${seed}/${name}`));
}

/** FNV-1a over UTF-16 units; {@link seeded} makes far seeds of close ones. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  return state;
}
