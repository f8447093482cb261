import test from "ava";
import fc from "fast-check";
import {
  badness,
  type Cgroup,
  CgroupTree,
  chooseVictim,
  effectiveProtection,
  highDelayUs,
} from "../../../lib/containers";

const MIB = 2 ** 20;

function tree(files: Readonly<Record<string, string>>, memoryBytes = Infinity): CgroupTree {
  const made: CgroupTree = new CgroupTree({ memoryBytes, kill: (pid) => made.exit(pid) });
  made.write("/cgroup.subtree_control", "+memory");
  for (const file of Object.keys(files)) {
    const path = file.slice(0, file.lastIndexOf("/"));
    if (made.lookup(path).type === "failed") {
      made.mkdir(path);
      const parent = path.slice(0, path.lastIndexOf("/"));
      if (parent !== "") made.write(`${parent}/cgroup.subtree_control`, "+memory");
    }
  }
  for (const [file, text] of Object.entries(files)) if (made.write(file, text).type === "failed") throw new Error(file);
  return made;
}

function group(of: CgroupTree, path: string): Cgroup {
  const found = of.lookup(path);
  if (found.type === "failed") throw new Error(path);
  return found.value;
}

test("badness is pages and the adjusted score; -1000 is never chosen; of equals the last", (t) => {
  t.is(badness({ pid: 1, pages: 100, oomScoreAdj: 0 }, 16_384), 100);
  t.is(badness({ pid: 1, pages: 100, oomScoreAdj: -10 }, 16_999), 100 - 160);
  t.is(badness({ pid: 1, pages: 100, oomScoreAdj: 1000 }, 999), 100);
  t.is(badness({ pid: 1, pages: 1e6, oomScoreAdj: -1000 }, 16_384), undefined);
  const same = [1, 2, 3].map((pid) => ({ pid, pages: 5, oomScoreAdj: 0 }));
  t.is(chooseVictim(same, 1000).victim?.pid, 3);
  t.is(chooseVictim([{ pid: 1, pages: 5, oomScoreAdj: -1000 }], 1000).victim, undefined);
});

test("at memory.max the worst process of the group ends, and nobody outside", (t) => {
  const made = tree({ "/a/memory.max": "64M" });
  made.add(1);
  made.add(2, "/a");
  made.add(3, "/a");
  made.charge(1, 500 * MIB);
  made.charge(2, 40 * MIB);
  const charge = made.charge(3, 30 * MIB);
  t.is(charge.type, "charged");
  t.deepEqual(
    charge.kills.map(({ pids }) => pids),
    [[2]],
  );
  t.deepEqual(
    charge.kills[0]!.rows.map(({ pid }) => pid),
    [2, 3],
  );
  t.is(group(made, "/a").memory.current, (30 * MIB) / 4096);
  t.deepEqual(made.read("/a/memory.events"), {
    type: "done",
    value: "low 0\nhigh 0\nmax 1\noom 1\noom_kill 1\noom_group_kill 0\n",
  });
});

test("who asks may be the one who ends; who must not be killed makes the charge fail", (t) => {
  const made = tree({ "/a/memory.max": "8M" });
  made.add(1, "/a");
  made.charge(1, 6 * MIB);
  t.is(made.charge(1, 6 * MIB).type, "killed");
  made.exit(1);
  made.add(2, "/a", -1000);
  const charge = made.charge(2, 9 * MIB);
  t.is(charge.type === "failed" && charge.error, "ENOMEM");
});

test("memory.oom.group ends the whole group, but for those that are immune", (t) => {
  const made = tree({ "/a/memory.max": "16M", "/a/b/memory.oom.group": "1" });
  made.add(1, "/a/b");
  made.add(2, "/a/b");
  made.add(3, "/a/b", -1000);
  made.charge(1, 10 * MIB);
  made.charge(2, 2 * MIB);
  const charge = made.charge(3, 8 * MIB);
  t.deepEqual(
    charge.kills.map(({ pids }) => pids),
    [[1, 2]],
  );
  t.deepEqual(made.read("/a/memory.events"), {
    type: "done",
    value: "low 0\nhigh 0\nmax 1\noom 1\noom_kill 2\noom_group_kill 1\n",
  });
});

test("pages of files go before anybody is killed", (t) => {
  const made = tree({ "/a/memory.max": "64M" });
  made.add(1, "/a");
  made.chargeFile(1, 60 * MIB);
  const charge = made.charge(1, 50 * MIB);
  t.deepEqual(charge.type === "charged" && [charge.reclaimed, charge.kills], [(46 * MIB) / 4096, []]);
});

test("above memory.high a process waits, the longer the more it is above, and nobody is killed", (t) => {
  const made = tree({ "/a/memory.high": "64M" });
  made.add(1, "/a");
  const delays = [64, 1, 1, 1].map((mib) => {
    const charge = made.charge(1, mib * MIB);
    return charge.type === "charged" ? charge.delayUs : -1;
  });
  t.is(delays[0], 0);
  t.true(0 < delays[1]! && delays[1]! < delays[2]! && delays[2]! <= delays[3]!);
  t.is(group(made, "/a").memory.events.high, 3);
  t.is(highDelayUs(2e6, 1e6, 1e6), 2_000_000);
});

test("protection is divided where siblings claim more than their parent has, and the rest is shared", (t) => {
  const made = tree({
    "/p/memory.min": "100M",
    "/p/a/memory.min": "80M",
    "/p/b/memory.min": "60M",
  });
  made.add(1, "/p/a");
  made.add(2, "/p/b");
  made.charge(1, 60 * MIB);
  made.charge(2, 90 * MIB);
  const held = effectiveProtection(made.root, "min");
  const mib = (path: string) => (held.get(group(made, path))! * 4096) / MIB;
  t.deepEqual(["/p", "/p/a", "/p/b"].map(mib), [100, 50, 50]);
  made.write("/p/a/memory.min", "10M");
  made.write("/p/b/memory.min", "0");
  const later = effectiveProtection(made.root, "min");
  // 90 MiB are left of the parent's; they go by 50 and 90 MiB without protection.
  t.is(Math.round((later.get(group(made, "/p/a"))! * 4096) / MIB), Math.round(10 + (90 * 50) / 140));
});

/** A machine of 100 pages, and programs that use its memory. */
const memories = fc.record({
  min: fc.array(fc.nat(40), { minLength: 5, maxLength: 5 }),
  low: fc.array(fc.nat(60), { minLength: 5, maxLength: 5 }),
  high: fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 5, maxLength: 5 }),
  max: fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 5, maxLength: 5 }),
  steps: fc.array(
    fc.record({
      type: fc.constantFrom("own", "file", "file", "free", "exit", "limit"),
      process: fc.nat(2),
      pages: fc.nat(50),
    }),
    { maxLength: 40, size: "max" },
  ),
});
const paths = ["/a", "/a/b", "/a/c", "/d", "/d/e"];

function machine({ min, low, high, max }: { min: number[]; low: number[]; high: number[]; max: number[] }): CgroupTree {
  const files = paths.flatMap((path, at) => [
    [`${path}/memory.min`, String(4096 * min[at]!)],
    [`${path}/memory.low`, String(4096 * low[at]!)],
    [`${path}/memory.high`, String(4096 * high[at]!)],
    [`${path}/memory.max`, String(4096 * max[at]!)],
  ]);
  const made = tree(Object.fromEntries(files) as Record<string, string>, 100 * 4096);
  for (const [pid, path] of ["/a/b", "/a/c", "/d/e"].entries()) made.add(pid, path, [0, 500, -100][pid]);
  return made;
}

test("what a group uses counts above it, and no group ever grows above its memory.max", (t) => {
  fc.assert(
    fc.property(memories, (plan) => {
      const made = machine(plan);
      const gone = new Set<number>();
      for (const { type, process, pages } of plan.steps) {
        for (const pid of [0, 1, 2]) if (![...made.root.everyMember()].some((one) => one.pid === pid)) gone.add(pid);
        if (gone.has(process)) continue;
        const bytes = pages * 4096;
        // Lowering memory.max may find nothing to take and nobody to kill; then the group stays above, but does not grow.
        const before = new Map([...made.root.downwards()].map((one) => [one, one.memory.current]));
        const charge =
          type === "own" ? made.charge(process, bytes) : type === "file" ? made.chargeFile(process, bytes) : undefined;
        if (type === "free") made.uncharge(process, bytes);
        if (type === "limit") made.write("/a/memory.max", String(bytes));
        const dead = type === "exit" ? [process] : (charge?.kills ?? []).flatMap(({ pids }) => pids);
        for (const pid of dead) {
          made.exit(pid);
          gone.add(pid);
        }
        for (const one of made.root.downwards()) {
          const { current, files, max, peak } = one.memory;
          const own = [...made.root.everyMember()].reduce((sum, { held }) => sum + (held.get(one) ?? 0), 0);
          const below = [...one.children.values()].reduce((sum, { memory }) => sum + memory.current, 0);
          t.is(current, files + own + below);
          t.true(current <= Math.max(max, before.get(one)!) && current <= peak && files >= 0);
        }
      }
    }),
    { seed: 1, numRuns: 300 },
  );
  t.pass();
});

test("the one who is killed has the greatest badness of the group at its limit", (t) => {
  fc.assert(
    fc.property(memories, (plan) => {
      const made = machine(plan);
      for (const { process, pages } of plan.steps.filter(({ type }) => type === "own")) {
        for (const { group: at, rows, pids } of made.charge(process, pages * 4096).kills) {
          const most = Math.max(...rows.map((row) => row.badness ?? -Infinity));
          t.is(rows.find(({ pid }) => pid === pids[0])?.badness, most);
          for (const { pid } of rows) t.true([...made.member(pid).group.upwards()].includes(at));
        }
      }
    }),
    { seed: 1, numRuns: 200 },
  );
  t.pass();
});

test("what is below memory.min is never taken, whoever needs memory elsewhere, if all protections fit", (t) => {
  fc.assert(
    fc.property(memories, ({ min, steps }) => {
      const open = [0, 0, 0, 0, 0];
      const limits = open.map(() => 1000);
      const small = min.map((pages) => pages % 16);
      // The parents protect what their children want.
      const sums = [small[1]! + small[2]!, small[1]!, small[2]!, small[4]!, small[4]!];
      const made = machine({ min: sums, low: open, high: limits, max: limits });
      const leaves = ["/a/b", "/a/c", "/d/e"].map((path) => group(made, path));
      for (const { process, pages } of steps) {
        const before = leaves.map(({ memory }) => memory.current);
        const { kills } = made.chargeFile(process, pages * 4096);
        if (kills.length > 0) return;
        for (const [at, { memory }] of leaves.entries())
          t.true(at === process || memory.current >= Math.min(before[at]!, memory.min));
      }
    }),
    { seed: 1, numRuns: 300 },
  );
  t.pass();
});
