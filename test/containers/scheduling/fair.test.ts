import test from "ava";
import fc from "fast-check";
import { Fair, type Scheduler, type SchedulingGroup, type Task } from "../../../lib/containers";
import { plans, runPlan } from "../../contracts/scheduler";

const root: SchedulingGroup = { name: "/", parent: undefined, weight: 100, quota: undefined, frozen: false };

type Changing<T> = { -readonly [Field in keyof T]: T[Field] };

function group(name: string, weight: number, more: Partial<SchedulingGroup> = {}): Changing<SchedulingGroup> {
  return { ...root, name, parent: root, weight, ...more };
}

function task(id: number, of: SchedulingGroup, nice = 0): Task {
  return { id, nice, group: of };
}

/** Lets all tasks run all they can. */
function spin(scheduler: Scheduler, tasks: readonly Task[], untilUs: number): readonly number[] {
  const before = tasks.map((one) => scheduler.usedUs(one));
  for (let slice = scheduler.pick(untilUs); slice !== undefined; slice = scheduler.pick(untilUs))
    scheduler.account(slice, slice.lengthUs, "ready");
  return tasks.map((one, at) => scheduler.usedUs(one) - before[at]!);
}

function started(scheduler: Scheduler, tasks: readonly Task[]): readonly Task[] {
  for (const one of tasks) scheduler.wake(one, 0);
  return tasks;
}

function percent(used: readonly number[]): readonly string[] {
  const total = used.reduce((sum, us) => sum + us, 0);
  return used.map((us) => ((100 * us) / total).toFixed(2));
}

const shares = test.macro((t, weights: readonly number[], expected: readonly string[]) => {
  const scheduler = new Fair();
  const tasks = started(
    scheduler,
    weights.map((weight, id) => task(id, group(`g${id}`, weight))),
  );
  t.deepEqual(percent(spin(scheduler, tasks, 120e6)), expected);
});

test("shares 512, 1024, 2048, 4096", shares, [50, 100, 200, 400], ["6.67", "13.33", "26.67", "53.33"]);
test("equal weights", shares, [1, 1, 1, 1], ["25.00", "25.00", "25.00", "25.00"]);
test("the least and the greatest weight", shares, [1, 10_000], ["0.01", "99.99"]);

test("nice 0 beside nice 1", (t) => {
  const scheduler = new Fair();
  const tasks = started(scheduler, [task(0, root), task(1, root, 1)]);
  t.deepEqual(percent(spin(scheduler, tasks, 60e6)), ["55.53", "44.47"]);
});

test("many tasks in a group get no more than one", (t) => {
  const [one, many] = [group("one", 100), group("many", 100)];
  const scheduler = new Fair();
  const tasks = started(scheduler, [task(0, one), task(1, many), task(2, many), task(3, many), task(4, many)]);
  t.deepEqual(percent(spin(scheduler, tasks, 60e6)), ["50.00", "12.50", "12.50", "12.50", "12.50"]);
  t.is(Math.round(scheduler.groupTime(many).usedUs / 1e6), 30);
});

test("groups share through all levels", (t) => {
  const [left, right] = [group("left", 100), group("right", 300)];
  const scheduler = new Fair();
  const tasks = started(scheduler, [
    task(0, group("a", 100, { parent: left })),
    task(1, group("b", 300, { parent: left })),
    task(2, right),
  ]);
  t.deepEqual(percent(spin(scheduler, tasks, 60e6)), ["6.25", "18.75", "75.00"]);
});

test("when all groups are busy and can use their shares, shares are as weights, on any number of CPUs", (t) => {
  const weights = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 4 }), (list, cpus) => {
      const scheduler = new Fair({ cpus });
      const groups = list.map((weight, at) => group(`g${at}`, weight));
      started(
        scheduler,
        groups.flatMap((one, at) => Array.from({ length: cpus }, (_, nth) => task(10 * at + nth, one))),
      );
      spin(scheduler, [], 20e6);
      const total = list.reduce((sum, weight) => sum + weight, 0);
      for (const [at, weight] of list.entries())
        t.true(Math.abs(scheduler.groupTime(groups[at]!).usedUs / (20e6 * cpus) - weight / total) < 0.002);
    }),
    { seed: 1, numRuns: 40 },
  );
  t.pass();
});

test("virtual runtimes of tasks that are always ready stay within two slices of each other", (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 2, maxLength: 8 }), (nices) => {
      const scheduler = new Fair({ latencyUs: 6000 });
      const tasks = started(
        scheduler,
        nices.map((nice, id) => task(id, root, nice)),
      );
      const load = [335, 423, 526, 655, 820, 1024, 1277, 1586, 1991, 2501, 3121].reverse();
      for (let atUs = 5000; atUs < 100_000; atUs += 5000) {
        spin(scheduler, [], atUs);
        const virtual = tasks.map((one) => (scheduler.usedUs(one) * 1024) / load[one.nice + 5]!);
        t.true(Math.max(...virtual) - Math.min(...virtual) <= 2 * 6000 * (1024 / 335));
      }
    }),
    { seed: 1, numRuns: 50 },
  );
  t.pass();
});

test("a group that cannot use its share leaves it to the others, and saves nothing up", (t) => {
  const [heavy, light] = [group("heavy", 1000), group("light", 100)];
  const scheduler = new Fair({ cpus: 2 });
  const [first] = started(scheduler, [task(0, heavy), task(1, light), task(2, light)]);
  spin(scheduler, [], 10e6);
  t.deepEqual(
    [heavy, light].map((one) => Math.round(scheduler.groupTime(one).usedUs / 1e6)),
    [10, 10],
  );
  scheduler.wake(task(3, heavy), 10e6);
  const before = scheduler.groupTime(light).usedUs;
  spin(scheduler, [], 11e6);
  t.true(Math.abs((scheduler.groupTime(light).usedUs - before) / 2e6 - 100 / 1100) < 0.01);
  t.true(scheduler.usedUs(first!) > 10.8e6);
});

test("weights may change while tasks run", (t) => {
  const [a, b] = [group("a", 100), group("b", 100)];
  const scheduler = new Fair();
  const tasks = started(scheduler, [task(0, a), task(1, b)]);
  t.deepEqual(percent(spin(scheduler, tasks, 30e6)), ["50.00", "50.00"]);
  a.weight = 300;
  t.deepEqual(percent(spin(scheduler, tasks, 60e6)), ["75.00", "25.00"]);
});

test("who slept gets no more than its share afterwards", (t) => {
  const scheduler = new Fair();
  const [always, later] = [task(0, root), task(1, root)];
  scheduler.wake(always, 0);
  scheduler.wake(later, 10e6);
  spin(scheduler, [], 12e6);
  t.is(Math.round(scheduler.usedUs(later) / 1e4), 100);
});

test("a quota ends a group's time in each period, and the rest of the machine goes on", (t) => {
  const capped = group("capped", 100, { quota: { maxUs: 20_000, periodUs: 100_000 } });
  const scheduler = new Fair();
  const [only] = started(scheduler, [task(0, capped)]);
  t.deepEqual(spin(scheduler, [only!], 10e6), [2e6]);
  t.deepEqual(scheduler.groupTime(capped), { usedUs: 2e6, periods: 100, throttled: 100, throttledUs: 7_920_000 });
  scheduler.wake(task(1, root), 10e6);
  const [limited, other] = spin(scheduler, [only!, task(1, root)], 20e6);
  t.is(limited, 2e6);
  t.true(Math.abs(other! - 8e6) <= 6000);
});

test("no group ever uses more than its quota in a period, whatever tasks do and groups are in it", (t) => {
  fc.assert(
    fc.property(plans({ quotas: true }), (plan) => {
      const { runs } = runPlan(new Fair({ cpus: plan.cpus }), plan, 200_000);
      const used = new Map<string, number>();
      for (const run of runs)
        for (let at: SchedulingGroup | undefined = run.task.group; at?.quota !== undefined; at = at.parent) {
          const period = `${at.name} ${Math.floor(run.startUs / at.quota.periodUs)}`;
          used.set(period, (used.get(period) ?? 0) + run.usedUs);
          t.true(used.get(period)! <= at.quota.maxUs + 1e-6);
          t.true((run.startUs % at.quota.periodUs) + run.usedUs <= at.quota.periodUs + 1e-6);
        }
    }),
    { seed: 1, numRuns: 300 },
  );
  t.pass();
});

test("a group that has quota left runs, if a CPU is free", (t) => {
  const capped = group("capped", 100, { quota: { maxUs: 50_000, periodUs: 100_000 } });
  const scheduler = new Fair({ cpus: 2 });
  started(scheduler, [task(0, capped), task(1, capped)]);
  spin(scheduler, [], 10e6);
  t.is(scheduler.groupTime(capped).usedUs, 5e6);
});

test("frozen groups and those below them stand still, and go on when they are thawed", (t) => {
  const cold = group("cold", 100);
  const scheduler = new Fair();
  const tasks = started(scheduler, [task(0, group("below", 100, { parent: cold })), task(1, root)]);
  spin(scheduler, [], 1e6);
  cold.frozen = true;
  t.deepEqual(
    spin(scheduler, tasks, 2e6).map((us) => us < 7000),
    [true, false],
  );
  t.deepEqual(spin(scheduler, tasks, 3e6)[0], 0);
  cold.frozen = false;
  t.deepEqual(
    percent(spin(scheduler, tasks, 23e6))
      .map(Number)
      .map(Math.round),
    [50, 50],
  );
});

test("a task may move to another group", (t) => {
  const [a, b] = [group("a", 100), group("b", 100)];
  const scheduler = new Fair();
  const moving: Changing<Task> = { id: 0, nice: 0, group: a };
  started(scheduler, [moving, task(1, a), task(2, b)]);
  spin(scheduler, [], 1e6);
  moving.group = b;
  const [first, second, third] = spin(scheduler, [moving, task(1, a), task(2, b)], 41e6);
  t.deepEqual(percent([first!, second!, third!]).map(Number).map(Math.round), [25, 50, 25]);
});

test("options out of range are refused", (t) => {
  t.throws(() => new Fair({ cpus: 0.5 }), { message: /cpus.*got 0.5/ });
  t.throws(() => new Fair({ latencyUs: 0 }), { message: /latencyUs.*got 0/ });
  t.throws(() => new Fair().wake(task(0, root, 20), 0), { message: /nice.*got 20/ });
});
