/**
 * The part in which schedulers differ: which of the ready tasks is next, and for how long.
 *
 * ```text
 *   Dispatcher                         Policy
 *   time, CPUs, who sleeps   ──────▶   enqueue · choose · charge · dequeue
 *   (the same for all)                 (round robin, fair, lottery, ...)
 * ```
 *
 * @packageDocumentation
 */
import { type HeapItem, NOWHERE } from "./heap";
import type { SchedulingGroup, Task } from "./scheduler";

/** What the dispatcher knows of a task. Policies extend it by what they need. */
export class Job implements HeapItem {
  place = NOWHERE;
  /** "pending": it ran, and is ready when its CPU is free again. "gone": removed, perhaps while it ran. */
  state: "sleeping" | "waking" | "ready" | "running" | "pending" | "exited" | "gone" = "sleeping";
  /** CPU time so far. */
  usedUs = 0;
  /** The latest end of its last slice. */
  endUs = 0;

  constructor(
    public task: Task,
    readonly serial: number,
  ) {}
}

/** What a policy chose. */
export interface Choice<J extends Job> {
  readonly job: J;
  /** The longest that it may run now, in microseconds; above 0. */
  readonly lengthUs: number;
}

/** Which ready task is next. Times never go back from call to call. */
export interface Policy<J extends Job> {
  /** A task that was not known before. */
  admit(task: Task, serial: number): J;
  /** It is ready. */
  enqueue(job: J, atUs: number): void;
  /** Takes the next job out of the queue; nothing if none may run now. */
  choose(atUs: number): Choice<J> | undefined;
  /** The job that was chosen ran for `usedUs`; called at the end of its run, before it is ready again. */
  charge(job: J, usedUs: number, atUs: number): void;
  /** Takes a ready job out of the queue. */
  dequeue(job: J): void;
  /** When a job may run next that is ready but not allowed to run now; Infinity if there is none. */
  releaseUs(): number;
}

/** Whether a group, or one above it, is frozen. */
export function isFrozen(group: SchedulingGroup): boolean {
  for (let at: SchedulingGroup | undefined = group; at !== undefined; at = at.parent) if (at.frozen) return true;
  return false;
}
