/**
 * Unsorted buckets of items. A bucket is a chain of chunks of eight items from one pool, so that reading a bucket walks along
 * the memory instead of jumping about in it.
 *
 * ```text
 *  ends[b] --> chunk 7: [i i i . . . . .] --> chunk 2: [i i i i i i i i] --> none
 *                              ^ next place        previous[7] = 2
 * ```
 *
 * @packageDocumentation
 */

const CHUNK = 8;

/** Buckets by number, from 0; each item with its time and serial number. */
export class Buckets<Item> {
  /** By bucket: the place after its last item; 0 if it is empty. A multiple of eight: its chunk is full. */
  #ends = new Int32Array(16);
  #times = new Float64Array(8 * CHUNK);
  #serials = new Float64Array(8 * CHUNK);
  readonly #items: (Item | undefined)[] = new Array<undefined>(8 * CHUNK).fill(undefined);
  #previous = new Int32Array(8);
  /** Chunk 0 is never given out: it stands for "none". */
  #chunks = 1;
  #free = 0;

  /** Makes room for buckets 0 to `count` - 1. */
  reserve(count: number): void {
    if (count > this.#ends.length) this.#ends = grown(this.#ends, new Int32Array(2 * count));
  }

  /** Puts an item into a bucket that {@link Buckets.reserve} has made room for. */
  add(bucket: number, time: number, serial: number, item: Item): void {
    let place = this.#ends[bucket]!;
    if (place % CHUNK === 0) {
      const chunk = this.#takeChunk();
      this.#previous[chunk] = place === 0 ? 0 : place / CHUNK - 1;
      place = chunk * CHUNK;
    }
    this.#times[place] = time;
    this.#serials[place] = serial;
    this.#items[place] = item;
    this.#ends[bucket] = place + 1;
  }

  /** Takes every item out of a bucket, in no order. What `each` puts into the same bucket stays there. */
  empty(bucket: number, each: (time: number, serial: number, item: Item) => void): void {
    let end = this.#ends[bucket]!;
    this.#ends[bucket] = 0;
    while (end > 0) {
      const chunk = ((end - 1) / CHUNK) | 0;
      for (let place = chunk * CHUNK; place < end; place++) {
        each(this.#times[place]!, this.#serials[place]!, this.#items[place]!);
        this.#items[place] = undefined; // so that what it holds on to can go
      }
      const previous = this.#previous[chunk]!;
      this.#previous[chunk] = this.#free;
      this.#free = chunk;
      end = previous === 0 ? 0 : (previous + 1) * CHUNK;
    }
  }

  #takeChunk(): number {
    const chunk = this.#free;
    if (chunk === 0) {
      if (this.#chunks === this.#previous.length) this.#grow();
      return this.#chunks++;
    }
    this.#free = this.#previous[chunk]!;
    return chunk;
  }

  #grow(): void {
    const chunks = 2 * this.#chunks;
    this.#times = grown(this.#times, new Float64Array(chunks * CHUNK));
    this.#serials = grown(this.#serials, new Float64Array(chunks * CHUNK));
    this.#previous = grown(this.#previous, new Int32Array(chunks));
    for (let place = this.#items.length; place < chunks * CHUNK; place++) this.#items.push(undefined);
  }
}

/** The longer array, with the shorter one's numbers at its beginning. */
export function grown<Numbers extends Float64Array | Int32Array>(numbers: Numbers, longer: Numbers): Numbers {
  longer.set(numbers);
  return longer;
}
