/**
 * Processes: what one customer, machine or program does in the course of time, written down as one generator.
 *
 * ```text
 *   function* () {          yield a Wait       the Wait's condition is met
 *     yield delay(3);   ---------------------> resume ---+
 *     ...               <--------------------------------+   as an event of its own
 *   }
 * ```
 *
 * A wait is open to extension: whatever can call `resume` later is one. Left out: interrupting a process that waits.
 * Source: G. M. Birtwistle and others, "Simula Begin" (1973): processes as coroutines.
 *
 * @packageDocumentation
 */
import type { Simulation } from "./simulation";

/** Something that a process waits for. */
export interface Wait {
  /** Called when the process begins to wait. Calls `resume` once, later, from an event. */
  start(simulation: Simulation, resume: () => void): void;
}

/** The body of a process: yields waits, returns a result. */
export type Steps<Result = void> = Generator<Wait, Result, void>;

/**
 * Waits so many seconds.
 *
 * @throws {@link DomainError} at the yield, if the seconds are below 0 or no finite number
 */
export function delay(seconds: number): Wait {
  return { start: (simulation, resume) => simulation.after(seconds, resume) };
}

/** Waits for another process to end; at once if it has ended. */
export function join(process: Process<unknown>): Wait {
  return { start: (simulation, resume) => process.whenDone(() => simulation.after(0, resume)) };
}

/** A process that was started with {@link Simulation.process}. */
export class Process<Result = void> {
  readonly #simulation: Simulation;
  readonly #steps: Steps<Result>;
  readonly #followers: (() => void)[] = [];
  readonly #resume = () => this.#advance();
  #isDone = false;
  #result: Result | undefined;

  /** @internal */
  constructor(simulation: Simulation, steps: Steps<Result>) {
    this.#simulation = simulation;
    this.#steps = steps;
    simulation.after(0, this.#resume);
  }

  /** Whether it has returned. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** What it returned; `undefined` before. */
  get result(): Result | undefined {
    return this.#result;
  }

  /** Calls back when the process has returned; at once if it has. */
  whenDone(callback: () => void): void {
    if (this.#isDone) callback();
    else this.#followers.push(callback);
  }

  #advance(): void {
    const step = this.#steps.next();
    if (step.done !== true) {
      step.value.start(this.#simulation, this.#resume);
      return;
    }
    this.#isDone = true;
    this.#result = step.value;
    for (const callback of this.#followers.splice(0)) callback();
  }
}
