/**
 * A heap from which any item can be taken, wherever it stands: each item knows its place.
 *
 * ```text
 *                 [0] 3.5 b                 keys    3.5  4.0  7.2 ...
 *      [1] 4.0 a          [2] 7.2 c         items     b    a    c ...
 *                                           b.place = 0, a.place = 1, c.place = 2;  NOWHERE outside
 * ```
 *
 * Adding, taking and moving an item cost O(log n). Four children a node, as in `lib/sim/eventHeap.ts`.
 *
 * Source: D. B. Johnson, "Priority queues with update and finding minimum spanning trees" (1975), on d-ary heaps.
 *
 * @packageDocumentation
 */

/** The place of an item that is in no heap. */
export const NOWHERE = -1;

/** What can stand in a heap. */
export interface HeapItem {
  /** Where it stands; {@link NOWHERE} if in no heap. The heap writes it. */
  place: number;
  /** Decides between equal keys: the lower one is first. */
  readonly serial: number;
}

/** Items by key; of equal keys, by serial number. An item can be in one heap at a time. */
export class Heap<Item extends HeapItem> {
  readonly #keys: number[] = [];
  readonly #items: Item[] = [];

  /** How many items it holds. */
  get size(): number {
    return this.#items.length;
  }

  /** The item with the least key, if there is any. */
  get first(): Item | undefined {
    return this.#items[0];
  }

  /** The least key; Infinity if the heap is empty. */
  get firstKey(): number {
    return this.#keys.length === 0 ? Infinity : this.#keys[0]!;
  }

  /** Adds an item. */
  push(item: Item, key: number): void {
    this.#items.push(item);
    this.#keys.push(key);
    this.#rise(this.#items.length - 1, item, key);
  }

  /** Takes the first item away, if there is any. */
  pop(): Item | undefined {
    const item = this.#items[0];
    if (item !== undefined) this.remove(item);
    return item;
  }

  /** Takes an item away that is in this heap. */
  remove(item: Item): void {
    const at = item.place;
    const last = this.#items.pop()!;
    const key = this.#keys.pop()!;
    item.place = NOWHERE;
    if (last !== item) this.#settle(at, last, key);
  }

  /** Gives an item of this heap another key. */
  move(item: Item, key: number): void {
    this.#settle(item.place, item, key);
  }

  #settle(at: number, item: Item, key: number): void {
    if (at > 0 && this.#isBefore(key, item, (at - 1) >> 2)) this.#rise(at, item, key);
    else this.#sink(at, item, key);
  }

  #rise(from: number, item: Item, key: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      if (!this.#isBefore(key, item, parent)) break;
      this.#put(at, this.#items[parent]!, this.#keys[parent]!);
      at = parent;
    }
    this.#put(at, item, key);
  }

  #sink(from: number, item: Item, key: number): void {
    let at = from;
    for (let child = 4 * at + 1; child < this.#items.length; child = 4 * at + 1) {
      const least = this.#leastFrom(child);
      if (this.#isBefore(key, item, least)) break;
      this.#put(at, this.#items[least]!, this.#keys[least]!);
      at = least;
    }
    this.#put(at, item, key);
  }

  #leastFrom(child: number): number {
    const end = Math.min(child + 4, this.#items.length);
    let least = child;
    for (let other = child + 1; other < end; other++)
      if (this.#isBefore(this.#keys[other]!, this.#items[other]!, least)) least = other;
    return least;
  }

  #isBefore(key: number, item: Item, place: number): boolean {
    const other = this.#keys[place]!;
    return key < other || (key === other && item.serial < this.#items[place]!.serial);
  }

  #put(at: number, item: Item, key: number): void {
    this.#items[at] = item;
    this.#keys[at] = key;
    item.place = at;
  }
}
