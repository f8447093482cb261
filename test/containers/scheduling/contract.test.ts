/** Every rival keeps the contract; what a rival does not promise is listed with the reason. */
import test from "ava";
import fc from "fast-check";
import {
  Fair,
  groupLoad,
  Lottery,
  niceLoad,
  RoundRobin,
  type Scheduler,
  type SchedulingGroup,
  type Task,
} from "../../../lib/containers";
import { seeded } from "../../../lib/sim";
import { plans, runPlan, wrongWith } from "../../contracts/scheduler";

interface Rival {
  readonly make: (cpus: number) => Scheduler;
  /** How long a ready task may wait. */
  readonly bound: (task: Task, tasks: readonly Task[]) => number;
}

const rivals: Readonly<Record<string, Rival>> = {
  "round robin": {
    make: (cpus) => new RoundRobin({ cpus, sliceUs: 4000 }),
    bound: (_, tasks) => 4000 * tasks.length,
  },
  fair: {
    make: (cpus) => new Fair({ cpus, latencyUs: 6000 }),
    // Until a task's turn, nobody gets ahead of it by more than two slices for its weight; the others' weights are to its own as 1 to its share.
    bound: (task, tasks) => (2 * 6000 * (tasks.length + 1)) / leastShare(task, tasks),
  },
  lottery: {
    make: (cpus) => new Lottery({ cpus, sliceUs: 4000, random: seeded(3) }),
    // No bound: it may lose any number of draws.
    bound: () => Infinity,
  },
};

for (const [name, { make, bound }] of Object.entries(rivals)) {
  test(`${name}: slices in order, none twice, every one accounted for, no CPU idle while a task waits, no task starved`, (t) => {
    fc.assert(
      fc.property(plans(), (plan) => t.is(wrongWith(make(plan.cpus), plan, bound), undefined)),
      { seed: 1, numRuns: 300 },
    );
    t.pass();
  });

  test(`${name}: the same plan gives the same slices`, (t) => {
    fc.assert(
      fc.property(plans({ quotas: true }), (plan) => {
        const [one, other] = [runPlan(make(plan.cpus), plan, 100_000), runPlan(make(plan.cpus), plan, 100_000)];
        t.deepEqual(one.runs, other.runs);
      }),
      { seed: 2, numRuns: 50 },
    );
    t.pass();
  });
}

for (const [name, { make }] of Object.entries(rivals))
  test(`${name}: a task keeps what it used when its group or nice value changes, whatever it does then`, (t) => {
    const root: SchedulingGroup = { name: "/", parent: undefined, weight: 100, quota: undefined, frozen: false };
    const [warm, cold] = [root, { ...root, name: "cold", parent: root, frozen: true }];
    const task = { id: 1, nice: 0, group: warm };
    const scheduler = make(1);
    scheduler.wake(task, 0);
    const running = scheduler.pick(100)!;
    scheduler.change({ ...task, group: cold });
    scheduler.account(running, 100, "ready");
    t.is(scheduler.pick(50_000), undefined);
    t.is(scheduler.usedUs(task), 100);
    scheduler.change({ ...task, nice: 5 }); // while it waits
    const last = scheduler.pick(100_000)!;
    scheduler.account(last, 100, "sleeps");
    scheduler.change({ ...task, group: cold }); // while it sleeps
    scheduler.wake({ ...task, group: cold }, 60_000);
    t.is(scheduler.pick(100_000), undefined);
    t.is(scheduler.usedUs(task), 200);
  });

/** The share of a task if all others want to run. */
function leastShare(task: Task, tasks: readonly Task[]): number {
  let share =
    niceLoad(task.nice) /
    tasks
      .filter((one) => one.group === task.group)
      .reduce((sum, { nice }) => sum + niceLoad(nice), loadOfGroups(task.group));
  for (let group = task.group; group.parent !== undefined; group = group.parent) {
    const own = groupLoad(group.weight);
    const others = tasks.filter((one) => one.group === group.parent).reduce((sum, { nice }) => sum + niceLoad(nice), 0);
    share *= own / (own + others + loadOfGroups(group.parent));
  }
  return share;

  function loadOfGroups(parent: SchedulingGroup): number {
    const below = new Set(tasks.flatMap((one) => chain(one.group)).filter((group) => group.parent === parent));
    return [...below].reduce((sum, { weight }) => sum + groupLoad(weight), 0);
  }
}

function chain(group: SchedulingGroup): SchedulingGroup[] {
  return group.parent === undefined ? [group] : [group, ...chain(group.parent)];
}
