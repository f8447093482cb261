/**
 * A heap of items by (time, serial number), four children a node: shallower than a binary one, and the children of a node
 * share a line of the cache.
 *
 * ```text
 *                  [0]                      times    3.5  4.0  7.2  3.9 ...
 *      [1]      [2]     [3]      [4]        serials   12    9   15   11 ...
 *  [5]-[8]   [9]-[12]  ...                  items      a    b    c    d ...
 * ```
 *
 * Source: D. B. Johnson, "Priority queues with update and finding minimum spanning trees" (1975), on d-ary heaps.
 *
 * @packageDocumentation
 */
import { grown } from "./buckets";

/** Items in order of time; of equal times, in order of serial number. */
export class EventHeap<Item> {
  #times = new Float64Array(64);
  #serials = new Float64Array(64);
  readonly #items: Item[] = [];
  #size = 0;

  /** How many items it holds. */
  get size(): number {
    return this.#size;
  }

  /** The time of the first item. Only where there is one. */
  get firstTime(): number {
    return this.#times[0]!;
  }

  /** Adds an item: moves a hole from the end towards the root until the newcomer may stand in it. */
  push(time: number, serial: number, item: Item): void {
    if (this.#size === this.#times.length) this.#grow();
    const times = this.#times;
    const serials = this.#serials;
    const items = this.#items;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const parentTime = times[parent]!;
      if (time > parentTime || (time === parentTime && serial > serials[parent]!)) break;
      times[at] = parentTime;
      serials[at] = serials[parent]!;
      items[at] = items[parent]!;
      at = parent;
    }
    times[at] = time;
    serials[at] = serial;
    items[at] = item;
  }

  /** Takes the first item away. Only where there is one. */
  pop(): Item {
    const first = this.#items[0]!;
    const last = --this.#size;
    const item = this.#items.pop()!;
    if (last > 0) this.#sink(this.#times[last]!, this.#serials[last]!, item);
    return first;
  }

  /** Takes every item out, in no order. */
  empty(each: (time: number, serial: number, item: Item) => void): void {
    this.#size = 0;
    const items = this.#items.splice(0);
    items.forEach((item, at) => each(this.#times[at]!, this.#serials[at]!, item));
  }

  /** Moves a hole from the root towards the leaves until the newcomer may stand in it. */
  #sink(time: number, serial: number, item: Item): void {
    const times = this.#times;
    const serials = this.#serials;
    const items = this.#items;
    const size = this.#size;
    let at = 0;
    for (let child = 1; child < size; child = 4 * at + 1) {
      const first = this.#firstOf(child, Math.min(child + 4, size));
      const firstTime = times[first]!;
      if (time < firstTime || (time === firstTime && serial < serials[first]!)) break;
      times[at] = firstTime;
      serials[at] = serials[first]!;
      items[at] = items[first]!;
      at = first;
    }
    times[at] = time;
    serials[at] = serial;
    items[at] = item;
  }

  #firstOf(child: number, end: number): number {
    const times = this.#times;
    const serials = this.#serials;
    let first = child;
    let firstTime = times[child]!;
    for (let other = child + 1; other < end; other++) {
      const time = times[other]!;
      if (time < firstTime || (time === firstTime && serials[other]! < serials[first]!)) {
        first = other;
        firstTime = time;
      }
    }
    return first;
  }

  #grow(): void {
    this.#times = grown(this.#times, new Float64Array(2 * this.#times.length));
    this.#serials = grown(this.#serials, new Float64Array(this.#times.length));
  }
}
