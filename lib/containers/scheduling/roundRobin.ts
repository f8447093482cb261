/**
 * Round robin: every ready task in turn, all for the same time. Weights, groups and quotas do not count; frozen tasks wait.
 *
 * ```text
 *   ready:  3 ─ 1 ─ 7 ─ 4          ran: to the end of the queue
 *           ▲
 *           next
 * ```
 *
 * Source: A. Tanenbaum and H. Bos, "Modern Operating Systems" (2014), section "Round-robin scheduling".
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { Dispatcher } from "./dispatcher";
import { type Choice, isFrozen, Job, type Policy } from "./policy";
import type { Task } from "./scheduler";

/** What a scheduler with slices of one length is made of. */
export interface SliceOptions {
  /** CPUs, 1 or more; 1 if not given. */
  readonly cpus?: number;
  /** Length of every slice in microseconds; 10,000 if not given. */
  readonly sliceUs?: number;
}

/**
 * A scheduler that takes turns.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const scheduler = new containers.RoundRobin({ sliceUs: 1000 });
 * const group = { name: "/", parent: undefined, weight: 100, quota: undefined, frozen: false };
 * for (const id of [1, 2]) scheduler.wake({ id, nice: 0, group }, 0);
 * const turns = [0, 1, 2].map(() => {
 *   const slice = scheduler.pick(Infinity)!;
 *   scheduler.account(slice, slice.lengthUs, "ready");
 *   return slice.task.id;
 * });
 * assert.deepEqual(turns, [1, 2, 1]);
 * ```
 */
export class RoundRobin extends Dispatcher<Job> {
  /** @throws {@link DomainError} if `cpus` is not a whole number above 0, or `sliceUs` not above 0 */
  constructor({ cpus = 1, sliceUs = 10_000 }: SliceOptions = {}) {
    super("round robin", cpus, new Turns(requireSlice(sliceUs)));
  }
}

/** Refuses a length that is not above 0. */
export function requireSlice(sliceUs: number): number {
  if (!(sliceUs > 0 && sliceUs < Infinity)) throw new DomainError("sliceUs", "to be above 0", sliceUs);
  return sliceUs;
}

/** A queue of tasks in a ring: `Set` keeps the order in which they came. */
class Turns implements Policy<Job> {
  readonly #ready = new Set<Job>();

  constructor(readonly sliceUs: number) {}

  admit(task: Task, serial: number): Job {
    return new Job(task, serial);
  }

  enqueue(job: Job): void {
    this.#ready.add(job);
  }

  choose(): Choice<Job> | undefined {
    for (const job of this.#ready) {
      if (isFrozen(job.task.group)) continue;
      this.#ready.delete(job);
      return { job, lengthUs: this.sliceUs };
    }
    return undefined;
  }

  charge(): void {
    // Turns are all that counts.
  }

  dequeue(job: Job): void {
    this.#ready.delete(job);
  }

  releaseUs(): number {
    return Infinity;
  }
}
