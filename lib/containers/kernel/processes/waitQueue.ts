/**
 * Where processes sleep until something happens, and how a call says that it must sleep.
 *
 * ```text
 *   read on an empty pipe ──▶ { type: "sleeps", on: pipe.readable }      the process leaves the CPU
 *   write into the pipe   ──▶ pipe.readable.wake()                      it is ready, and tries the same call again
 * ```
 *
 * Source: Linux, include/linux/wait.h: `wait_event` sleeps in a loop around its condition.
 *
 * @packageDocumentation
 */
import type { Result } from "../../result";
import type { Process } from "./process";

/** A call that cannot be answered yet; it is tried again when the queue wakes, or when the clock shows `untilUs`. */
export interface Sleeps {
  readonly type: "sleeps";
  readonly on: WaitQueue | undefined;
  readonly untilUs?: number;
}

/** What a call gives to the kernel: an answer, a sleep, or nobody is left to be answered. */
export type Answer<T = unknown> = Result<T> | Sleeps | { readonly type: "gone" };

/** Processes that wait for one thing. */
export class WaitQueue {
  readonly #sleepers = new Set<Process>();

  /** Puts a process to sleep here. */
  add(process: Process): void {
    this.#sleepers.add(process);
  }

  remove(process: Process): void {
    this.#sleepers.delete(process);
  }

  /** All who sleep here are ready again, in the order in which they came. */
  wake(): void {
    const sleepers = [...this.#sleepers];
    this.#sleepers.clear();
    for (const process of sleepers) process.wakeUp();
  }
}

/** Says that a call must wait. */
export function sleepOn(queue: WaitQueue): Sleeps {
  return { type: "sleeps", on: queue };
}
