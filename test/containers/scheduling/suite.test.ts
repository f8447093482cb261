/** The suite catches what is wrong: schedulers that break one promise each. */
import test from "ava";
import fc from "fast-check";
import { type Choice, Dispatcher, Job, type Policy, RoundRobin, type Task } from "../../../lib/containers";
import { plans, wrongWith } from "../../contracts/scheduler";

/** The last to come is the first to go; `keeps` tasks wait for company. */
class Stack implements Policy<Job> {
  readonly #ready: Job[] = [];

  constructor(readonly keeps = 0) {}

  admit(task: Task, serial: number): Job {
    return new Job(task, serial);
  }

  enqueue(job: Job): void {
    this.#ready.push(job);
  }

  choose(): Choice<Job> | undefined {
    const job = this.#ready.length > this.keeps ? this.#ready.pop() : undefined;
    return job && { job, lengthUs: 4000 };
  }

  charge(): void {
    // Nothing is remembered.
  }

  dequeue(job: Job): void {
    this.#ready.splice(this.#ready.indexOf(job), 1);
  }

  releaseUs(): number {
    return Infinity;
  }
}

class Forgetful extends RoundRobin {
  override usedUs(task: Task): number {
    return Math.floor(super.usedUs(task) / 1000) * 1000;
  }
}

const wrong = {
  "a stack starves those that came first": [(cpus: number) => new Dispatcher("stack", cpus, new Stack()), /waits from/],
  "a CPU is idle while one task waits": [(cpus: number) => new Dispatcher("lazy", cpus, new Stack(1)), /is idle/],
  "time is lost in the account": [(cpus: number) => new Forgetful({ cpus, sliceUs: 4000 }), /accounted/],
} as const;

for (const [name, [make, complaint]] of Object.entries(wrong))
  test(name, (t) => {
    const found = fc
      .sample(plans(), { seed: 1, numRuns: 100 })
      .map((plan) => wrongWith(make(plan.cpus), plan, (_, tasks) => 4000 * tasks.length));
    t.true(found.some((one) => one !== undefined && complaint.test(one)));
  });

test("time does not go on while a slice is open", (t) => {
  const scheduler = new RoundRobin({ cpus: 2, sliceUs: 10 });
  const group = { name: "/", parent: undefined, weight: 100, quota: undefined, frozen: false };
  for (const [id, atUs] of [0, 5].entries()) scheduler.wake({ id, nice: 0, group }, atUs);
  const open = scheduler.pick(100)!;
  t.throws(() => scheduler.pick(100), { message: /accounted for before time goes on/ });
  scheduler.account(open, 10, "ready");
  t.is(scheduler.pick(100)?.startUs, 5);
});
