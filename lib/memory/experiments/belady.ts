/**
 * Bélády's anomaly, found by search: a list of pages that misses more often with one place more.
 *
 * ```text
 * 3 places    misses 9          draw lists at random until one misses more with 4 places than with 3,
 * 4 places    misses 10         then leave out pages as long as it still does
 * ```
 *
 * @see L. Bélády, R. Nelson, G. Shedler, "An anomaly in space-time characteristics of certain programs running in a paging
 * machine", CACM 12(6), 1969
 *
 * @packageDocumentation
 */
import { seeded } from "../../sim";
import type { Page } from "../addresses";
import type { Replacement } from "../replacement/replacement";
import { Tlb } from "../tlb";
import { anyTranslation, missesOf } from "./hitRate";

/** A list of pages that does worse with one place more. */
export interface Anomaly {
  /** The pages in order of use; none can be left out. */
  readonly pages: readonly Page[];
  /** The smaller number of places. */
  readonly places: number;
  /** Misses with `places` and with `places + 1`. */
  readonly misses: readonly [number, number];
}

/** How to search. */
export interface AnomalySearch {
  /** The smaller number of places; 3 if not given. */
  readonly places?: number;
  /** Different pages; 5 if not given. */
  readonly pages?: number;
  /** Length of the lists that are drawn; 24 if not given. */
  readonly length?: number;
  /** Lists to try; 5,000 if not given. */
  readonly tries?: number;
  /** The seed; 1 if not given. */
  readonly seed?: number;
}

/**
 * Searches for a list on which a policy misses more with one place more; `undefined` if none was found.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const found = memory.findAnomaly(memory.fifo)!;
 * assert(found.misses[1] > found.misses[0]);
 * assert.equal(memory.findAnomaly(memory.lru, { tries: 500 }), undefined);
 * ```
 */
export function findAnomaly(replacement: Replacement, search: AnomalySearch = {}): Anomaly | undefined {
  const { places = 3, pages = 5, length = 24, tries = 5000, seed = 1 } = search;
  const random = seeded(seed);
  const misses = (list: readonly Page[]) =>
    [missesOf(replacement, list, places), missesOf(replacement, list, places + 1)] as const;
  const isAnomaly = (list: readonly Page[]) => misses(list)[1] > misses(list)[0];
  for (let attempt = 0; attempt < tries; attempt++) {
    const drawn = Array.from({ length }, () => random.integer(pages));
    if (!isAnomaly(drawn)) continue;
    const short = renumber(shorten(drawn, isAnomaly));
    return { pages: short, places, misses: misses(short) };
  }
  return undefined;
}

/** Leaves out one page after the other, as long as the anomaly stays. */
function shorten(list: readonly Page[], isAnomaly: (list: readonly Page[]) => boolean): readonly Page[] {
  const shorter = list.map((_, at) => list.filter((_page, other) => other !== at)).find(isAnomaly);
  return shorter === undefined ? list : shorten(shorter, isAnomaly);
}

/** Pages by order of first use, from 1. */
function renumber(list: readonly Page[]): Page[] {
  const order = [...new Set(list)];
  return list.map((page) => order.indexOf(page) + 1);
}

/** What is in each place after one use of a page. */
export interface AnomalyStep {
  /** How many places there are. */
  readonly places: number;
  /** The use, from 0. */
  readonly step: number;
  /** The page that was used. */
  readonly page: Page;
  /** Whether it had to be fetched. */
  readonly miss: boolean;
  /** The pages that are held afterwards, in ascending order. */
  readonly held: readonly Page[];
}

/** The run of an anomaly, step by step, with both numbers of places; one row per places and step. */
export function anomalySteps(replacement: Replacement, { pages, places }: Anomaly): AnomalyStep[] {
  return [places, places + 1].flatMap((entries) => {
    const tlb = new Tlb({ entries, ways: entries, replacement });
    return pages.map((page, step): AnomalyStep => {
      const miss = tlb.lookup(page) === undefined;
      if (miss) tlb.fill(page, anyTranslation);
      return { places: entries, step, page, miss, held: tlb.pages() };
    });
  });
}
