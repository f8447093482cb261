/** Reading and writing control files: what Linux answers. */
import test from "ava";
import { CgroupTree, Fair } from "../../../lib/containers";

function tree(): CgroupTree {
  const made = new CgroupTree();
  made.write("/cgroup.subtree_control", "+cpu +io +memory +pids");
  made.mkdir("/web");
  return made;
}

const writes = test.macro((t, file: string, cases: readonly (readonly [string, string])[]) => {
  for (const [text, expected] of cases) {
    const made = tree();
    const result = made.write(`/web/${file}`, text);
    const shown = made.read(`/web/${file}`);
    const got = result.type === "failed" ? result.error : shown.type === "done" ? shown.value.trimEnd() : shown.error;
    t.is(got, expected, text);
  }
});

test("cpu.weight", writes, "cpu.weight", [
  ["1", "1"],
  ["10000\n", "10000"],
  ["0", "ERANGE"],
  ["10001", "ERANGE"],
  ["-5", "ERANGE"],
  ["much", "EINVAL"],
  ["", "EINVAL"],
  ["1.5", "EINVAL"],
]);

test("cpu.weight.nice", writes, "cpu.weight.nice", [
  ["0", "0"],
  ["-20", "-20"],
  ["19", "19"],
  ["20", "ERANGE"],
  ["nice", "EINVAL"],
]);

test("cpu.max", writes, "cpu.max", [
  ["20000", "20000 100000"],
  ["20000 50000", "20000 50000"],
  ["max", "max 100000"],
  ["max 20000", "max 20000"],
  ["999", "EINVAL"],
  ["2000 999", "EINVAL"],
  ["2000 1000001", "EINVAL"],
  ["20000 100000 1", "EINVAL"],
  ["-1", "EINVAL"],
]);

for (const file of ["memory.min", "memory.low", "memory.high", "memory.max"])
  test(file, writes, file, [
    ["0", "0"],
    ["64M", String(64 * 2 ** 20)],
    ["1g", String(2 ** 30)],
    ["5000", "4096"],
    ["max", "max"],
    ["-1", "EINVAL"],
    ["64MB", "EINVAL"],
  ]);

test("memory.oom.group", writes, "memory.oom.group", [
  ["1", "1"],
  ["2", "EINVAL"],
]);

test("pids.max", writes, "pids.max", [
  ["10", "10"],
  ["0", "0"],
  ["max", "max"],
  ["-1", "EINVAL"],
  ["many", "EINVAL"],
]);

test("io.weight", writes, "io.weight", [
  ["200", "default 200"],
  ["default 300", "default 300"],
  ["0", "EINVAL"],
  ["10001", "EINVAL"],
  ["8:0 200", "ENODEV"],
]);

test("cgroup.freeze", writes, "cgroup.freeze", [
  ["1", "1"],
  ["2", "ERANGE"],
  ["on", "EINVAL"],
]);

test("cgroup.max.depth", writes, "cgroup.max.depth", [
  ["3", "3"],
  ["max", "max"],
  ["-1", "ERANGE"],
]);

test("files that can only be read, or only be written", (t) => {
  const made = tree();
  t.deepEqual(made.write("/web/memory.current", "1"), { type: "failed", error: "EINVAL" });
  t.deepEqual(made.read("/web/cgroup.kill"), { type: "failed", error: "EINVAL" });
  t.deepEqual(made.write("/web/cgroup.kill", "0"), { type: "failed", error: "ERANGE" });
});

test("a controller's files are there only where the parent gives the controller to its children", (t) => {
  const made = new CgroupTree();
  made.mkdir("/web");
  t.deepEqual(made.read("/web/cpu.weight"), { type: "failed", error: "ENOENT" });
  t.deepEqual(made.write("/web/cgroup.subtree_control", "+cpu"), { type: "failed", error: "ENOENT" });
  made.write("/cgroup.subtree_control", "+cpu");
  t.deepEqual(made.read("/web/cgroup.controllers"), { type: "done", value: "cpu\n" });
  made.write("/web/cpu.weight", "300");
  made.write("/web/cgroup.subtree_control", "+cpu");
  t.deepEqual(made.write("/cgroup.subtree_control", "-cpu"), { type: "failed", error: "EBUSY" });
  made.write("/web/cgroup.subtree_control", "-cpu");
  made.write("/cgroup.subtree_control", "-cpu");
  made.write("/cgroup.subtree_control", "+cpu");
  t.deepEqual(made.read("/web/cpu.weight"), { type: "done", value: "100\n" });
  t.deepEqual(made.write("/cgroup.subtree_control", "+gpu"), { type: "failed", error: "EINVAL" });
  t.deepEqual(made.write("/cgroup.subtree_control", "cpu"), { type: "failed", error: "EINVAL" });
});

test("what a group without the cpu controller runs counts for the nearest one above that has it", (t) => {
  const made = tree();
  made.mkdir("/web/front");
  const front = made.lookup("/web/front");
  t.is(front.type === "done" && front.value.schedulingGroup.path, "/web");
});

test("cpu.stat tells what the scheduler knows", (t) => {
  const scheduler = new Fair();
  const made = new CgroupTree({ groupTime: (group) => scheduler.groupTime(group) });
  made.write("/cgroup.subtree_control", "+cpu");
  const web = made.mkdir("/web");
  made.write("/web/cpu.max", "20000 100000");
  if (web.type === "done") scheduler.wake({ id: 1, nice: 0, group: web.value }, 0);
  for (let slice = scheduler.pick(1e6); slice !== undefined; slice = scheduler.pick(1e6))
    scheduler.account(slice, slice.lengthUs, "ready");
  const lines = [
    "usage_usec 200000",
    "user_usec 200000",
    "system_usec 0",
    "nr_periods 10",
    "nr_throttled 10",
    "throttled_usec 720000",
  ];
  t.deepEqual(made.read("/web/cpu.stat"), { type: "done", value: `${lines.join("\n")}\n` });
});
