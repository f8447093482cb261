/**
 * One instance: a copy of the code with memory of its own, slots for requests, and one processor.
 *
 * ```text
 *  start --cold start--> ready: [slot][slot] --idle long enough--> removed
 *                          '--- processor, shared by turns
 * ```
 *
 * @packageDocumentation
 */
import { Server, type Simulation, type Timer } from "../../sim";
import type { Code, Handler } from "./handler";

/** @internal */
export class Instance {
  readonly processor: Server;
  /** Takes it away, once it has been idle for long. */
  removal: Timer | undefined;
  isReady = false;
  isGone = false;
  #handler: Handler | undefined;
  #serving = 0;
  #busySince = 0;
  #busySeconds = 0;

  constructor(
    readonly id: number,
    readonly code: Code,
    readonly simulation: Simulation,
  ) {
    this.processor = new Server(simulation, { places: 1 });
  }

  /** How many requests it serves. */
  get serving(): number {
    return this.#serving;
  }

  /** Seconds in which it served at least one request. */
  get busySeconds(): number {
    return this.#busySeconds;
  }

  /** The instance's own handler: the code is run at its first request, in a memory that no other instance has. */
  handler(): Handler {
    this.#handler ??= this.code();
    return this.#handler;
  }

  enter(): void {
    if (this.#serving++ === 0) this.#busySince = this.simulation.now;
    this.removal?.cancel();
  }

  leave(): void {
    if (--this.#serving === 0) this.#busySeconds += this.simulation.now - this.#busySince;
  }
}
