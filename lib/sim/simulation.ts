/**
 * A clock that jumps from event to event. Nothing happens between events, so an hour costs what its events cost.
 *
 * ```text
 *  now --> | t=1.5 action | t=2.0 action | t=2.0 action | ...     at(), after() put events in; run() takes them out
 *            earliest first; of one moment, first scheduled first
 * ```
 *
 * Left out: real time, threads, and going back. The unit of time is the second.
 * Source: A. Law, "Simulation Modeling and Analysis" (2015), section 1.3, the next-event time advance.
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";
import { EventQueue } from "./eventQueue";
import { Process, type Steps } from "./process";

/** What an event does when its time has come. */
export type Action = () => void;

/**
 * A simulated clock with its events. Two runs that schedule the same events are the same to the last bit.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { sim } from "strata";
 *
 * const simulation = new sim.Simulation();
 * const seen: string[] = [];
 * simulation.after(2, () => seen.push(`booted at ${simulation.now}`));
 * const timeout = simulation.timer(5, () => seen.push("gave up"));
 * simulation.at(3, () => timeout.cancel());
 * simulation.run({ until: 10 });
 * assert.deepEqual([seen, simulation.now], [["booted at 2"], 10]);
 * ```
 */
export class Simulation {
  #now = 0;
  readonly #queue = new EventQueue<Action | Timer>();
  #cancelled = 0;
  #fired = 0;
  #isRunning = false;
  readonly #onCancel = () => {
    this.#cancelled++;
    // Time-outs that never strike must not fill the memory.
    if (this.#cancelled > 64 && 2 * this.#cancelled > this.#queue.size) this.#sweep();
  };

  /** The present moment, in seconds from the start. */
  get now(): number {
    return this.#now;
  }

  /** How many events are still to come. */
  get pending(): number {
    return this.#queue.size - this.#cancelled;
  }

  /** How many events have happened. */
  get fired(): number {
    return this.#fired;
  }

  /**
   * Schedules an action for a moment, in seconds from the start.
   *
   * @throws {@link DomainError} if the moment is past, or no finite number
   */
  at(seconds: number, action: Action): void {
    if (!(seconds >= this.#now && seconds < Infinity)) {
      throw new DomainError("seconds", `to be a moment from now (${this.#now}) on`, seconds);
    }
    this.#queue.push(seconds, action);
  }

  /**
   * Schedules an action for so many seconds from now.
   *
   * @throws {@link DomainError} if the delay is below 0, or no finite number
   */
  after(delaySeconds: number, action: Action): void {
    if (!(delaySeconds >= 0 && delaySeconds < Infinity)) throw badDelay(delaySeconds);
    this.#queue.push(this.#now + delaySeconds, action);
  }

  /**
   * Schedules an action that can be taken back.
   *
   * @throws {@link DomainError} if the delay is below 0, or no finite number
   */
  timer(delaySeconds: number, action: Action): Timer {
    if (!(delaySeconds >= 0 && delaySeconds < Infinity)) throw badDelay(delaySeconds);
    const timer = new Timer(action, this.#onCancel);
    this.#queue.push(this.#now + delaySeconds, timer);
    return timer;
  }

  /**
   * Starts a process: a generator that yields what it waits for. Its first step happens now, as an event.
   *
   * @example
   * ```ts
   * import assert from "node:assert";
   * import { sim } from "strata";
   *
   * const simulation = new sim.Simulation();
   * const boot = simulation.process(function* () {
   *   yield sim.delay(30);
   *   return simulation.now;
   * });
   * simulation.run();
   * assert.equal(boot.result, 30);
   * ```
   */
  process<Result>(steps: () => Steps<Result>): Process<Result> {
    return new Process(this, steps());
  }

  /**
   * Lets events happen, to the last or up to and including the moment `until` (seconds), at which the clock then stands.
   *
   * @returns how many events happened
   * @throws {@link DomainError} if `until` is past, or the simulation is running already
   */
  run({ until = Infinity }: { readonly until?: number } = {}): number {
    if (!(until >= this.#now)) throw new DomainError("until", `to be a moment from now (${this.#now}) on`, until);
    if (this.#isRunning) throw new DomainError("run()", "not to be called by an event", this.#now);
    this.#isRunning = true;
    const [queue, before] = [this.#queue, this.#fired];
    try {
      for (let time = queue.firstTime; time <= until && time < Infinity; time = queue.firstTime) this.#fire(time);
    } finally {
      this.#isRunning = false;
    }
    if (until < Infinity) this.#now = until;
    return this.#fired - before;
  }

  /**
   * Lets the next event happen.
   *
   * @returns false if none was left
   * @throws {@link DomainError} if the simulation is running already
   */
  step(): boolean {
    if (this.#isRunning) throw new DomainError("step()", "not to be called by an event", this.#now);
    const before = this.#fired;
    while (this.#fired === before && this.#queue.firstTime < Infinity) this.#fire(this.#queue.firstTime);
    return this.#fired > before;
  }

  #fire(time: number): void {
    let action = this.#queue.pop();
    if (typeof action !== "function") {
      const strike = action.strike();
      if (strike === undefined) {
        this.#cancelled--;
        return;
      }
      action = strike;
    }
    this.#now = time;
    this.#fired++;
    action();
  }

  #sweep(): void {
    this.#queue.filter((action) => typeof action === "function" || action.isPending);
    this.#cancelled = 0;
  }
}

/** An event that can be taken back; made by {@link Simulation.timer}. */
export class Timer {
  #action: Action | undefined;
  readonly #onCancel: () => void;

  /** @internal */
  constructor(action: Action, onCancel: () => void) {
    this.#action = action;
    this.#onCancel = onCancel;
  }

  /** Whether it is still to come. */
  get isPending(): boolean {
    return this.#action !== undefined;
  }

  /** Takes it back. False if it has happened, or was taken back before. */
  cancel(): boolean {
    if (this.#action === undefined) return false;
    this.#action = undefined;
    this.#onCancel();
    return true;
  }

  /** @internal What to do now; `undefined` if it was taken back. */
  strike(): Action | undefined {
    const action = this.#action;
    this.#action = undefined;
    return action;
  }
}

function badDelay(delaySeconds: number): DomainError {
  return new DomainError("delaySeconds", "to be 0 or more", delaySeconds);
}
