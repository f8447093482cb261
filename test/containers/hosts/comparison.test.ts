/** Losses, kernel bugs, and the lecture's arguments. */
import test from "ava";
import fc from "fast-check";
import * as containers from "../../../lib/containers";
import * as datasets from "../../../lib/datasets";

const costs = containers.publishedCosts(datasets.startupOverhead());
const host = { cores: 16, memoryMib: 65_536, costs };
const application = {
  name: "shop",
  system: "linux",
  layers: [
    { digest: "base", bytes: 50e6 },
    { digest: "shop", bytes: 5e6 },
  ],
  textMib: 12,
  dataMib: 24,
} as const;

const published = test.macro({
  exec(t, workload: string, vm: number, tuned: number | undefined) {
    const row = containers.losses(datasets.felter2014()).find((one) => one.workload === workload)!;
    t.true(Math.abs(row.vm - vm) <= 1, `${row.vm}`);
    if (tuned !== undefined) t.true(Math.abs(row.tunedVm! - tuned) <= 1, `${row.tunedVm}`);
  },
  title: (_, workload: string) => `published, within a point: ${workload} in a VM`,
});
test(published, "Linpack", 17, 2);
test(published, "PXZ", 22, 18);
test(published, "RandomAccess", 1, undefined);
test(published, "network round trip", 80, undefined);
test(published, "random I/O", 50, undefined);

test("four exits a round trip are the 30 microseconds that were measured, within 3%", (t) => {
  const added = containers.exitMicroseconds(costs) * containers.roundTripExits.length;
  t.true(Math.abs(added / 30 - 1) < 0.03, `${added}`);
});

test("a disk gives no more than its device, its monitor, or those who wait allow", (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 500_000 }),
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 1, max: 64 }),
      (deviceIops, monitorUs, outstanding) => {
        const iops = containers.simulateDisk({ deviceIops, monitorUs, outstanding, requests: 2000 });
        const alone = outstanding / (monitorUs / 1e6 + 32 / deviceIops);
        const bound = Math.min(deviceIops, monitorUs === 0 ? Infinity : 1e6 / monitorUs, alone);
        t.true(iops <= bound * 1.0001, `${iops} of ${bound}`);
        t.true(iops >= bound * 0.5, `${iops} of ${bound}`);
      },
    ),
    { seed: 4, numRuns: 60 },
  );
});

const radius = test.macro({
  exec(t, way: containers.Way, called: number) {
    const rows = containers.blastRadius({ way, application, tenants: 30, host });
    t.deepEqual(
      rows.map(({ down }) => down),
      [called, 30],
    );
  },
  title: (_, way: containers.Way, called: number) =>
    `${called} of 30 tenants are down when the kernel fails that one calls: ${way.name}`,
});
test(radius, containers.processWay, 30);
test(radius, containers.containerWay, 30);
test(radius, containers.containerInVmWay, 10);
test(radius, containers.microVmWay, 1);
test(radius, containers.virtualMachineWay, 1);

test("years of kernel bugs agree with the closed form: containers p + n·b, VMs 2p + b, both within 3%", (t) => {
  const rates = { panicsPerKernelYear: 0.3, triggersPerTenantYear: 0.1, rebootSeconds: 60, years: 3000, seed: 2 };
  const [inContainers, inVms] = [containers.containerWay, containers.virtualMachineWay].map((way) =>
    containers.simulateKernelBugs({ way, application, tenants: 25, host }, rates),
  );
  t.true(Math.abs(inContainers!.outagesPerTenantYear / (0.3 + 25 * 0.1) - 1) < 0.03);
  t.true(Math.abs(inVms!.outagesPerTenantYear / (2 * 0.3 + 0.1) - 1) < 0.03);
  t.true(Math.abs(inContainers!.causedByOthersShare / ((24 * 0.1) / 2.8) - 1) < 0.03);
  t.is(inVms!.causedByOthersShare, 0);
  t.true(Math.abs(inVms!.allDownPerYear / 0.3 - 1) < 0.1);
});

test("kernels without bugs never fail; the same seed gives the same years", (t) => {
  const options = { way: containers.containerWay, application, tenants: 5, host };
  const rates = { panicsPerKernelYear: 0, triggersPerTenantYear: 0, rebootSeconds: 60, years: 10, seed: 2 };
  const row = containers.simulateKernelBugs(options, rates);
  t.deepEqual([row.outagesPerTenantYear, row.causedByOthersShare, row.downSecondsPerTenantYear], [0, 0, 0]);
  const again = () => containers.simulateKernelBugs(options, { ...rates, triggersPerTenantYear: 1 });
  t.deepEqual(again(), again());
});

test("the slide's nine arguments come out of the measurements", (t) => {
  const rows = containers.prosAndCons({ application, tenants: 20, host });
  t.deepEqual(
    rows.map(({ measured }) => measured),
    rows.map(({ slideSays }) => slideSays),
  );
});

test("micro VMs on disks that copy on write: duplication is gone, the isolation stays", (t) => {
  const options = { application, tenants: 20, host: { ...host, disks: "copy on write" as const } };
  const rows = containers.prosAndCons({ ...options, vm: containers.microVmWay });
  const of = (argument: string) => rows.find((row) => row.argument.startsWith(argument))!.measured;
  t.is(of("lightweight"), "equal");
  t.is(of("easier to deploy"), "equal");
  t.is(of("startup time"), "VMs");
  t.is(of("less resource"), "containers");
  t.is(of("stronger isolation"), "VMs");
});

test("bad input is refused by name", (t) => {
  const options = { way: containers.containerWay, application, tenants: 5, host };
  t.throws(() => containers.blastRadius({ ...options, tenants: 0 }), { message: /tenants to be a whole number/ });
  t.throws(() => containers.blastRadius({ ...options, way: containers.virtualMachineWay, tenants: 999 }), {
    message: "Expected tenants to fit on the host; 170 do, got 999.",
  });
  t.throws(() => containers.prosAndCons({ application: { ...application, layers: [] }, tenants: 1, host }), {
    message: /layers to have at least one/,
  });
  t.throws(() => containers.simulateDisk({ deviceIops: 0, monitorUs: 1 }), { message: /deviceIops to be above 0/ });
  t.throws(() => containers.simulateDisk({ deviceIops: 1, monitorUs: 1, requests: 3 }), {
    message: "Expected requests to be at least 64, got 3.",
  });
  const rates = { panicsPerKernelYear: -1, triggersPerTenantYear: 0, rebootSeconds: 60, years: 10, seed: 2 };
  t.throws(() => containers.simulateKernelBugs(options, rates), { message: /panicsPerKernelYear to be 0 or more/ });
});
