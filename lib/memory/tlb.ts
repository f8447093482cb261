/**
 * The translation look-aside buffer: the few translations that the hardware remembers, so that it need not walk.
 *
 * ```text
 * page number  | tag                | set |
 *                                      |
 * set 0   [ way 0 ][ way 1 ][ way 2 ][ way 3 ]      within a set: the least recently used way is replaced
 * set 1   [       ][       ][       ][       ]
 *   ...
 * ```
 *
 * An entry remembers the *end* of the translation: virtual page to host frame, whatever lies between. Left out for now:
 * address-space tags (every root switch flushes), global pages, caches for upper levels of the tables.
 *
 * @see Intel, Software Developer's Manual, vol. 3A, "Caching Translation Information"
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";
import type { Permission } from "./access";
import type { Frame, Page } from "./addresses";

/** A translation that the TLB remembers. */
export interface TlbEntry extends Permission {
  /** The host frame. */
  readonly frame: Frame;
  /** Whether D is known to be set, so that a write needs no walk. */
  readonly dirty: boolean;
}

/** The size of a TLB. */
export interface TlbOptions {
  /** Translations it can hold. */
  readonly entries: number;
  /** Places for one page; `entries / ways` is the number of sets. */
  readonly ways: number;
}

/** A TLB with sets, ways, and the least recently used replaced. */
export class Tlb {
  readonly #sets: Map<Page, TlbEntry>[];
  readonly #ways: number;

  /** @throws {@link DomainError} if `entries` is not a multiple of `ways`, both above 0 */
  constructor({ entries, ways }: TlbOptions) {
    if (!Number.isInteger(ways) || ways < 1) throw new DomainError("ways", "to be a whole number above 0", ways);
    if (!Number.isInteger(entries / ways) || entries < ways) {
      throw new DomainError("entries", `to be a multiple of the ${ways} ways`, entries);
    }
    this.#sets = Array.from({ length: entries / ways }, () => new Map<Page, TlbEntry>());
    this.#ways = ways;
  }

  /** The translation of a page, if it is here; it becomes the most recently used. */
  lookup(page: Page): TlbEntry | undefined {
    const set = this.#setOf(page);
    const entry = set.get(page);
    if (entry === undefined) return undefined;
    set.delete(page);
    set.set(page, entry);
    return entry;
  }

  /** Remembers a translation, in place of the least recently used of its set if that is full. */
  fill(page: Page, entry: TlbEntry): void {
    const set = this.#setOf(page);
    set.delete(page);
    if (set.size === this.#ways) for (const oldest of [...set.keys()].slice(0, 1)) set.delete(oldest);
    set.set(page, entry);
  }

  /** Forgets one page. */
  invalidate(page: Page): void {
    this.#setOf(page).delete(page);
  }

  /** Forgets everything. */
  flush(): void {
    for (const set of this.#sets) set.clear();
  }

  #setOf(page: Page): Map<Page, TlbEntry> {
    return this.#sets[page % this.#sets.length]!;
  }
}
