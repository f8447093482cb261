/**
 * The instances of one service: ordered together, ready together, and the last ordered are the first to go.
 *
 * ```text
 *  ordered at    0 s   600 s   900 s   1200 s
 *  instances   [  4  |   2   |   1   |    3   ]   <-- the end grows and shrinks
 *                ready         ^ nextReady  booting
 * ```
 *
 * @packageDocumentation
 */
import type { Service } from "./options";

/** @internal Ready, booting, and what has been paid for. */
export class Fleet {
  readonly #orderedAt: number[] = [];
  readonly #counts: number[] = [];
  /** The first group that is not ready yet. */
  #nextReady = 0;
  #ready = 0;
  #booting = 0;
  #billedSeconds = 0;
  #orders = 0;

  constructor(
    readonly service: Service,
    instances: number,
  ) {
    this.#orderedAt.push(0);
    this.#counts.push(instances);
    this.#nextReady = 1;
    this.#ready = instances;
  }

  /** Instances that serve. */
  get ready(): number {
    return this.#ready;
  }

  /** Instances that boot. */
  get booting(): number {
    return this.#booting;
  }

  /** Instances ordered since the start. */
  get orders(): number {
    return this.#orders;
  }

  /** Seconds billed for instances that have ended, all together. */
  get billedSeconds(): number {
    return this.#billedSeconds;
  }

  /** When the next group gets ready; `Infinity` if none boots. */
  get nextReadyAt(): number {
    return this.#booting === 0 ? Infinity : this.#orderedAt[this.#nextReady]! + this.service.bootSeconds;
  }

  /** Lets the next group serve. */
  admit(): void {
    const count = this.#counts[this.#nextReady++]!;
    this.#booting -= count;
    this.#ready += count;
  }

  /** Orders or ends instances until there are so many. */
  resize(wanted: number, now: number): void {
    const missing = wanted - this.#ready - this.#booting;
    if (missing > 0) this.#order(missing, now);
    else if (missing < 0) this.#end(-missing, now);
  }

  #order(count: number, now: number): void {
    this.#orderedAt.push(now);
    this.#counts.push(count);
    this.#booting += count;
    this.#orders += count;
  }

  /** Ends the newest: first those that still boot. */
  #end(count: number, now: number): void {
    while (count > 0) {
      const last = this.#counts.length - 1;
      const ended = Math.min(count, this.#counts[last]!);
      this.#bill(ended, now - this.#orderedAt[last]!);
      if (last >= this.#nextReady) this.#booting -= ended;
      else this.#ready -= ended;
      count -= ended;
      if (ended < this.#counts[last]!) {
        this.#counts[last]! -= ended;
        return;
      }
      this.#counts.pop();
      this.#orderedAt.pop();
      if (this.#nextReady > last) this.#nextReady = last;
    }
  }

  /** Bills everything that is left, at the end of the run. */
  close(now: number): void {
    this.#end(this.#ready + this.#booting, now);
  }

  #bill(count: number, seconds: number): void {
    const unit = this.service.billedSeconds;
    this.#billedSeconds += count * unit * Math.ceil(seconds / unit - 1e-9);
  }
}
