/**
 * The translation look-aside buffer: the few translations that the hardware remembers, so that it need not walk.
 *
 * ```text
 * page number  | tag                | set |
 *                                      |
 * set 0   [ way 0 ][ way 1 ][ way 2 ][ way 3 ]      within a set, a replacement policy says who goes
 * set 1   [       ][       ][       ][       ]
 *   ...
 *
 * one way     asid 1 | page 5 -> frame 9, W, U, dirty       only for address space 1
 *             global | page 7 -> frame 3, W                 for every address space: the kernel's pages
 * ```
 *
 * An entry remembers the *end* of the translation: virtual page to host frame, whatever lies between. With an
 * *address-space identifier* (ASID; Intel: PCID) on each entry a root switch need not flush. The MMUs here use no
 * identifiers: they flush at each root switch. Left out: caches for upper levels of the tables.
 *
 * @see Intel, Software Developer's Manual, vol. 3A, "Caching Translation Information"
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";
import type { Permission } from "./access";
import type { Frame, Page } from "./addresses";
import { lru } from "./replacement/lru";
import type { Replacement } from "./replacement/replacement";

/** A translation that the TLB remembers. */
export interface TlbEntry extends Permission {
  /** The host frame. */
  readonly frame: Frame;
  /** Whether D is known to be set, so that a write needs no walk. */
  readonly dirty: boolean;
  /** G: the translation is the same in all address spaces, and survives their flushes. */
  readonly global?: boolean;
}

/** The size of a TLB, and its rule. */
export interface TlbOptions {
  /** Translations it can hold. */
  readonly entries: number;
  /** Places for one page; `entries / ways` is the number of sets. */
  readonly ways: number;
  /** Who goes when a set is full; the least recently used if not given. */
  readonly replacement?: Replacement;
}

/** Identifiers of address spaces that there are: 0 to 4095, as PCIDs. */
export const asids = 4096;
/** Pages have 41 bits at most (addresses below 2^53), so that page and identifier together fit in a number. */
const pagesPerAsid = 2 ** 41;

/**
 * A TLB with sets and ways. Without identifiers, everything is in address space 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const tlb = new memory.Tlb({ entries: 4, ways: 4 });
 * const rights = { writable: true, user: true, dirty: true };
 * tlb.fill(5, { frame: 9, ...rights }, 1);
 * tlb.fill(7, { frame: 3, ...rights, global: true }, 1);
 * assert.equal(tlb.lookup(5, 2), undefined); // page 5 of another address space
 * assert.equal(tlb.lookup(7, 2)?.frame, 3);
 * tlb.flushAsid(1);
 * assert.deepEqual(tlb.pages(), [7]);
 * ```
 */
export class Tlb {
  readonly #sets: Map<number, TlbEntry>[];
  readonly #ways: number;
  readonly #replacement: Replacement;
  /** Whether a global entry was ever filled: without, a miss is known after one look. */
  #hasGlobals = false;

  /** @throws {@link DomainError} if `entries` is not a multiple of `ways`, both above 0 */
  constructor({ entries, ways, replacement = lru }: TlbOptions) {
    if (!Number.isInteger(ways) || ways < 1) throw new DomainError("ways", "to be a whole number above 0", ways);
    if (!Number.isInteger(entries / ways) || entries < ways) {
      throw new DomainError("entries", `to be a multiple of the ${ways} ways`, entries);
    }
    this.#sets = Array.from({ length: entries / ways }, () => new Map<number, TlbEntry>());
    this.#ways = ways;
    this.#replacement = replacement;
  }

  /** The translation of a page in an address space, if it is here; the policy hears of the use. */
  lookup(page: Page, asid = 0): TlbEntry | undefined {
    const set = this.#setOf(page);
    const own = keyOf(page, asid);
    const key = this.#hasGlobals && !set.has(own) ? globalKeyOf(page) : own;
    const entry = set.get(key);
    if (entry !== undefined) this.#replacement.used(set, key);
    return entry;
  }

  /** Remembers a translation; if its set is full, another one goes. */
  fill(page: Page, entry: TlbEntry, asid = 0): void {
    const set = this.#setOf(page);
    const own = keyOf(page, asid);
    const key = entry.global === true ? globalKeyOf(page) : own;
    if (entry.global === true) this.#hasGlobals = true;
    if (set.has(key)) {
      set.set(key, entry);
      this.#replacement.used(set, key);
      return;
    }
    if (this.#hasGlobals) set.delete(entry.global === true ? own : globalKeyOf(page));
    if (set.size === this.#ways) set.delete(this.#replacement.victim(set));
    set.set(key, entry);
  }

  /** Forgets one page of an address space, global or not, as INVLPG does. */
  invalidate(page: Page, asid = 0): void {
    const set = this.#setOf(page);
    set.delete(keyOf(page, asid));
    if (this.#hasGlobals) set.delete(globalKeyOf(page));
  }

  /** Forgets everything, global entries too. */
  flush(): void {
    for (const set of this.#sets) set.clear();
  }

  /** Forgets what is not global of one address space, as a load of CR3 does. */
  flushAsid(asid = 0): void {
    const first = keyOf(0, asid);
    for (const set of this.#sets) {
      for (const key of [...set.keys()]) if (key >= first && key < first + pagesPerAsid) set.delete(key);
    }
  }

  /** The pages that it holds, of all address spaces, in ascending order. */
  pages(): Page[] {
    const keys = this.#sets.flatMap((set) => [...set.keys()]);
    return keys.map((key) => (key < 0 ? -1 - key : key % pagesPerAsid)).sort((one, other) => one - other);
  }

  #setOf(page: Page): Map<number, TlbEntry> {
    return this.#sets[page % this.#sets.length]!;
  }
}

function keyOf(page: Page, asid: number): number {
  if (asid === 0) return page;
  if (!Number.isInteger(asid) || asid < 0 || asid >= asids) {
    throw new DomainError("asid", `to be a whole number from 0 to ${asids - 1}`, asid);
  }
  return asid * pagesPerAsid + page;
}

/** Global entries have keys below 0. */
function globalKeyOf(page: Page): number {
  return -1 - page;
}
