/**
 * How often the TLB knows a page, as the program's working set grows past it.
 *
 * ```text
 * uniform    any page of the working set, each equally likely     1 place holds 1 / pages of the uses, under any policy
 * loop       page 0, 1, 2 ... and again                           one page too many, and LRU forgets each just before use
 * ```
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { type Random, streams } from "../../sim";
import type { Page } from "../addresses";
import { fifo } from "../replacement/fifo";
import { lru } from "../replacement/lru";
import { randomReplacement } from "../replacement/random";
import type { Replacement } from "../replacement/replacement";
import { Tlb, type TlbEntry, type TlbOptions } from "../tlb";

/** A translation where only presence matters. */
export const anyTranslation: TlbEntry = { frame: 0, writable: true, user: true, dirty: true };

/** Uses pages in order, and counts the misses. */
export function missesIn(tlb: Tlb, pages: Iterable<Page>, asid = 0): number {
  let misses = 0;
  for (const page of pages) {
    if (tlb.lookup(page, asid) !== undefined) continue;
    misses++;
    tlb.fill(page, anyTranslation, asid);
  }
  return misses;
}

/** Misses of a policy on a list of pages, with so many places in one set, empty at first. */
export function missesOf(replacement: Replacement, pages: readonly Page[], places: number): number {
  return missesIn(new Tlb({ entries: places, ways: places, replacement }), pages);
}

/** One point of a curve. */
export interface HitRateRow {
  /** Name of the policy. */
  readonly replacement: string;
  /** How the program uses its pages. */
  readonly pattern: "uniform" | "loop";
  /** Places of the TLB. */
  readonly entries: number;
  /** Places for one page. */
  readonly ways: number;
  /** Pages that the program uses. */
  readonly workingSetPages: number;
  /** Hits as a share of accesses, after the working set was used twice; 0 to 1. */
  readonly hitRate: number;
}

/** What to measure. */
export interface HitRateOptions extends Pick<TlbOptions, "entries" | "ways"> {
  /** Sizes of the working set, in pages. */
  readonly workingSets: readonly number[];
  readonly pattern: HitRateRow["pattern"];
  /** Accesses that count, per point; 20,000 if not given. */
  readonly accesses?: number;
  /** The seed; 1 if not given. */
  readonly seed?: number;
}

/**
 * Hit rates of LRU, FIFO and random replacement; one row per policy and size.
 *
 * @throws {@link DomainError} if a working set is not a whole number above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const rows = memory.measureHitRate({ entries: 16, ways: 16, workingSets: [16, 17], pattern: "loop" });
 * const ofLru = rows.filter(({ replacement }) => replacement === "LRU");
 * assert.deepEqual(ofLru.map(({ hitRate }) => hitRate), [1, 0]);
 * ```
 */
export function measureHitRate(options: HitRateOptions): HitRateRow[] {
  const { workingSets, pattern, entries, ways, accesses = 20_000, seed = 1 } = options;
  const stream = streams(seed);
  const policies = () => [lru, fifo, randomReplacement(stream("victims"))];
  return policies().flatMap((replacement) =>
    workingSets.map((workingSetPages) => {
      const tlb = new Tlb({ entries, ways, replacement });
      const random = stream(`pages of ${workingSetPages}`);
      missesIn(tlb, use(pattern, checkedSize(workingSetPages), 2 * workingSetPages, random));
      const misses = missesIn(tlb, use(pattern, workingSetPages, accesses, random));
      return { replacement: replacement.name, pattern, entries, ways, workingSetPages, hitRate: 1 - misses / accesses };
    }),
  );
}

function* use(pattern: HitRateRow["pattern"], pages: number, accesses: number, random: Random): Generator<Page> {
  for (let at = 0; at < accesses; at++) yield pattern === "loop" ? at % pages : random.integer(pages);
}

function checkedSize(pages: number): number {
  if (!Number.isInteger(pages) || pages < 1) throw new DomainError("workingSets", "to be whole numbers above 0", pages);
  return pages;
}

/** One point: how often the kernel switches between processes, and what that does to the TLB. */
export interface SwitchRow {
  /** What a switch does to the TLB. */
  readonly onSwitch: "flush everything" | "keep global pages" | "keep tagged pages";
  /** Accesses between two switches. */
  readonly accessesPerSwitch: number;
  /** Hits as a share of accesses, 0 to 1. */
  readonly hitRate: number;
}

/**
 * Four processes in turn, each with eight pages of its own and four of the kernel's, on a TLB of 64 entries in sets of 4:
 * what address-space identifiers and global pages save.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const [flush, global, tagged] = memory.measureSwitches([20]);
 * assert(flush!.hitRate < global!.hitRate && global!.hitRate < tagged!.hitRate);
 * ```
 */
export function measureSwitches(accessesPerSwitch: readonly number[], accesses = 20_000): SwitchRow[] {
  const ways = ["flush everything", "keep global pages", "keep tagged pages"] as const;
  return ways.flatMap((onSwitch) => accessesPerSwitch.map((every) => runSwitches(onSwitch, every, accesses)));
}

function runSwitches(onSwitch: SwitchRow["onSwitch"], every: number, accesses: number): SwitchRow {
  const tlb = new Tlb({ entries: 64, ways: 4 });
  const random = streams(1)("switches");
  let misses = 0;
  for (let at = 0; at < accesses; at++) {
    if (at % every === 0 && onSwitch === "flush everything") tlb.flush();
    if (at % every === 0 && onSwitch === "keep global pages") tlb.flushAsid();
    const process = Math.floor(at / every) % 4;
    const asid = onSwitch === "keep tagged pages" ? process + 1 : 0;
    const drawn = random.integer(12);
    const page = drawn < 8 ? process * 8 + drawn : 1024 + drawn;
    if (tlb.lookup(page, asid) !== undefined) continue;
    misses++;
    tlb.fill(page, { ...anyTranslation, global: drawn >= 8 }, asid);
  }
  return { onSwitch, accessesPerSwitch: every, hitRate: 1 - misses / accesses };
}
