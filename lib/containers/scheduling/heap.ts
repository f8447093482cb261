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
  /** Where it stands; `NOWHERE` if in no heap. The heap writes it. */
  place: number;
  /** Decides between equal keys: the lower one is first. */
  readonly serial: number;
}

/** Items by key; of equal keys, by serial number. An item can be in one heap at a time. */
export class Heap<Item extends HeapItem> {
  readonly #keys: number[] = [];
  readonly #items: (Item | undefined)[] = [];
  /** The arrays may be longer: making them shorter and longer again would cost more than anything else here. */
  #size = 0;

  /** How many items it holds. */
  get size(): number {
    return this.#size;
  }

  /** The item with the least key, if there is any. */
  get first(): Item | undefined {
    return this.#items[0];
  }

  /** The least key; Infinity if the heap is empty. */
  get firstKey(): number {
    return this.#size === 0 ? Infinity : this.#keys[0]!;
  }

  /** Adds an item. */
  push(item: Item, key: number): void {
    this.#rise(this.#size++, item, key);
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
    const end = --this.#size;
    const last = this.#items[end]!;
    this.#items[end] = undefined;
    item.place = NOWHERE;
    if (last !== item) this.#settle(at, last, this.#keys[end]!);
  }

  /** Gives an item of this heap another key. */
  move(item: Item, key: number): void {
    if (this.#size === 1) this.#keys[0] = key;
    else this.#settle(item.place, item, key);
  }

  #settle(at: number, item: Item, key: number): void {
    const parent = (at - 1) >> 2;
    if (at > 0 && this.#isBefore(key, item, parent)) this.#rise(at, item, key);
    else this.#sink(at, item, key);
  }

  /** Moves a hole towards the root until the item may stand in it. */
  #rise(from: number, riser: Item, key: number): void {
    const keys = this.#keys;
    const items = this.#items;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      if (!this.#isBefore(key, riser, parent)) break;
      keys[at] = keys[parent]!;
      const item = items[parent]!;
      items[at] = item;
      item.place = at;
      at = parent;
    }
    this.#put(at, riser, key);
  }

  /** Moves a hole towards the leaves until the item may stand in it. */
  #sink(from: number, sinker: Item, key: number): void {
    const keys = this.#keys;
    const items = this.#items;
    let at = from;
    for (let child = 4 * at + 1; child < this.#size; child = 4 * at + 1) {
      const least = this.#leastFrom(child);
      if (this.#isBefore(key, sinker, least)) break;
      keys[at] = keys[least]!;
      const item = items[least]!;
      items[at] = item;
      item.place = at;
      at = least;
    }
    this.#put(at, sinker, key);
  }

  #leastFrom(child: number): number {
    const keys = this.#keys;
    const end = Math.min(child + 4, this.#size);
    let least = child;
    for (let other = child + 1; other < end; other++)
      if (this.#isBefore(keys[other]!, this.#items[other]!, least)) least = other;
    return least;
  }

  #put(at: number, item: Item, key: number): void {
    this.#keys[at] = key;
    this.#items[at] = item;
    item.place = at;
  }

  #isBefore(key: number, item: Item, place: number): boolean {
    const other = this.#keys[place]!;
    return key < other || (key === other && item.serial < this.#items[place]!.serial);
  }
}
