/**
 * The events to come, earliest first; of those for one moment, the one scheduled first. Only those of the near future are
 * kept in order; later ones lie unsorted in buckets of equal width, and the far future in a bucket of its own, until it is
 * spread over new ones. So an event costs about the same whether a thousand others wait or a hundred thousand.
 *
 * ```text
 *   near                  buckets                        far
 *   heap, sorted    |  ..  |     |  ...  |  .   |   ....... .. ..
 *   ----------------+------+-----+-------+------+-------------------> time
 *                 current                      end
 * ```
 *
 * Scheduling allocates nothing: times and serial numbers are in typed arrays. Why no ready-made queue: those with typed arrays
 * order by one number, so that events of one moment leave in an order that depends on the past of the heap; and time and
 * serial number do not fit into one double without rounding the time.
 *
 * Source: W. T. Tang, R. S. M. Goh, I. L.-J. Thng, "Ladder queue" (ACM TOMACS, 2005), here with a single rung.
 *
 * @packageDocumentation
 */
import { Buckets } from "./buckets";
import { EventHeap } from "./eventHeap";

/** How many events a bucket is meant to hold. */
const PER_BUCKET = 8;

/** The bucket of the far future. */
const FAR = 0;

/** Items with their times. */
export class EventQueue<Item> {
  readonly #near = new EventHeap<Item>();
  #serial = 0;
  #size = 0;

  // Bucket 1 begins at `start`. Those up to and including `current` have been moved to the near future.
  readonly #buckets = new Buckets<Item>();
  #bucketCount = 0;
  #current = 0;
  #start = 0;
  #width = 1;

  // What is known of the far future without looking.
  #farSize = 0;
  #farSum = 0;
  #farFirst = Infinity;

  readonly #place = (time: number, serial: number, item: Item): void => {
    // Rounding cannot break the order: an earlier time never gets a later bucket.
    const bucket = (time - this.#start) / this.#width + 1;
    if (bucket < this.#current + 1) this.#near.push(time, serial, item);
    else if (bucket < this.#bucketCount + 1) this.#buckets.add(bucket | 0, time, serial, item);
    else this.#placeFar(time, serial, item);
  };

  readonly #bring = (time: number, serial: number, item: Item): void => this.#near.push(time, serial, item);

  /** How many items wait. */
  get size(): number {
    return this.#size;
  }

  /** The first moment; `Infinity` if nothing waits. */
  get firstTime(): number {
    if (this.#near.size === 0 && !this.#approach()) return Infinity;
    return this.#near.firstTime;
  }

  /** Adds an item. */
  push(time: number, item: Item): void {
    this.#size++;
    this.#place(time, this.#serial++, item);
  }

  /** Takes the first item away. Only after {@link EventQueue.firstTime} has told a moment. */
  pop(): Item {
    this.#size--;
    return this.#near.pop();
  }

  /** Takes away all that `keep` does not want; the order of the others stays. */
  filter(keep: (item: Item) => boolean): void {
    const kept: [time: number, serial: number, item: Item][] = [];
    const look = (time: number, serial: number, item: Item) => {
      if (keep(item)) kept.push([time, serial, item]);
    };
    this.#near.empty(look);
    for (let bucket = 0; bucket <= this.#bucketCount; bucket++) this.#buckets.empty(bucket, look);
    [this.#bucketCount, this.#current, this.#start, this.#width] = [0, 0, 0, 1];
    this.#forgetFar();
    this.#size = kept.length;
    for (const [time, serial, item] of kept) this.#place(time, serial, item);
  }

  #placeFar(time: number, serial: number, item: Item): void {
    this.#buckets.add(FAR, time, serial, item);
    this.#farSize++;
    this.#farSum += time;
    if (time < this.#farFirst) this.#farFirst = time;
  }

  #forgetFar(): void {
    [this.#farSize, this.#farSum, this.#farFirst] = [0, 0, Infinity];
  }

  /** Brings the next events into the near future. False if there are none. */
  #approach(): boolean {
    if (this.#size === 0) return false;
    while (this.#near.size === 0) {
      if (++this.#current > this.#bucketCount) this.#spread();
      else this.#buckets.empty(this.#current, this.#bring);
    }
    return true;
  }

  /** Spreads the far future over new buckets, up to twice its mean distance: at least half of it lies there (Markov). */
  #spread(): void {
    const [size, first] = [this.#farSize, this.#farFirst];
    const count = Math.ceil(size / PER_BUCKET);
    const width = (2 * (this.#farSum / size - first)) / count;
    this.#width = Math.max(width, first * 2 ** -50, Number.MIN_VALUE);
    [this.#start, this.#bucketCount, this.#current] = [first, count, 0];
    this.#forgetFar();
    this.#buckets.reserve(count + 1);
    this.#buckets.empty(FAR, this.#place);
  }
}
