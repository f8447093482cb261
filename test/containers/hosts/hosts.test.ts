/** A host keeps account of its memory, whatever is started and stopped on it, in whichever way. */
import test from "ava";
import fc from "fast-check";
import { sumBy } from "lodash";
import * as containers from "../../../lib/containers";
import * as datasets from "../../../lib/datasets";
import { DomainError } from "../../../lib/errors";

const costs = containers.publishedCosts(datasets.startupOverhead());
const ways = containers.everyWay;
const layers = [
  { digest: "base", bytes: 50e6 },
  { digest: "application", bytes: 5e6 },
];
const shop: containers.Application = { name: "shop", system: "linux", layers, textMib: 12, dataMib: 24 };
const hostOf = (more: Partial<containers.HostOptions> = {}) =>
  new containers.Host({ cores: 4, memoryMib: 4096, costs, ...more });

function started(host: containers.Host, way: containers.Way, application = shop): containers.Instance {
  const outcome = host.start(way, application);
  if (outcome.type !== "started") throw new Error(outcome.type);
  return outcome.instance;
}

test("memory is what its pieces add up to, never above what there is, and all of it comes back", (t) => {
  const command = fc.record({ way: fc.nat({ max: 4 }), stop: fc.boolean(), at: fc.nat() });
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      const host = hostOf();
      for (const { way, stop, at } of commands) {
        const running = host.instances;
        if (stop && running.length > 0) host.stop(running[at % running.length]!);
        else host.start(ways[way]!, shop);
        t.true(Math.abs(sumBy(host.memory, "mib") - host.usedMib) < 1e-6);
        t.true(host.usedMib <= host.memoryMib);
      }
      for (const instance of host.instances) host.stop(instance);
      t.true(Math.abs(host.usedMib) < 1e-6);
      t.is(host.memory.length, 0);
    }),
    { seed: 5, numRuns: 200 },
  );
});

test("text is in memory once for all containers of a kernel, and once a VM", (t) => {
  const textOf = (way: containers.Way) => {
    const host = hostOf();
    for (let at = 0; at < 5; at++) started(host, way);
    return host.memory.filter(({ what }) => what === "application text").length;
  };
  t.deepEqual(ways.map(textOf), [1, 1, 5, 1, 5]);
});

test("a VM is divided up until it is full, then the next one starts", (t) => {
  const host = hostOf({ containersPerVm: 3 });
  const kernels = Array.from({ length: 7 }, () => started(host, containers.containerInVmWay).kernels[0]!.name);
  t.deepEqual(
    kernels,
    [0, 0, 0, 3, 3, 3, 6].map((vm) => `kernel of VM ${vm}`),
  );
});

test("layers that are on the disk are not fetched again; those of a changed application are, alone", (t) => {
  const host = hostOf({ networkMibPerSecond: 1 });
  const fetched = (application: containers.Application) => {
    const outcome = host.start(containers.containerWay, application);
    return outcome.type === "started"
      ? sumBy(
          outcome.steps.filter(({ on }) => on === "network"),
          "ms",
        ) / 1000
      : NaN;
  };
  const changed = { ...shop, layers: [layers[0]!, { digest: "changed", bytes: 2 ** 20 }] };
  t.deepEqual([fetched(shop), fetched(shop), fetched(changed)].map(Math.round), [52, 0, 1]);
});

test("VMs whose disks are copies take the whole image each; copies on write take none", (t) => {
  const diskOf = (disks: "copied" | "copy on write") => {
    const host = hostOf({ disks });
    const sizes = [0, 1].map(() => {
      started(host, containers.virtualMachineWay);
      return host.diskMib;
    });
    return sizes[1]! - sizes[0]!;
  };
  const image = costs.guestDisk.value + (2.5 * 55e6) / 2 ** 20;
  t.true(Math.abs(diskOf("copied") - image) < 1e-6);
  t.is(diskOf("copy on write"), 0);
});

for (const way of ways)
  test(`${way.name}: a program of the other system is refused, unless a VM brings its kernel`, (t) => {
    const outcome = hostOf().start(way, { ...shop, system: "windows" });
    t.is(outcome.type, /VM/.test(way.name) ? "started" : "refused");
    if (outcome.type === "refused") t.is(outcome.error, "ENOEXEC");
    if (outcome.type === "started") t.is(outcome.instance.kernels[0]!.system, "windows");
  });

test("without a hypervisor there are no VMs", (t) => {
  const outcomes = ways.map((way) => hostOf({ hypervisor: false }).start(way, shop));
  t.deepEqual(
    outcomes.map((outcome) => (outcome.type === "refused" ? outcome.error : outcome.type)),
    ["started", "started", "ENODEV", "ENODEV", "ENODEV"],
  );
});

test("a host without memory for one more says what is missing", (t) => {
  const host = hostOf({ memoryMib: 100 });
  started(host, containers.containerWay);
  started(host, containers.containerWay);
  t.deepEqual(host.start(containers.containerWay, shop), { type: "outOfMemory", neededMib: 34, freeMib: 20 });
});

test("bad input is refused by name", (t) => {
  t.throws(() => hostOf({ cores: 1.5 }), { message: "Expected cores to be a whole number, got 1.5." });
  t.throws(() => hostOf({ memoryMib: 0 }), { message: "Expected memoryMib to be above 0, got 0." });
  t.throws(() => hostOf().start(containers.processWay, { ...shop, dataMib: -1 }), { instanceOf: DomainError });
  const twice = { ...shop, layers: [layers[0]!, layers[0]!] };
  t.throws(() => hostOf().start(containers.processWay, twice), { message: /different digests, got "base"/ });
  const host = hostOf();
  const instance = started(host, containers.processWay);
  host.stop(instance);
  t.throws(() => host.stop(instance), { message: 'Expected instance to run on this host, got "shop 0".' });
  t.throws(() => containers.publishedCosts([]), {
    message: /to have "exits while booting" of KVM guest, Ubuntu 20.04/,
  });
});
