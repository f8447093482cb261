/**
 * Groups as the fair scheduler sees them: a queue of tasks and groups, ordered by virtual runtime, that itself stands in the queue of its
 * parent; and the time that its quota has left.
 *
 * ```text
 *   top ── queue: [web 3.1] [batch 3.4]             the numbers are virtual runtimes
 *                   │          └─ queue: [task 5 7.0] [task 6 7.2]
 *                   └─ queue: [task 1 9.9]
 * ```
 *
 * A group stands in its parent's queue as long as something of it is ready and it may run. What it used counts for it there, by its weight:
 * so a group of many tasks gets no more than a group of one.
 *
 * Source: Linux, "CFS Scheduler" and "CFS Bandwidth Control" (Documentation/scheduler).
 *
 * @packageDocumentation
 */
import { Heap, type HeapItem, NOWHERE } from "./heap";
import { Job } from "./policy";
import type { SchedulingGroup, Task } from "./scheduler";
import { groupLoad, NORMAL_LOAD, niceLoad } from "./weights";

/** What stands in a queue. */
export interface Entity extends HeapItem {
  /** CPU time divided by weight; in microseconds for a task of nice 0. */
  vruntimeUs: number;
  /** The end of its last run. */
  ranUntilUs: number;
  readonly parent: FairGroup | undefined;
  readonly load: number;
}

/** A task in the queue of its group. */
export class FairTask extends Job implements Entity {
  vruntimeUs = 0;
  ranUntilUs = -1;
  /** What it was given at most in this run. */
  lengthUs = 0;

  constructor(
    task: Task,
    serial: number,
    public parent: FairGroup,
  ) {
    super(task, serial);
  }

  get load(): number {
    return niceLoad(this.task.nice);
  }
}

/** A group in the queue of its parent. */
export class FairGroup implements Entity {
  place = NOWHERE;
  vruntimeUs = 0;
  ranUntilUs = -1;
  readonly queue = new Heap<FairTask | FairGroup>();
  /** The virtual runtime that has been reached here; it never goes back. */
  reachedUs = 0;
  /** Why it may not run, though something of it is ready. */
  parked: "frozen" | "throttled" | undefined;
  usedUs = 0;
  readonly bandwidth = new Bandwidth();

  constructor(
    readonly source: SchedulingGroup | undefined,
    readonly parent: FairGroup | undefined,
    readonly serial: number,
  ) {}

  get load(): number {
    return this.source === undefined ? NORMAL_LOAD : groupLoad(this.source.weight);
  }

  /** Microseconds that it may run from now on in one go. */
  allowedUs(atUs: number): number {
    const quota = this.source?.quota;
    return quota === undefined ? Infinity : this.bandwidth.allowedUs(quota, atUs);
  }
}

/** How a group's quota went: cpu.stat. */
export interface Throttling {
  /** Periods in which the group ran. */
  readonly periods: number;
  /** Those in which it had to wait for the next one. */
  readonly throttled: number;
  /** How long it waited in all. */
  readonly throttledUs: number;
}

/** A quota's account: so much in each period, nothing carried over. Periods begin at multiples of their length. */
class Bandwidth {
  #period = -1;
  #spentUs = 0;
  #throttledIn = -1;
  #since = 0;
  #counts = { periods: 0, throttled: 0, throttledUs: 0 };

  get counts(): Throttling {
    return { ...this.#counts };
  }

  /** What is left of this period's quota, and no longer than the period. */
  allowedUs({ maxUs, periodUs }: { readonly maxUs: number; readonly periodUs: number }, atUs: number): number {
    const period = Math.floor(atUs / periodUs);
    if (period !== this.#period) {
      this.#period = period;
      this.#spentUs = 0;
    }
    return Math.min(maxUs - this.#spentUs, (period + 1) * periodUs - atUs);
  }

  spend(us: number): void {
    if (this.#spentUs === 0) this.#counts.periods++;
    this.#spentUs += us;
  }

  /** Takes back what was not used of a run that began at `startUs`, if its period is not over. */
  giveBack(us: number, startUs: number, periodUs: number): void {
    if (Math.floor(startUs / periodUs) === this.#period) this.#spentUs -= us;
  }

  throttle(atUs: number): void {
    this.#since = atUs;
    if (this.#throttledIn !== this.#period) this.#counts.throttled++;
    this.#throttledIn = this.#period;
  }

  release(atUs: number): void {
    this.#counts.throttledUs += atUs - this.#since;
  }
}
