/**
 * A station with places for some and a queue for the others: processors, links, machines that boot.
 *
 * ```text
 *  arrive --> [ 5 4 3 ] --> ( 2 )( 1 ) --> release
 *               queue        places
 *            first come, first served
 * ```
 *
 * Left out: priorities, preemption, customers who give up.
 * Source: L. Kleinrock, "Queueing Systems", vol. 1 (1975).
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";
import type { Wait } from "./process";
import type { Simulation } from "./simulation";

/**
 * Places that are held and given back, in the order of asking. It keeps the time integrals of its queue and its busy places.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { sim } from "strata";
 *
 * const simulation = new sim.Simulation();
 * const disk = new sim.Server(simulation, { places: 1 });
 * const read = function* () {
 *   yield sim.acquire(disk);
 *   yield sim.delay(4);
 *   disk.release();
 *   return simulation.now;
 * };
 * const [first, second] = [simulation.process(read), simulation.process(read)];
 * simulation.run({ until: 10 });
 * assert.deepEqual([first.result, second.result, disk.utilization()], [4, 8, 0.8]);
 * ```
 */
export class Server {
  readonly places: number;
  readonly #simulation: Simulation;
  #waiting: (() => void)[] = [];
  #head = 0;
  #busy = 0;
  #changedAt: number;
  readonly #startedAt: number;
  #busySeconds = 0;
  #queueSeconds = 0;

  /** @throws {@link DomainError} if `places` is not a whole number above 0 */
  constructor(simulation: Simulation, { places }: { readonly places: number }) {
    if (!Number.isInteger(places) || places < 1)
      throw new DomainError("places", "to be a whole number above 0", places);
    this.#simulation = simulation;
    this.places = places;
    this.#startedAt = this.#changedAt = simulation.now;
  }

  /** Places that are held. */
  get busy(): number {
    return this.#busy;
  }

  /** How many wait for a place. */
  get queueLength(): number {
    return this.#waiting.length - this.#head;
  }

  /** Share of the places that were held since the start, 0 to 1; 0 before any time has passed. */
  utilization(): number {
    return this.#perSecond((this.#account(), this.#busySeconds)) / this.places;
  }

  /** How many waited since the start, averaged over time. */
  meanQueueLength(): number {
    return this.#perSecond((this.#account(), this.#queueSeconds));
  }

  /** Asks for a place; `granted` is called as an event once there is one. */
  request(granted: () => void): void {
    this.#account();
    if (this.#busy < this.places) this.#grant(granted);
    else this.#waiting.push(granted);
  }

  /**
   * Gives a place back; the first in the queue gets it.
   *
   * @throws {@link DomainError} if no place is held
   */
  release(): void {
    if (this.#busy === 0) throw new DomainError("busy places", "to be at least one on release", 0);
    this.#account();
    this.#busy--;
    if (this.queueLength > 0) this.#grant(this.#next());
  }

  #grant(granted: () => void): void {
    this.#busy++;
    this.#simulation.after(0, granted);
  }

  #next(): () => void {
    const next = this.#waiting[this.#head++]!;
    if (this.#head > 64 && 2 * this.#head > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    return next;
  }

  #account(): void {
    const passed = this.#simulation.now - this.#changedAt;
    this.#changedAt += passed;
    this.#busySeconds += passed * this.#busy;
    this.#queueSeconds += passed * this.queueLength;
  }

  #perSecond(integral: number): number {
    const passed = this.#simulation.now - this.#startedAt;
    return passed === 0 ? 0 : integral / passed;
  }
}

/** Waits for a place of a server. Give it back with {@link Server.release}. */
export function acquire(server: Server): Wait {
  return { start: (_simulation, resume) => server.request(resume) };
}
