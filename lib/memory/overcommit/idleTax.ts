/**
 * Who gives memory back when there is too little: the machine that pays least for what it uses.
 *
 * ```text
 *   ρ = S / (P · (f + k · (1 - f)))      S shares, P pages, f the part in use, k = 1 / (1 - τ) the price of an idle page
 *
 *   τ = 0     idle pages cost nothing more: memory goes by shares alone
 *   τ = 0.75  an idle page costs as much as four in use
 * ```
 *
 * Page by page, the machine with the least ρ gives one (min-funding revocation), until nobody would gain. Left out: how the part in use
 * is estimated, which `sampleActive` shows, and moving averages.
 *
 * Source: C. Waldspurger, "Memory resource management in VMware ESX Server" (OSDI 2002), section 5.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import type { Random } from "../../sim";

/** A machine that competes for memory. */
export interface Competitor {
  readonly name: string;
  /** Shares that were bought. */
  readonly shares: number;
  /** Pages that it would have if there were enough. */
  readonly wantedPages: number;
  /** Pages that it uses; the rest of what it has is idle. */
  readonly activePages: number;
}

/** What a machine gets. */
export interface Allotment {
  readonly name: string;
  readonly pages: number;
  /** What it pays for a page, by the formula. */
  readonly price: number;
}

/**
 * Price that a machine pays for a page.
 *
 * @param tax - share of an idle page that is taken, 0 to below 1
 * @throws {@link DomainError} if the tax is out of range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const busy = { name: "busy", shares: 100, wantedPages: 10, activePages: 10 };
 * const idle = { ...busy, name: "idle", activePages: 0 };
 * assert.equal(memory.pagePrice(busy, 10, 0.75), 4 * memory.pagePrice(idle, 10, 0.75));
 * ```
 */
export function pagePrice({ shares, activePages }: Competitor, pages: number, tax: number): number {
  if (!(tax >= 0 && tax < 1)) throw new DomainError("tax", "to be from 0 to below 1", tax);
  const used = Math.min(activePages, pages);
  return shares / (used + (pages - used) / (1 - tax));
}

/**
 * Shares out a host's pages: everybody begins with what is wanted, and the cheapest payer gives a page until it fits.
 *
 * @throws {@link DomainError} if pages, shares or the tax are out of range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const vm = (name: string, activePages: number) => ({ name, shares: 100, wantedPages: 1000, activePages });
 * const [idle, busy] = memory.allot([vm("idle", 0), vm("busy", 1000)], { pages: 1000, tax: 0.75 });
 * assert.deepEqual([idle?.pages, busy?.pages], [200, 800]);
 * ```
 */
export function allot(
  competitors: readonly Competitor[],
  { pages, tax }: { readonly pages: number; readonly tax: number },
): Allotment[] {
  if (!(pages >= 0)) throw new DomainError("pages", "to be 0 or more", pages);
  for (const { name, shares, wantedPages, activePages } of competitors) {
    if (!(shares > 0)) throw new DomainError(`shares of ${name}`, "to be above 0", shares);
    if (!Number.isInteger(wantedPages) || wantedPages < 0)
      throw new DomainError(`wantedPages of ${name}`, "to be a whole number from 0", wantedPages);
    if (!(activePages >= 0)) throw new DomainError(`activePages of ${name}`, "to be 0 or more", activePages);
  }
  const has = competitors.map(({ wantedPages }) => wantedPages);
  const price = (at: number) => (has[at] === 0 ? Infinity : pagePrice(competitors[at]!, has[at]!, tax));
  const prices = competitors.map((_, at) => price(at));
  for (let over = has.reduce((sum, one) => sum + one, 0) - pages; over > 0; over--) {
    const payer = prices.indexOf(Math.min(...prices));
    has[payer] = has[payer]! - 1;
    prices[payer] = price(payer);
  }
  return competitors.map(({ name }, at) => ({ name, pages: has[at]!, price: prices[at]! }));
}

/**
 * Estimates the part of a machine's memory that is in use, as a hypervisor does: it makes a sample of pages inaccessible and counts
 * those that are touched.
 *
 * @param isTouched - whether a page is touched in the period
 * @throws {@link DomainError} if the sample is empty or larger than the memory
 */
export function sampleActive(
  pages: number,
  isTouched: (page: number) => boolean,
  { sample, random }: { readonly sample: number; readonly random: Random },
): number {
  if (!Number.isInteger(sample) || sample < 1 || sample > pages)
    throw new DomainError("sample", `to be a whole number from 1 to ${pages}`, sample);
  const chosen = new Set<number>();
  while (chosen.size < sample) chosen.add(random.integer(pages));
  return [...chosen].filter(isTouched).length / sample;
}

/**
 * Chance that among so many different pages two have the same hash: then a byte-by-byte comparison is needed before they share.
 *
 * @param bits - length of the hash
 * @throws {@link DomainError} if a number is negative
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * assert.equal(memory.collisionChance(2 ** 24, 64).toPrecision(2), "0.0000076");
 * ```
 */
export function collisionChance(pages: number, bits: number): number {
  if (!(pages >= 0)) throw new DomainError("pages", "to be 0 or more", pages);
  if (!(bits >= 0)) throw new DomainError("bits", "to be 0 or more", bits);
  return -Math.expm1((-pages * (pages - 1)) / 2 / 2 ** bits);
}
