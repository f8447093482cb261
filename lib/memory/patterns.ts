/**
 * Orders in which programs touch pages, as endless seeded sequences of page numbers.
 *
 * ```text
 * sequential     0 1 2 3 4 5 0 1 …        a scan: nothing is used again soon
 * uniform        4 1 5 0 0 3 2 …          any page, all equally likely
 * zipf           0 0 1 0 3 0 1 2 …        page k as often as 1 / (k + 1)^s: few pages get most accesses
 * pointerChase   0 3 1 5 2 4 0 3 …        one round through all pages in an order that nobody can foresee
 * hot            1 0 1 1 5 0 …            nine accesses in ten to the first pages
 * ```
 *
 * @see G. Zipf, "Human behavior and the principle of least effort" (1949); S. Sattolo, "An algorithm to generate a random
 * cyclic permutation" (1986)
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";
import { empirical, type Random } from "../sim";
import type { Page } from "./addresses";

/** The orders by name. */
export type Pattern = "sequential" | "uniform" | "zipf" | "pointerChase" | "hot";

/** What a pattern needs to know. */
export interface PatternOptions {
  /** Pages are 0 to `pages - 1`. */
  readonly pages: number;
  readonly random: Random;
  /** Pages that get nine accesses in ten, for `hot`; all if not given. */
  readonly hotPages?: number;
  /** Exponent of `zipf`; 1 if not given. */
  readonly exponent?: number;
}

/**
 * Page after page, without end.
 *
 * @throws {@link DomainError} if there is no page, or an option is out of range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory, sim } from "strata";
 *
 * const chase = memory.pageSequence("pointerChase", { pages: 6, random: sim.seeded(1) });
 * const round = Array.from({ length: 6 }, () => chase());
 * assert.deepEqual([...round].sort(), [0, 1, 2, 3, 4, 5]);
 * ```
 */
export function pageSequence(pattern: Pattern, options: PatternOptions): () => Page {
  const { pages, random, hotPages = pages, exponent = 1 } = options;
  if (!Number.isInteger(pages) || pages < 1) throw new DomainError("pages", "to be a whole number above 0", pages);
  if (!Number.isInteger(hotPages) || hotPages < 1 || hotPages > pages)
    throw new DomainError("hotPages", `to be a whole number from 1 to ${pages}`, hotPages);
  if (!(exponent >= 0)) throw new DomainError("exponent", "to be 0 or more", exponent);
  switch (pattern) {
    case "sequential":
      return following((page) => (page + 1) % pages);
    case "uniform":
      return () => random.integer(pages);
    case "zipf":
      return zipf(pages, exponent, random);
    case "pointerChase": {
      const next = cycle(pages, random);
      return following((page) => next[page]!);
    }
    case "hot":
      return () => random.integer(random.integer(10) < 9 ? hotPages : pages);
  }
}

function following(next: (page: Page) => Page): () => Page {
  let page = 0;
  return () => {
    const here = page;
    page = next(page);
    return here;
  };
}

/** Page k with a chance in proportion to 1 / (k + 1)^exponent. */
function zipf(pages: number, exponent: number, random: Random): () => Page {
  let sum = 0;
  const sums = Array.from({ length: pages }, (_, page) => (sum += (page + 1) ** -exponent));
  const points = [{ value: 0, share: 0 }, ...sums.map((until, page) => ({ value: page + 1, share: until / sum }))];
  const draw = empirical(points);
  return () => Math.min(pages - 1, Math.floor(draw(random)));
}

/** Sattolo's shuffle: the successor of each page on one round through all of them. */
function cycle(pages: number, random: Random): Page[] {
  const next = Array.from({ length: pages }, (_, page) => page);
  for (let last = pages - 1; last > 0; last--) {
    const other = random.integer(last);
    [next[last], next[other]] = [next[other]!, next[last]!];
  }
  return next;
}
