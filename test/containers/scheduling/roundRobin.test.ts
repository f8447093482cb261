import test from "ava";
import { RoundRobin, type SchedulingGroup, type Task } from "../../../lib/containers";

const root: SchedulingGroup = { name: "/", parent: undefined, weight: 100, quota: undefined, frozen: false };

function task(id: number, group = root): Task {
  return { id, nice: 0, group };
}

test("tasks take turns on all CPUs, and a slice that is not used up ends early", (t) => {
  const scheduler = new RoundRobin({ cpus: 2, sliceUs: 10 });
  for (const id of [1, 2, 3]) scheduler.wake(task(id), 0);
  const runs: string[] = [];
  for (let slice = scheduler.pick(40); slice !== undefined; slice = scheduler.pick(40)) {
    runs.push(`${slice.task.id} on ${slice.cpu} at ${slice.startUs}`);
    scheduler.account(slice, slice.task.id === 3 ? 5 : 10, "ready");
  }
  t.deepEqual(runs, [
    "1 on 0 at 0",
    "2 on 1 at 0",
    "3 on 0 at 10",
    "1 on 1 at 10",
    "2 on 0 at 15",
    "3 on 1 at 20",
    "1 on 0 at 25",
    "2 on 1 at 25",
    "3 on 0 at 35",
    "1 on 1 at 35",
  ]);
  t.is(scheduler.usedUs(task(3)), 15);
});

test("sleepers wake when they said; frozen tasks wait until they are thawed; a removed task is forgotten", (t) => {
  const scheduler = new RoundRobin({ sliceUs: 10 });
  const group = { ...root, name: "cold", parent: root, frozen: true };
  scheduler.wake(task(1), 25);
  scheduler.wake(task(2, group), 0);
  t.is(scheduler.pick(20), undefined);
  const slice = scheduler.pick(100)!;
  t.is(slice.startUs, 25);
  scheduler.account(slice, 3, "sleeps");
  t.is(scheduler.pick(99), undefined);
  group.frozen = false;
  const late = scheduler.pick(200)!;
  t.deepEqual([late.task.id, late.startUs], [2, 99]);
  scheduler.account(late, 10, "ready");
  scheduler.remove(task(2));
  t.is(scheduler.usedUs(task(2)), 0);
});

test("what makes no sense is refused", (t) => {
  t.throws(() => new RoundRobin({ cpus: 0 }), { message: /cpus.*got 0/ });
  t.throws(() => new RoundRobin({ sliceUs: -1 }), { message: /sliceUs.*got -1/ });
  const scheduler = new RoundRobin({ sliceUs: 10 });
  scheduler.wake(task(1), 0);
  t.throws(() => scheduler.wake(task(1), 0), { message: /task 1/ });
  const slice = scheduler.pick(1)!;
  t.throws(() => scheduler.account(slice, 11, "ready"), { message: /usedUs.*from 0 to 10/ });
  scheduler.account(slice, 10, "ready");
  t.throws(() => scheduler.account(slice, 10, "ready"), { message: /slice/ });
});
