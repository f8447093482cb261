import test from "ava";
import fc from "fast-check";
import { Kernel, type Process, type Program, type Signal, valueOf } from "../../../../lib/containers";

/** A tree of processes: for each child, whether it is born into a new namespace. */
interface Tree {
  readonly own: boolean;
  readonly children: readonly Tree[];
}

const treeOf = fc.memo(
  (depth): fc.Arbitrary<Tree> =>
    fc.record({ own: fc.boolean(), children: depth <= 1 ? fc.constant([]) : fc.array(treeOf(), { maxLength: 3 }) }),
);
const tree = treeOf(4);

const grow = ({ children }: Tree): Program =>
  function* (sys) {
    for (const child of children) yield* sys.clone(grow(child), child.own ? ["CLONE_NEWPID"] : []);
    yield* sys.pause();
    return 0;
  };

function grown(one: Tree): Kernel {
  const kernel = new Kernel();
  kernel.start(grow(one));
  kernel.run();
  return kernel;
}

test("a process has one number in its own namespace and in each above; nobody outside is visible; init is 1", (t) => {
  fc.assert(
    fc.property(tree, (one) => {
      const { alive } = grown(one);
      for (const process of alive) {
        const { pid } = process.namespaces;
        t.is(process.pids.size, pid.level + 1);
        for (const [namespace, number] of process.pids) t.is(namespace.get(number), process);
        for (const [number, member] of pid.members) {
          t.is(member.pids.get(pid), number);
          t.true(member.namespaces.pid.level >= pid.level);
        }
        const init = pid.get(1)!;
        t.is(init.namespaces.pid, pid);
      }
    }),
    { seed: 10, numRuns: 60 },
  );
});

test("killing an init ends everybody in its namespace and below, and nobody else", (t) => {
  fc.assert(
    fc.property(tree, fc.nat(20), (one, pick) => {
      const kernel = grown(one);
      const inits = kernel.alive.filter(
        (process) => process !== kernel.init && process.namespaces.pid.get(1) === process,
      );
      if (inits.length === 0) return;
      const victim = inits[pick % inits.length]!;
      const expected = kernel.alive.filter((process) => !process.pids.has(victim.namespaces.pid)).map(numberOf(kernel));
      const number = numberOf(kernel)(victim);
      kernel.start(function* (sys) {
        yield* sys.kill(number, "SIGKILL");
        return 0;
      });
      kernel.run();
      t.deepEqual(kernel.alive.map(numberOf(kernel)).sort(), expected.sort());
    }),
    { seed: 11, numRuns: 60 },
  );
});

const numberOf = (kernel: Kernel) => (process: Process) => process.pids.get(kernel.first.pid)!;

const toInit: [signal: Signal, from: "inside" | "outside", ends: boolean][] = [
  ["SIGKILL", "inside", false],
  ["SIGTERM", "inside", false],
  ["SIGTERM", "outside", false],
  ["SIGKILL", "outside", true],
];
for (const [signal, from, ends] of toInit)
  test(`${signal} from ${from} ${ends ? "ends" : "does not end"} an init`, (t) => {
    const kernel = new Kernel();
    const wait: Program = function* (sys) {
      yield* sys.pause();
      return 0;
    };
    kernel.start(function* (sys) {
      const inside: Program = function* (init) {
        if (from === "inside")
          yield* init.clone(function* (child) {
            yield* child.kill(1, signal);
            return 0;
          });
        return yield* wait(init, []);
      };
      const pid = valueOf(yield* sys.clone(inside, ["CLONE_NEWPID"], ["inner"]), "clone");
      yield* sys.nanosleep(1);
      if (from === "outside") yield* sys.kill(pid, signal);
      return yield* wait(sys, []);
    });
    kernel.run();
    t.is(
      kernel.alive.some(({ args }) => args[0] === "inner"),
      !ends,
    );
  });

test("orphans become children of their namespace's init; a namespace without init refuses births", (t) => {
  const kernel = new Kernel();
  kernel.start(function* (sys) {
    valueOf(yield* sys.unshare(["CLONE_NEWPID"]), "unshare");
    const init = valueOf(
      yield* sys.clone(function* (child) {
        const middle = valueOf(
          yield* child.clone(function* (parent) {
            yield* parent.clone(function* (orphan) {
              yield* orphan.nanosleep(1);
              yield* orphan.write(1, `parent ${valueOf(yield* orphan.getppid(), "getppid")} `);
              return 0;
            });
            return 0;
          }),
          "clone",
        );
        yield* child.wait4(middle);
        const adopted = valueOf(yield* child.wait4(), "wait4");
        yield* child.write(1, `reaped ${adopted!.pid} `);
        return 0;
      }),
      "clone",
    );
    yield* sys.wait4(init);
    const late = yield* sys.clone(function* (child) {
      yield* child.getpid();
      return 0;
    });
    yield* sys.write(1, late.type === "failed" ? late.error : "born");
    return 0;
  });
  kernel.run();
  t.is(kernel.console.text, "parent 1 reaped 3 ENOMEM");
});
