/**
 * What every scheduler can do: which task runs next, on which CPU, for how long.
 *
 * ```text
 *            wake            pick               account: "ready"
 *  sleeping ──────▶ ready ──────────▶ running ──────────────────▶ ready
 *      ▲                                 │
 *      └──────── account: "sleeps" ──────┘──── account: "exits" ──▶ gone
 * ```
 *
 * Whoever runs the tasks asks for the next slice, lets the task use up to all of it, and accounts for what it used. Slices come in the
 * order of their begins; ties go to the lower CPU.
 *
 * @packageDocumentation
 */

/** A group of tasks that share CPU time: a control group. The root group has no parent. */
export interface SchedulingGroup {
  readonly name: string;
  readonly parent: SchedulingGroup | undefined;
  /** cpu.weight: 1 to 10,000. */
  readonly weight: number;
  /** cpu.max: microseconds of CPU time in each period; `undefined` if not limited. */
  readonly quota: { readonly maxUs: number; readonly periodUs: number } | undefined;
  /** Frozen groups, and those below them, do not run. */
  readonly frozen: boolean;
}

/** One schedulable process. */
export interface Task {
  readonly id: number;
  /** -20 (much) to 19 (little). */
  readonly nice: number;
  readonly group: SchedulingGroup;
}

/** Time on a CPU that was given to a task. */
export interface Slice {
  readonly task: Task;
  /** From 0. */
  readonly cpu: number;
  readonly startUs: number;
  /** The longest that the task may run now. */
  readonly lengthUs: number;
}

/** What becomes of a task after it ran. */
export type AfterSlice = "ready" | "sleeps" | "exits";

/** Decides who runs. */
export interface Scheduler {
  readonly name: string;
  readonly cpus: number;
  /** A new task, or one that slept, wants to run from `atUs` on. */
  wake(task: Task, atUs: number): void;
  /**
   * The next slice that begins before `untilUs`, if any task is ready and not throttled then. Begins never go back. If there is none, the
   * time is `untilUs` from then on, if that is finite.
   */
  pick(untilUs: number): Slice | undefined;
  /** The slice's task used this much of it. Every slice is accounted for exactly once, at any time before its CPU is picked again. */
  account(slice: Slice, usedUs: number, after: AfterSlice): void;
  /** The task with this id has another nice value or group from now on, whether it runs, waits or sleeps. What it used stays. */
  change(task: Task): void;
  /** A task is gone: forgets it wherever it is. */
  remove(task: Task, atUs: number): void;
  /** CPU time that a task has used, in microseconds. */
  usedUs(task: Task): number;
}
