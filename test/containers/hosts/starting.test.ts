/** Starting many at once, and how many fit. */
import test from "ava";
import fc from "fast-check";
import { sumBy } from "lodash";
import * as containers from "../../../lib/containers";
import * as datasets from "../../../lib/datasets";

const costs = containers.publishedCosts(datasets.startupOverhead());
const application = {
  name: "shop",
  system: "linux",
  layers: [{ digest: "shop", bytes: 50e6 }],
  textMib: 12,
  dataMib: 24,
} as const;
const ways = containers.everyWay;
const hostOf = (more: Partial<containers.HostOptions> = {}) =>
  new containers.Host({ cores: 4, memoryMib: 65_536, costs, ...more });
const last = ({ rows }: containers.StartReport) => Math.max(...rows.map(({ readySeconds }) => readySeconds));

for (const way of ways) {
  test(`${way.name}: one alone takes what its steps add up to`, (t) => {
    const report = containers.startAtOnce(hostOf(), { way, application, count: 1 });
    t.true(Math.abs(last(report) - sumBy(report.rows[0]!.steps, "ms") / 1000) < 1e-9);
  });

  test(`${way.name}: more cores are never slower, and cores are kept busy`, (t) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 40 }), (cores, count) => {
        const few = containers.startAtOnce(hostOf({ cores }), { way, application, count });
        const more = containers.startAtOnce(hostOf({ cores: 2 * cores }), { way, application, count });
        const busyMs = sumBy(
          few.rows.flatMap(({ steps }) => steps),
          (step) => (step.on === "cpu" ? step.ms : 0),
        );
        t.true(last(more) <= last(few) + 1e-9);
        t.true(last(few) >= busyMs / 1000 / cores - 1e-9);
      }),
      { seed: 3, numRuns: 40 },
    );
  });
}

test("what runs in a VM is ready after its VM has booted", (t) => {
  const { rows } = containers.startAtOnce(hostOf(), { way: containers.containerInVmWay, application, count: 10 });
  const bootMs = sumBy(
    rows[0]!.steps.filter(({ boots }) => boots !== undefined),
    "ms",
  );
  t.true(rows.every(({ readySeconds }) => readySeconds > bootMs / 1000));
  t.true(rows.slice(1).every(({ steps }) => steps.every(({ boots }) => boots === undefined)));
});

test("a boot costs its exits: 583,999 of 23,008 cycles are 4.48 s at 3 GHz", (t) => {
  const { rows } = containers.startAtOnce(hostOf(), { way: containers.virtualMachineWay, application, count: 1 });
  const exits = rows[0]!.steps.find(({ what }) => what === "boot: exits")!;
  t.is(Math.round(costs.exitCycles.value), 23_008);
  t.is(exits.ms.toFixed(0), "4479");
});

test("published: a process 1 ms; a micro VM at most 125 ms and 5 MiB beside what its monitor's start takes", (t) => {
  const warm = (way: containers.Way) => {
    const host = hostOf({ disks: "copy on write" });
    host.start(way, application);
    return last(containers.startAtOnce(host, { way, application, count: 1 }));
  };
  t.is(warm(containers.processWay), 0.001);
  t.true(warm(containers.microVmWay) <= 0.125 + 0.008 + 0.001 + 1e-9);
  t.true(warm(containers.virtualMachineWay) > 30 * warm(containers.microVmWay));
  const [row] = containers.measureDensity([containers.microVmWay], application, { cores: 1, memoryMib: 8192, costs });
  t.true(row!.memoryMib.engine! <= 5 * row!.instances);
});

test("a host is full when one more does not fit, in every way", (t) => {
  for (const row of containers.measureDensity(ways, application, { cores: 1, memoryMib: 8192, costs })) {
    const used = Object.values(row.memoryMib).reduce((sum, mib) => sum + mib, 0);
    t.true(used <= 8192);
    t.true(row.instances >= 1);
    t.true(row.applicationShare > 0 && row.applicationShare <= 1);
  }
});

test("starting stops where memory ends, and says so", (t) => {
  const { rows, stopped } = containers.startAtOnce(hostOf({ memoryMib: 1000 }), {
    way: containers.virtualMachineWay,
    application,
    count: 10,
  });
  t.is(rows.length, 2);
  t.is(stopped?.type, "outOfMemory");
});

test("bad input is refused by name", (t) => {
  const start = (count: number) => containers.startAtOnce(hostOf(), { way: containers.processWay, application, count });
  t.throws(() => start(0), { message: "Expected count to be a whole number above 0, got 0." });
  const tiny = { cores: 1, memoryMib: 10, costs };
  t.throws(() => containers.measureDensity([containers.processWay], application, tiny), {
    message: "Expected memoryMib to hold one instance, got 10.",
  });
});
