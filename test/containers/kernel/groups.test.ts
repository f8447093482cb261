import test from "ava";
import { emptyTree, Fair, Kernel, type Program, runContainer, valueOf } from "../../../lib/containers";

const MIB = 2 ** 20;

/** Takes memory, MiB by MiB, and says how far it came. */
const greedy: Program = function* (sys, args) {
  for (let mib = 1; mib <= 64; mib++) {
    const address = valueOf(yield* sys.mmap(MIB), "mmap");
    for (let page = 0; page < MIB; page += 4096) yield* sys.store(address + page, "x");
    yield* sys.write(1, `${args[0]} ${mib}\n`);
  }
  return 0;
};

test("a container that takes more than its memory.max is killed, and its neighbour goes on", (t) => {
  const kernel = new Kernel({ memoryMib: 256 });
  const small = runContainer(kernel, {
    name: "small",
    root: emptyTree(),
    command: greedy,
    limits: { "memory.max": "16M" },
  });
  const large = runContainer(kernel, { name: "large", root: emptyTree(), command: greedy });
  kernel.run();
  const lines = kernel.console.text.trim().split("\n");
  t.is(lines.filter((line) => line.startsWith("small")).at(-1), "small 16");
  t.is(lines.filter((line) => line.startsWith("large")).at(-1), "large 64");
  t.deepEqual(
    [small, large].map(({ runtime }) => runtime.ending?.exitCode),
    [137, 0],
  );
  t.regex(valueOf(kernel.cgroups.read("/containers/small/memory.events"), "events"), /oom_kill 1/);
  t.is(kernel.usedPages, 0);
});

test("without limits, the machine's memory is the limit, and the largest process is killed", (t) => {
  const kernel = new Kernel({ memoryMib: 32 });
  const process = kernel.start(greedy, { args: ["all"] });
  kernel.run();
  t.is(process.ending?.signal, "SIGKILL");
  t.is(kernel.console.text.trim().split("\n").at(-1), "all 32");
});

test("a group at its pids.max cannot fork", (t) => {
  const kernel = new Kernel();
  runContainer(kernel, {
    name: "box",
    root: emptyTree(),
    limits: { "pids.max": "3" },
    command: function* (sys) {
      const wait: Program = function* (child) {
        yield* child.pause();
        return 0;
      };
      for (let count = 0; count < 4; count++) {
        const child = yield* sys.clone(wait);
        yield* sys.write(1, `${child.type === "done" ? "done" : child.error} `);
      }
      return 0;
    },
  });
  kernel.run();
  t.is(kernel.console.text, "done done EAGAIN EAGAIN ");
});

test("CPU time goes by cpu.weight, whatever the number of processes in a container", (t) => {
  const kernel = new Kernel({ scheduler: new Fair() });
  const busy: Program = function* (sys) {
    for (;;) yield* sys.compute(1000);
  };
  const used: Record<string, () => number> = {};
  for (const [name, weight, count] of [
    ["one", "100", 1],
    ["three", "300", 1],
    ["many", "100", 4],
  ] as const) {
    const box = runContainer(kernel, {
      name,
      root: emptyTree(),
      limits: { "cpu.weight": weight },
      command: function* (sys, args) {
        for (let other = 1; other < count; other++) yield* sys.clone(busy);
        return yield* busy(sys, args);
      },
    });
    used[name] = () => {
      const init = box.init!;
      return [init, ...init.children].reduce((sum, { task }) => sum + kernel.scheduler.usedUs(task), 0);
    };
  }
  kernel.run(10e6);
  const total = Object.values(used).reduce((sum, one) => sum + one(), 0);
  for (const [name, share] of [
    ["one", 0.2],
    ["three", 0.6],
    ["many", 0.2],
  ] as const)
    t.true(Math.abs(used[name]!() / total - share) < 0.01, `${name}: ${used[name]!() / total}`);
});
