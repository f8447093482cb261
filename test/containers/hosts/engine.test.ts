/** A container engine: which kernel each program really calls. */
import test from "ava";
import fc from "fast-check";
import { uniq } from "lodash";
import * as containers from "../../../lib/containers";

const windows = { system: "windows", release: "10.0" } as const;
const linux = { system: "linux", release: "6.1" } as const;
const shop: containers.RunnableImage = { name: "shop", system: "linux", program: containers.tellKernel };
const office: containers.RunnableImage = { name: "office", system: "windows", program: containers.tellKernel };
const kernelsOf = (engine: containers.ContainerEngine, caller: string) =>
  uniq(engine.calls.filter((row) => row.caller === caller).map(({ kernel }) => kernel));

test("on Windows, Windows containers call the host's kernel, and Linux containers that of a VM", (t) => {
  const engine = new containers.ContainerEngine({ host: windows, hypervisor: true });
  engine.run(office);
  engine.run(shop);
  t.deepEqual(
    ["office", "shop", "monitor"].map((caller) => kernelsOf(engine, caller)),
    [["host's kernel"], ["kernel of the VM"], ["host's kernel"]],
  );
  t.is(engine.output, "Windows 10.0\nLinux 5.15\n");
});

test("on Linux it is the other way round", (t) => {
  const engine = new containers.ContainerEngine({ host: linux, hypervisor: true });
  engine.run(office);
  engine.run(shop);
  t.deepEqual(
    ["office", "shop"].map((caller) => kernelsOf(engine, caller)),
    [["kernel of the VM"], ["host's kernel"]],
  );
  t.is(engine.output, "Windows 10.0\nLinux 6.1\n");
});

test("one VM is started, by the first that needs it, and divided up", (t) => {
  const images = fc.array(fc.constantFrom(shop, office), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(images, (all) => {
      const engine = new containers.ContainerEngine({ host: windows, hypervisor: true });
      const started = all.map((image) => {
        const outcome = engine.run(image);
        return outcome.type === "ran" && outcome.startedVm;
      });
      t.deepEqual(
        started,
        all.map((image, at) => image === shop && all.indexOf(shop) === at),
      );
      t.is(engine.kernels.length, all.includes(shop) ? 2 : 1);
      t.is(engine.output, all.map((image) => (image === shop ? "Linux 5.15\n" : "Windows 10.0\n")).join(""));
    }),
    { seed: 6, numRuns: 40 },
  );
});

test("without a hypervisor the other system's image is refused, and its own runs", (t) => {
  const engine = new containers.ContainerEngine({ host: windows, hypervisor: false });
  t.deepEqual(engine.run(shop), {
    type: "refused",
    error: "ENOEXEC",
    reason: "shop makes system calls of linux, and the host has no hypervisor for a VM",
  });
  t.is(engine.run(office).type, "ran");
  t.is(engine.calls.filter(({ caller }) => caller === "shop").length, 0);
});

test("containers of one VM do not see each other's processes, nor the host's", (t) => {
  const count: containers.Program = function* (sys) {
    const pid = yield* sys.getpid();
    yield* sys.write(1, `${pid.type === "done" ? pid.value : pid.error}\n`);
    return 0;
  };
  const engine = new containers.ContainerEngine({ host: windows, hypervisor: true });
  for (let at = 0; at < 3; at++) engine.run({ ...shop, program: count });
  t.is(engine.output, "1\n1\n1\n");
});

test("the exit code of a container comes back, from whichever kernel", (t) => {
  // biome-ignore lint/correctness/useYield: a program that ends at once
  const fails: containers.Program = function* () {
    return 7;
  };
  const engine = new containers.ContainerEngine({ host: windows, hypervisor: true });
  const codes = [shop, office].map((image) => {
    const outcome = engine.run({ ...image, program: fails });
    return outcome.type === "ran" ? outcome.exitCode : undefined;
  });
  t.deepEqual(codes, [7, 7]);
});

test("a guest's output reaches the host by the monitor's write alone", (t) => {
  const engine = new containers.ContainerEngine({ host: windows, hypervisor: true });
  engine.run(shop);
  const writes = engine.calls.filter(({ call }) => call === "write").map(({ caller }) => caller);
  t.deepEqual(writes, ["shop", "monitor"]);
});
