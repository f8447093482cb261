/** The models beside what a real kernel did. */
import test from "ava";
import { groupBy } from "lodash";
import { CgroupTree, Fair, niceLoad, type SchedulingGroup } from "../../../lib/containers";
import {
  type KernelCpuRun,
  type KernelMemoryRun,
  kernelCpuRuns,
  kernelMemoryRuns,
  niceWeights,
} from "../../../lib/datasets";

const MIB = 2 ** 20;

test("the scheduler's loads are those of Linux", (t) => {
  t.deepEqual(
    niceWeights().map(({ nice }) => niceLoad(nice)),
    niceWeights().map(({ weight }) => weight),
  );
});

for (const [run, rows] of Object.entries(groupBy(kernelCpuRuns(), "run")))
  test(`${run}: shares are within 0.1 percentage points of the kernel's`, (t) => {
    const shares = modelledShares(rows);
    for (const [at, { who, share }] of rows.entries()) {
      t.true(Math.abs(100 * (shares[at]! - share)) < 0.1, `${who}: model ${shares[at]}, kernel ${share}`);
    }
  });

/** Spinning tasks on one CPU; tasks of one nice run are in one group. */
function modelledShares(rows: readonly KernelCpuRun[]): readonly number[] {
  const [{ seconds, run }] = rows as [KernelCpuRun];
  const scheduler = new Fair();
  const root: SchedulingGroup = { name: "/", parent: undefined, weight: 100, quota: undefined, frozen: false };
  const groups = rows.map(({ who, cpuShares, quotaUs }) => ({
    ...root,
    name: who,
    parent: root,
    weight: (100 * cpuShares) / 1024,
    quota: quotaUs === undefined ? undefined : { maxUs: quotaUs, periodUs: 100_000 },
  }));
  let id = 0;
  const tasks = rows.map(({ nice, tasks: count }, at) =>
    Array.from({ length: count }, () => ({ id: id++, nice, group: run.startsWith("nice") ? groups[0]! : groups[at]! })),
  );
  for (const task of tasks.flat()) scheduler.wake(task, 0);
  const endUs = 1e6 * seconds;
  for (let slice = scheduler.pick(endUs); slice !== undefined; slice = scheduler.pick(endUs))
    scheduler.account(slice, slice.lengthUs, "ready");
  const used = tasks.map((some) => some.reduce((sum, task) => sum + scheduler.usedUs(task), 0));
  const total = run === "quota" ? endUs : used.reduce((sum, us) => sum + us, 0);
  return used.map((us) => us / total);
}

for (const [run, rows] of Object.entries(groupBy(kernelMemoryRuns(), "run")))
  test(`memory run ${run}: the same processes are killed`, (t) => {
    t.deepEqual(
      modelledKills(rows),
      rows.filter(({ killed }) => killed === "yes").map(({ process }) => process),
    );
  });

/** Each process takes its memory a MiB at a time, until it has it or is killed. */
function modelledKills(rows: readonly KernelMemoryRun[]): readonly number[] {
  const tree = new CgroupTree();
  tree.write("/cgroup.subtree_control", "+memory");
  tree.mkdir("/group");
  tree.write("/group/memory.max", `${rows[0]!.limitMib}M`);
  const killed = new Set<number>();
  for (const { process, takesMib, oomScoreAdj } of rows) {
    tree.add(process, "/group", oomScoreAdj);
    for (let taken = 0; taken < takesMib && !killed.has(process); taken++)
      for (const kill of tree.charge(process, MIB).kills)
        for (const pid of kill.pids) {
          killed.add(pid);
          tree.exit(pid);
        }
  }
  return [...killed].sort((a, b) => a - b);
}
