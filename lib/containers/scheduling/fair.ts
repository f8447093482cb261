/**
 * Fair scheduling by virtual runtime, as Linux does it: whoever has had the least CPU time for its weight is next.
 *
 * ```text
 *   choose:   from the top queue down, always the least virtual runtime;      frozen and throttled groups step aside
 *   charge:   vruntime += time · 1024 / load,                                 for the task and for every group above it
 *   wake:     vruntime = max(own, what the queue has reached),                so that sleeping saves up nothing
 * ```
 *
 * The whole slice is charged when it begins, and what was not used is given back at its end; so other CPUs know at once that a group is
 * being served. A task or group that could not use its share, because it was running all the time and has no more tasks, does not save up
 * what it missed.
 *
 * Slices: everyone who is ready should have a turn within 6 ms · (1 + log2 CPUs), 8 CPUs counting as many; but no slice is shorter than an
 * eighth of that. All slices are equally long, as in Linux from 6.6 on; weights decide how often one's turn comes.
 *
 * Left out: a queue for each CPU with balancing between them, preemption by those who wake, deadlines (Linux's EEVDF, since 6.6), and
 * bursts of quotas.
 *
 * Source: Linux, kernel/sched/fair.c and "CFS Scheduler" (Documentation/scheduler); J. Nieh and M. Lam, "The design, implementation and
 * evaluation of SMART" (SOSP 1997), on virtual time.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { Dispatcher } from "./dispatcher";
import { type Entity, FairGroup, FairTask, type Throttling } from "./fairGroup";
import { Heap, NOWHERE } from "./heap";
import type { Choice, Policy } from "./policy";
import type { SchedulingGroup, Task } from "./scheduler";
import { NORMAL_LOAD } from "./weights";

/** What a fair scheduler is made of. */
export interface FairOptions {
  /** CPUs, 1 or more; 1 if not given. */
  readonly cpus?: number;
  /** Microseconds in which each ready task has a turn, if they are few; as Linux chooses it by CPUs if not given. */
  readonly latencyUs?: number;
}

/** CPU time of a group and those below it, and what its quota did. */
export interface GroupTime extends Throttling {
  readonly usedUs: number;
}

/**
 * The fair scheduler.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const scheduler = new containers.Fair();
 * const root = { name: "/", parent: undefined, weight: 100, quota: undefined, frozen: false };
 * const tasks = [100, 300].map((weight, id) => ({ id, nice: 0, group: { ...root, name: `w${weight}`, parent: root, weight } }));
 * for (const task of tasks) scheduler.wake(task, 0);
 * for (let slice = scheduler.pick(1e6); slice !== undefined; slice = scheduler.pick(1e6))
 *   scheduler.account(slice, slice.lengthUs, "ready");
 * assert.deepEqual(tasks.map((task) => Math.round(scheduler.usedUs(task) / 1e4)), [25, 75]);
 * ```
 */
export class Fair extends Dispatcher<FairTask> {
  readonly #policy: FairPolicy;

  /** @throws {@link DomainError} if `cpus` is not a whole number above 0, or `latencyUs` not above 0 */
  constructor({ cpus = 1, latencyUs = 6000 * (1 + Math.floor(Math.log2(Math.min(cpus, 8)))) }: FairOptions = {}) {
    if (cpus >= 1 && !(latencyUs > 0 && latencyUs < Infinity))
      throw new DomainError("latencyUs", "to be above 0", latencyUs);
    const policy = new FairPolicy(cpus, latencyUs);
    super("fair", cpus, policy);
    this.#policy = policy;
  }

  /** What a group has used; zeros for one without tasks so far. */
  groupTime(group: SchedulingGroup): GroupTime {
    const found = this.#policy.find(group);
    return { usedUs: found?.usedUs ?? 0, ...(found?.bandwidth.counts ?? { periods: 0, throttled: 0, throttledUs: 0 }) };
  }
}

class FairPolicy implements Policy<FairTask> {
  readonly #top = new FairGroup(undefined, undefined, -1);
  readonly #groups = new WeakMap<SchedulingGroup, FairGroup>();
  readonly #frozen = new Set<FairGroup>();
  /** By the begin of their next period. */
  readonly #throttled = new Heap<FairGroup>();
  #serial = 0;
  /** Tasks that are ready or running. */
  #runnable = 0;

  constructor(
    readonly cpus: number,
    readonly latencyUs: number,
  ) {}

  find(group: SchedulingGroup): FairGroup | undefined {
    return this.#groups.get(group);
  }

  admit(task: Task, serial: number): FairTask {
    return new FairTask(task, serial, this.#groupOf(task.group));
  }

  enqueue(task: FairTask, atUs: number): void {
    if (task.parent.source !== task.task.group) {
      task.parent = this.#groupOf(task.task.group);
      task.vruntimeUs = 0;
    }
    this.#runnable++;
    this.#stand(task, atUs);
  }

  choose(atUs: number): Choice<FairTask> | undefined {
    this.#letRun(atUs);
    let allowedUs = Infinity;
    let at = this.#top.queue.first;
    while (at instanceof FairGroup) {
      const groupUs = at.source!.frozen ? 0 : at.allowedUs(atUs);
      if (groupUs <= 0) {
        this.#park(at, atUs);
        allowedUs = Infinity;
        at = this.#top.queue.first;
      } else {
        allowedUs = Math.min(allowedUs, groupUs);
        at = at.queue.first;
      }
    }
    if (at === undefined) return undefined;
    const waiting = Math.ceil(this.#runnable / this.cpus);
    at.lengthUs = Math.min(Math.max(this.latencyUs / waiting, this.latencyUs / 8), allowedUs);
    this.#take(at);
    return { job: at, lengthUs: at.lengthUs };
  }

  charge(task: FairTask, usedUs: number, atUs: number): void {
    this.#runnable--;
    const unusedUs = task.lengthUs - usedUs;
    if (unusedUs > 0) task.vruntimeUs -= virtual(unusedUs, task);
    task.ranUntilUs = atUs;
    for (let group: FairGroup = task.parent; group.parent !== undefined; group = group.parent) {
      group.usedUs += usedUs;
      group.ranUntilUs = atUs;
      if (unusedUs > 0) this.#giveBack(group, unusedUs, { atUs, startUs: atUs - usedUs });
    }
  }

  dequeue(task: FairTask): void {
    this.#runnable--;
    this.#leave(task);
  }

  releaseUs(): number {
    return this.#throttled.firstKey;
  }

  /** The task leaves its queue, and it and all groups above it are charged for the slice. */
  #take(task: FairTask): void {
    let entity: FairTask | FairGroup = task;
    for (let parent: FairGroup | undefined = task.parent; parent !== undefined; parent = parent.parent) {
      parent.reachedUs = Math.max(parent.reachedUs, entity.vruntimeUs);
      entity.vruntimeUs += virtual(task.lengthUs, entity);
      const stays: boolean = entity instanceof FairGroup && entity.queue.size > 0;
      if (stays) parent.queue.move(entity, entity.vruntimeUs);
      else parent.queue.remove(entity);
      if (parent.source?.quota !== undefined) parent.bandwidth.spend(task.lengthUs);
      entity = parent;
    }
  }

  #giveBack(
    group: FairGroup,
    us: number,
    { atUs, startUs }: { readonly atUs: number; readonly startUs: number },
  ): void {
    group.vruntimeUs -= virtual(us, group);
    const quota = group.source?.quota;
    if (quota !== undefined) group.bandwidth.giveBack(us, startUs, quota.periodUs);
    if (group.parked === "throttled") {
      if (group.allowedUs(atUs) > 0) this.#unpark(group, atUs);
    } else if (group.place !== NOWHERE) group.parent!.queue.move(group, group.vruntimeUs);
  }

  /** Stands in the queue, and every group above it too that did not. */
  #stand(from: FairTask | FairGroup, atUs: number): void {
    let entity = from;
    for (let parent = entity.parent; parent !== undefined; parent = entity.parent) {
      // One that ran until now may lag by a slice; one that slept starts at what has been reached.
      const lagUs = entity.ranUntilUs === atUs ? virtual(this.latencyUs, entity) : 0;
      entity.vruntimeUs = Math.max(entity.vruntimeUs, parent.reachedUs - lagUs);
      parent.queue.push(entity, entity.vruntimeUs);
      if (parent.place !== NOWHERE || parent.parked !== undefined) return;
      entity = parent;
    }
  }

  /** Leaves the queue, and so does every group above it that has nobody else. */
  #leave(from: FairTask | FairGroup): void {
    let entity = from;
    for (let parent = entity.parent; parent !== undefined; parent = entity.parent) {
      parent.queue.remove(entity);
      if (parent.queue.size > 0 || parent.place === NOWHERE || parent.parked !== undefined) return;
      entity = parent;
    }
  }

  #park(group: FairGroup, atUs: number): void {
    this.#leave(group);
    group.parked = group.source!.frozen ? "frozen" : "throttled";
    if (group.parked === "frozen") {
      this.#frozen.add(group);
      return;
    }
    const { periodUs } = group.source!.quota!;
    group.bandwidth.throttle(atUs);
    this.#throttled.push(group, (Math.floor(atUs / periodUs) + 1) * periodUs);
  }

  #unpark(group: FairGroup, atUs: number): void {
    if (group.parked === "frozen") this.#frozen.delete(group);
    else {
      this.#throttled.remove(group);
      group.bandwidth.release(atUs);
    }
    group.parked = undefined;
    if (group.queue.size > 0) this.#stand(group, atUs);
  }

  /** Groups whose next period has begun, and those that are not frozen any more, come back. */
  #letRun(atUs: number): void {
    while (this.#throttled.firstKey <= atUs) this.#unpark(this.#throttled.first!, atUs);
    if (this.#frozen.size > 0) for (const group of this.#frozen) if (!group.source!.frozen) this.#unpark(group, atUs);
  }

  #groupOf(source: SchedulingGroup): FairGroup {
    const known = this.#groups.get(source);
    if (known !== undefined) return known;
    const parent = source.parent === undefined ? this.#top : this.#groupOf(source.parent);
    const group = new FairGroup(source, parent, this.#serial++);
    this.#groups.set(source, group);
    return group;
  }
}

function virtual(us: number, entity: Entity): number {
  return (us * NORMAL_LOAD) / entity.load;
}
