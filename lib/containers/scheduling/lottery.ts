/**
 * Lottery scheduling: every ready task holds tickets, and a draw decides who runs next.
 *
 * ```text
 *   draw among the children of the root:   web 300 | batch 100          web wins three draws of four
 *   then among the children of web:        task 1: 1024 | task 2: 820
 * ```
 *
 * Shares come out by chance: after n draws, a group with share p is off by about sqrt(p (1 - p) / n). Nobody has to remember who ran for
 * how long, and weights may change at any time; but nobody is sure of a turn within any time. Frozen groups hold no tickets; quotas do
 * not count.
 *
 * Source: C. Waldspurger and W. Weihl, "Lottery scheduling: flexible proportional-share resource management" (OSDI 1994).
 *
 * @packageDocumentation
 */
import type { Random } from "../../sim";
import { Dispatcher } from "./dispatcher";
import { type Choice, Job, type Policy } from "./policy";
import { requireSlice, type SliceOptions } from "./roundRobin";
import type { SchedulingGroup, Task } from "./scheduler";
import { groupLoad, niceLoad } from "./weights";

/** What a lottery is made of. */
export interface LotteryOptions extends SliceOptions {
  /** Draws the tickets. */
  readonly random: Random;
}

/**
 * A scheduler that draws lots.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, sim } from "strata";
 *
 * const scheduler = new containers.Lottery({ random: sim.seeded(1), sliceUs: 1000 });
 * const group = { name: "/", parent: undefined, weight: 100, quota: undefined, frozen: false };
 * const [often, seldom] = [{ id: 1, nice: 0, group }, { id: 2, nice: 5, group }];
 * scheduler.wake(often, 0);
 * scheduler.wake(seldom, 0);
 * for (let slice = scheduler.pick(1e6); slice !== undefined; slice = scheduler.pick(1e6)) scheduler.account(slice, 1000, "ready");
 * assert.ok(Math.abs(scheduler.usedUs(often) / 1e6 - 0.753) < 0.03);
 * ```
 */
export class Lottery extends Dispatcher<Job> {
  /** @throws {@link DomainError} if `cpus` is not a whole number above 0, or `sliceUs` not above 0 */
  constructor({ cpus = 1, sliceUs = 10_000, random }: LotteryOptions) {
    super("lottery", cpus, new Draws(requireSlice(sliceUs), random));
  }
}

type Holder = Job | SchedulingGroup;

class Draws implements Policy<Job> {
  /** Ready tasks and groups that have some, by the group that they are in; `undefined` stands above the roots. */
  readonly #inside = new Map<SchedulingGroup | undefined, Set<Holder>>();

  constructor(
    readonly sliceUs: number,
    readonly random: Random,
  ) {}

  admit(task: Task, serial: number): Job {
    return new Job(task, serial);
  }

  enqueue(job: Job): void {
    let holder: Holder = job;
    for (let group: SchedulingGroup | undefined = job.task.group; ; group = group.parent) {
      const inside = this.#inside.get(group) ?? new Set();
      this.#inside.set(group, inside.add(holder));
      if (group === undefined || inside.size > 1) return;
      holder = group;
    }
  }

  choose(): Choice<Job> | undefined {
    const job = this.#draw(undefined);
    if (job === undefined) return undefined;
    this.dequeue(job);
    return { job, lengthUs: this.sliceUs };
  }

  charge(): void {
    // Chance has no memory.
  }

  dequeue(job: Job): void {
    let holder: Holder = job;
    for (let group: SchedulingGroup | undefined = job.task.group; ; group = group.parent) {
      const inside = this.#inside.get(group)!;
      inside.delete(holder);
      if (group === undefined || inside.size > 0) return;
      holder = group;
    }
  }

  releaseUs(): number {
    return Infinity;
  }

  /** Draws in a group until a task wins; a group that wins and has nobody who may run is out of this draw. */
  #draw(group: SchedulingGroup | undefined): Job | undefined {
    const holders = [...(this.#inside.get(group) ?? [])].filter((one) => one instanceof Job || !one.frozen);
    while (holders.length > 0) {
      const winner = this.#winner(holders);
      const job = winner instanceof Job ? winner : this.#draw(winner);
      if (job !== undefined) return job;
      holders.splice(holders.indexOf(winner), 1);
    }
    return undefined;
  }

  #winner(holders: readonly Holder[]): Holder {
    const tickets = holders.reduce((sum, one) => sum + ticketsOf(one), 0);
    let drawn = this.random.next() * tickets;
    return holders.find((one) => (drawn -= ticketsOf(one)) < 0) ?? holders[holders.length - 1]!;
  }
}

function ticketsOf(holder: Holder): number {
  return holder instanceof Job ? niceLoad(holder.task.nice) : groupLoad(holder.weight);
}
