import test from "ava";
import fc from "fast-check";
import { type Cgroup, CgroupTree, type Result } from "../../../lib/containers";

const busy = { type: "failed", error: "EBUSY" };

function valueOf<T>(result: Result<T>): T {
  if (result.type === "failed") throw new Error(result.error);
  return result.value;
}

test("groups are made and removed as folders are", (t) => {
  const tree = new CgroupTree();
  t.is(valueOf(tree.mkdir("/web")).path, "/web");
  t.is(valueOf(tree.mkdir("/web/front")).path, "/web/front");
  t.deepEqual(tree.mkdir("/web"), { type: "failed", error: "EEXIST" });
  t.deepEqual(tree.mkdir("/none/x"), { type: "failed", error: "ENOENT" });
  t.deepEqual(tree.mkdir("/web/a\nb"), { type: "failed", error: "EINVAL" });
  t.deepEqual(tree.rmdir("/web"), busy);
  tree.add(1, "/web/front");
  t.deepEqual(tree.rmdir("/web/front"), busy);
  tree.exit(1);
  t.is(tree.rmdir("/web/front").type, "done");
  t.is(tree.rmdir("/web").type, "done");
  t.deepEqual(tree.rmdir("/"), busy);
});

test("depth and number of groups may be limited", (t) => {
  const tree = new CgroupTree();
  tree.mkdir("/a");
  tree.write("/a/cgroup.max.depth", "1");
  t.is(tree.mkdir("/a/b").type, "done");
  t.deepEqual(tree.mkdir("/a/b/c"), { type: "failed", error: "EAGAIN" });
  tree.write("/a/cgroup.max.descendants", "1");
  t.deepEqual(tree.mkdir("/a/d"), { type: "failed", error: "EAGAIN" });
  t.deepEqual(tree.read("/cgroup.stat"), { type: "done", value: "nr_descendants 2\nnr_dying_descendants 0\n" });
});

test("no internal processes: a group divides its resources among children, or has processes", (t) => {
  const tree = new CgroupTree();
  tree.write("/cgroup.subtree_control", "+memory");
  tree.mkdir("/a");
  tree.mkdir("/a/b");
  tree.add(1, "/a");
  t.deepEqual(tree.write("/a/cgroup.subtree_control", "+memory"), busy);
  t.is(tree.write("/a/b/cgroup.procs", "1").type, "done");
  t.is(tree.write("/a/cgroup.subtree_control", "+memory").type, "done");
  t.deepEqual(tree.write("/a/cgroup.procs", "1"), busy);
  t.deepEqual(tree.write("/a/b/cgroup.procs", "99"), { type: "failed", error: "ESRCH" });
  t.deepEqual(tree.read("/a/b/cgroup.procs"), { type: "done", value: "1\n" });
  t.deepEqual(tree.read("/a/cgroup.events"), { type: "done", value: "populated 1\nfrozen 0\n" });
});

test("freezing and killing reach all that is below", (t) => {
  const killed: number[] = [];
  const tree = new CgroupTree({ kill: (pid) => killed.push(pid) });
  tree.mkdir("/a");
  tree.mkdir("/a/b");
  tree.add(1, "/a");
  tree.add(2, "/a/b");
  tree.add(3);
  tree.write("/a/cgroup.freeze", "1");
  t.deepEqual(tree.read("/a/b/cgroup.events"), { type: "done", value: "populated 1\nfrozen 1\n" });
  t.deepEqual(tree.read("/a/b/cgroup.freeze"), { type: "done", value: "0\n" });
  tree.write("/a/cgroup.kill", "1");
  t.deepEqual(killed, [1, 2]);
});

test("processes are conserved: no fork beyond pids.max on the way up, and counts are those of the processes that are there", (t) => {
  const step = fc.record({ type: fc.constantFrom("fork", "fork", "exit", "move"), at: fc.nat(30), to: fc.nat(4) });
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60, size: "max" }),
      fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 5, maxLength: 5 }),
      (steps, limits) => {
        const tree = new CgroupTree();
        const paths = ["/a", "/a/b", "/a/c", "/d", "/d/e"];
        tree.write("/cgroup.subtree_control", "+pids");
        for (const path of paths) tree.mkdir(path);
        for (const path of ["/a", "/d"]) tree.write(`${path}/cgroup.subtree_control`, "+pids");
        for (const [at, path] of paths.entries()) tree.write(`${path}/pids.max`, String(limits[at]));
        const alive = new Map<number, string>([1, 2].map((pid) => [pid, pid === 1 ? "/a/b" : "/d/e"]));
        for (const [pid, path] of alive) tree.add(pid, path);
        for (const [next, { type, at, to }] of steps.entries()) {
          const pid = [...alive.keys()][at % Math.max(1, alive.size)];
          if (pid === undefined) break;
          if (type === "exit") {
            tree.exit(pid);
            alive.delete(pid);
          } else if (type === "move") {
            const path = ["/a/b", "/a/c", "/d/e", "/a/b"][to % 4]!;
            tree.write(`${path}/cgroup.procs`, String(pid));
            alive.set(pid, path);
          } else {
            const own = alive.get(pid)!;
            const full = [...valueOf(tree.lookup(own)).upwards()].some(({ pids }) => pids.current >= pids.max);
            t.is(tree.fork(pid, 100 + next).type, full ? "failed" : "done");
            if (!full) alive.set(100 + next, own);
          }
          for (const path of paths) {
            const group: Cgroup = valueOf(tree.lookup(path));
            t.is(group.pids.current, [...alive.values()].filter((one) => `${one}/`.startsWith(`${path}/`)).length);
          }
        }
      },
    ),
    { seed: 1, numRuns: 200 },
  );
  t.pass();
});
