/**
 * What all schedulers have in common: the time, the CPUs, and who runs, waits or sleeps.
 *
 * ```text
 *             now
 *   CPU 0  ────┤task 3├──────┐ busy: free at 7000
 *   CPU 1  ────┤task 1├──┐     busy: free at 5000
 *   CPU 2  ──────────────      idle
 * ```
 *
 * What a run changes – its task is ready again, its group has used its time – takes effect at the end of the run, so that decisions
 * on other CPUs know only the past. One queue serves all CPUs; so no CPU is idle while a task waits, and no balancing is needed.
 *
 * Left out: affinity to CPUs and the cost of moving between them, for which real kernels keep one queue for each CPU and balance
 * these; and preemption in the middle of a slice.
 *
 * @packageDocumentation
 */
import { requireCount } from "../../checks";
import { DomainError } from "../../errors";
import { Heap, type HeapItem, NOWHERE } from "./heap";
import type { Job, Policy } from "./policy";
import type { AfterSlice, Scheduler, Slice, Task } from "./scheduler";
import { niceLoad } from "./weights";

/** Time on a CPU, and what comes after it. */
class Cpu<J extends Job> implements HeapItem {
  place = NOWHERE;
  slice: Slice | undefined;
  job: J | undefined;
  usedUs = 0;

  constructor(readonly serial: number) {}
}

const stateAfter = { ready: "pending", sleeps: "sleeping", exits: "exited" } as const;

/** A scheduler: CPUs and time around a {@link Policy}. */
export class Dispatcher<J extends Job> implements Scheduler {
  readonly #policy: Policy<J>;
  readonly #cpus: readonly Cpu<J>[];
  readonly #jobs = new Map<number, J>();
  /** By number. */
  readonly #idle = new Heap<Cpu<J>>();
  /** By the time from which they are free. */
  readonly #busy = new Heap<Cpu<J>>();
  /** Jobs that wake later, by time. */
  readonly #waking = new Heap<J>();
  #nowUs = 0;
  #serial = 0;
  #open = 0;

  /** @throws {@link DomainError} if `cpus` is not a whole number from 1 on */
  constructor(
    readonly name: string,
    readonly cpus: number,
    policy: Policy<J>,
  ) {
    requireCount({ cpus });
    this.#policy = policy;
    this.#cpus = Array.from({ length: cpus }, (_, cpu) => new Cpu<J>(cpu));
    for (const cpu of this.#cpus) this.#idle.push(cpu, cpu.serial);
  }

  /** @throws {@link DomainError} if the task does not sleep, or its nice value or the time is out of range */
  wake(task: Task, atUs: number): void {
    niceLoad(task.nice);
    if (!(atUs >= 0 && atUs < Infinity)) throw new DomainError("atUs", "to be 0 or more", atUs);
    const job = this.#jobs.get(task.id) ?? this.#policy.admit(task, this.#serial++);
    if (job.state !== "sleeping" && job.state !== "gone")
      throw new DomainError(`task ${task.id}`, "to sleep before it wakes", job.state);
    this.#jobs.set(task.id, job);
    job.task = task;
    job.state = "waking";
    this.#waking.push(job, Math.max(atUs, job.endUs));
  }

  /** @throws {@link DomainError} if time goes on while a slice is not accounted for */
  pick(untilUs: number): Slice | undefined {
    for (;;) {
      const atUs = this.#idle.size > 0 ? this.#nowUs : Math.max(this.#nowUs, this.#busy.firstKey);
      if (atUs >= untilUs) break;
      this.#advance(atUs);
      const choice = this.#idle.size > 0 ? this.#policy.choose(atUs) : undefined;
      if (choice !== undefined) return this.#start(choice.job, choice.lengthUs);
      // Nothing may run now: on to what happens next.
      const next = Math.min(this.#busy.firstKey, this.#waking.firstKey, this.#policy.releaseUs());
      if (!(next < untilUs)) break;
      this.#advance(Math.max(next, atUs));
    }
    // No slice begins before this time, whatever the caller does next.
    if (untilUs < Infinity && this.#open === 0) this.#advance(untilUs);
    return undefined;
  }

  /** @throws {@link DomainError} if the slice is not the one that runs there, or was not that long */
  account(slice: Slice, usedUs: number, after: AfterSlice): void {
    const cpu = this.#cpus[slice.cpu];
    const job = cpu?.job;
    if (cpu === undefined || job === undefined || cpu.slice !== slice)
      throw new DomainError("slice", "to be picked and not yet accounted for", `CPU ${slice.cpu} at ${slice.startUs}`);
    if (!(usedUs >= 0 && usedUs <= slice.lengthUs))
      throw new DomainError("usedUs", `to be from 0 to ${slice.lengthUs}`, usedUs);
    this.#open--;
    job.endUs = slice.startUs + usedUs;
    if (job.state !== "gone") job.usedUs += usedUs;
    if (job.state === "running") job.state = stateAfter[after];
    cpu.usedUs = usedUs;
    cpu.slice = undefined;
    this.#busy.push(cpu, job.endUs);
  }

  remove(task: Task): void {
    const job = this.#jobs.get(task.id);
    if (job === undefined) return;
    const { state } = job;
    if (state === "waking") this.#waking.remove(job);
    if (state === "ready") this.#policy.dequeue(job);
    job.state = "gone";
    job.usedUs = 0;
    // One that still runs is kept until its end, so that it cannot wake on another CPU meanwhile.
    if (job.endUs <= this.#nowUs) this.#jobs.delete(task.id);
  }

  change(task: Task): void {
    const job = this.#jobs.get(task.id);
    if (job === undefined) return;
    const isReady = job.state === "ready";
    if (isReady) this.#policy.dequeue(job);
    job.task = task;
    if (isReady) this.#policy.enqueue(job, this.#nowUs);
  }

  usedUs(task: Task): number {
    return this.#jobs.get(task.id)?.usedUs ?? 0;
  }

  /** Everything that happens up to a time, in order: runs end, sleepers wake. */
  #advance(atUs: number): void {
    if (atUs > this.#nowUs && this.#open > 0)
      throw new DomainError("slice", "to be accounted for before time goes on", `${this.#open} open slices`);
    this.#nowUs = Math.max(this.#nowUs, atUs);
    for (;;) {
      const wakes = this.#waking.firstKey;
      const ends = this.#busy.firstKey;
      if (Math.min(wakes, ends) > atUs) return;
      if (wakes < ends) this.#enqueue(this.#waking.pop()!);
      else this.#end(this.#busy.pop()!);
    }
  }

  #start(job: J, lengthUs: number): Slice {
    const cpu = this.#idle.pop()!;
    job.state = "running";
    job.endUs = this.#nowUs + lengthUs;
    cpu.job = job;
    cpu.slice = { task: job.task, cpu: cpu.serial, startUs: this.#nowUs, lengthUs };
    this.#open++;
    return cpu.slice;
  }

  #end(cpu: Cpu<J>): void {
    const job = cpu.job!;
    cpu.job = undefined;
    this.#idle.push(cpu, cpu.serial);
    this.#policy.charge(job, cpu.usedUs, this.#nowUs);
    if (job.state === "pending") this.#enqueue(job);
    else if (job.state === "gone" && this.#jobs.get(job.task.id) === job) this.#jobs.delete(job.task.id);
  }

  #enqueue(job: J): void {
    job.state = "ready";
    this.#policy.enqueue(job, this.#nowUs);
  }
}
