/**
 * Who must go when a set of the TLB is full. Rivals behind one interface.
 *
 * ```text
 *            oldest                          newest
 * set        [  7  ] [  2  ] [  9  ] [  4  ]
 *
 * hit on 2   LRU:  7 9 4 2        FIFO, random: as it was
 * victim     LRU, FIFO: 7         random: any of the four
 * ```
 *
 * A set is a `Map`, whose keys keep an order; policies move keys in it or leave them. The same rules choose pages to evict from
 * memory: the word there is *frame* for a place, and *page fault* for a miss.
 *
 * @packageDocumentation
 */

/** A rule for one set. Keys name translations; values do not matter to it. */
export interface Replacement {
  /** What it is called in tables and figures. */
  readonly name: string;
  /** A key of the set was used, or its value was renewed. */
  used<V>(set: Map<number, V>, key: number): void;
  /** The key to drop from a full set. */
  victim(set: ReadonlyMap<number, unknown>): number;
}
