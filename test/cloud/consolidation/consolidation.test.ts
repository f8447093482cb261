import test from "ava";
import fc from "fast-check";
import * as cloud from "../../../lib/cloud";
import * as datasets from "../../../lib/datasets";
import * as sim from "../../../lib/sim";

const bins = datasets.planetLabHistogram();

function problem(
  seed: number,
  vms: number,
  more: Partial<cloud.ConsolidationProblem> = {},
): cloud.ConsolidationProblem {
  const random = sim.seeded(seed);
  const traces = cloud.utilizationTraces({ vms, steps: 48, bins, random });
  return {
    reserved: traces.map(() =>
      random.pick([
        [1, 2],
        [2, 4],
        [4, 8],
      ]),
    ),
    traces,
    host: [16, 128],
    hosts: vms,
    power: cloud.linearPower(100, 200),
    stepSeconds: 300,
    stepsPerDecision: 12,
    expect: "most",
    linkGbps: 10,
    ...more,
  };
}

const strategies = [cloud.oneEach, cloud.byReservation(), cloud.repackAll(0.2), cloud.adjust(0.2)];

for (const strategy of strategies) {
  test(`${strategy.name}: work, energy and sums are those of the rows`, (t) => {
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: 1, max: 40 }), (seed, vms) => {
        const given = problem(seed, vms);
        const { rows, summary } = cloud.consolidate(given, strategy);
        for (const [step, row] of rows.entries()) {
          const wanted = given.traces.reduce((sum, trace, vm) => sum + trace[step]! * given.reserved[vm]![0]!, 0);
          t.true(Math.abs(row.demandCores - wanted) < 1e-9);
          // A straight line: power depends on hosts and on work done, not on who does it.
          t.true(Math.abs(row.watts - (100 * row.hostsOn + (100 * (row.demandCores - row.unmetCores)) / 16)) < 1e-6);
        }
        t.true(Math.abs(summary.kwh - rows.reduce((sum, row) => sum + (row.watts * 300) / 3.6e6, 0)) < 1e-9);
      }),
      { seed: 51, numRuns: 30 },
    );
  });
}

test("memory is never overcommitted, and no more is moved than decided", (t) => {
  fc.assert(
    fc.property(fc.nat(1000), (seed) => {
      const given = problem(seed, 30, { host: [16, 24] });
      for (const strategy of [cloud.repackAll(0.1), cloud.adjust(0.1)]) {
        cloud.consolidate(given, {
          name: "checked",
          decide: (state) => {
            const hostOf = strategy.decide(state);
            const memory = new Float64Array(given.hosts);
            for (const [vm, host] of hostOf.entries()) memory[host]! += given.reserved[vm]![1]!;
            t.true(memory.every((gib) => gib <= 24 + 1e-6));
            return hostOf;
          },
        });
      }
    }),
    { seed: 52, numRuns: 20 },
  );
});

test("static strategies never migrate and are never overloaded; dynamic ones need fewer hosts; adjusting moves less than packing anew", (t) => {
  const given = problem(7, 200);
  const [each, reserved, anew, adjusted] = strategies.map((strategy) => cloud.consolidate(given, strategy).summary);
  t.is(each!.migrations + reserved!.migrations, 0);
  t.is(each!.overloadedShare + reserved!.overloadedShare, 0);
  t.true(each!.meanHostsOn > reserved!.meanHostsOn && reserved!.meanHostsOn > anew!.meanHostsOn);
  t.true(adjusted!.migrations < anew!.migrations);
  t.true(adjusted!.kwh < reserved!.kwh);
});

test("less headroom, more overload", (t) => {
  const given = problem(8, 200, { host: [16, 1024], expect: "mean" });
  const overloaded = [0, 0.3, 0.6].map(
    (headroom) => cloud.consolidate(given, cloud.adjust(headroom)).summary.overloadedShare,
  );
  t.true(overloaded[0]! >= overloaded[1]! && overloaded[1]! >= overloaded[2]! && overloaded[0]! > overloaded[2]!);
});

test("a move takes as long as its memory over the link", (t) => {
  const given = problem(1, 2, {
    reserved: [
      [4, 8],
      [4, 8],
    ],
    traces: [Float64Array.of(0.5, 0.5), Float64Array.of(0.5, 0.5)],
    stepsPerDecision: 1,
    linkGbps: 8,
  });
  let calls = 0;
  const { summary } = cloud.consolidate(given, { name: "once", decide: () => Int32Array.of(0, calls++ === 0 ? 1 : 0) });
  t.is(summary.migrations, 1);
  t.is(summary.migrationSeconds, (8 * 2 ** 30 * 8) / 8e9);
});

test("refuses what cannot be run", (t) => {
  const given = problem(1, 2);
  t.throws(() => cloud.consolidate({ ...given, hosts: 1, host: [1, 1] }, cloud.byReservation()), {
    message: /VM \d was refused, got 1/,
  });
  t.throws(() => cloud.consolidate({ ...given, traces: [Float64Array.of(1.5), Float64Array.of(0)] }, cloud.oneEach), {
    message: "Expected utilization to be a share from 0 to 1, got 1.5.",
  });
  t.throws(() => cloud.consolidate({ ...given, traces: [] }, cloud.oneEach), { message: /one for each of 2 VMs/ });
  t.throws(() => cloud.consolidate({ ...given, stepsPerDecision: 0 }, cloud.oneEach), { message: /stepsPerDecision/ });
  t.throws(() => cloud.adjust(1.5), { message: "Expected headroom to be a share from 0 to 1, got 1.5." });
});

const lifetimes = [
  { value: 0, share: 0 },
  ...datasets.azureLifetimeCdf().map(({ lifetimeHours, vmsPct }) => ({ value: lifetimeHours, share: vmsPct / 100 })),
  { value: 720, share: 1 },
];
const churned = (seed: number) =>
  cloud.churn([cloud.firstFit, cloud.bestFit, cloud.worstFit], {
    arrivalsPerHour: 30,
    hours: 96,
    lifetimes,
    sizes: [
      [1, 2],
      [2, 4],
      [4, 16],
      [8, 32],
    ],
    hosts: Array.from({ length: 400 }, () => [16, 64]),
    hoursPerRow: 8,
    random: sim.seeded(seed),
  });

test("churn: every policy meets the same VMs, never fewer hosts than the volume needs; the same seed, the same rows", (t) => {
  const rows = churned(1);
  t.deepEqual(rows, churned(1));
  const vms = (policy: string) => rows.filter((row) => row.policy === policy).map((row) => row.vms);
  t.deepEqual(vms("first fit"), vms("worst fit"));
  for (const row of rows) t.true(row.hostsOn >= 0.8 * row.hostsIfRepacked && row.refused === 0);
});

test("churn: worst fit keeps more hosts on than first fit", (t) => {
  const rows = churned(2);
  const on = (policy: string) => rows.filter((row) => row.policy === policy).reduce((sum, row) => sum + row.hostsOn, 0);
  t.true(on("worst fit") > 1.1 * on("first fit"));
});

test("churn: with exponential lives, as many VMs are there as arrive in a mean life (Little)", (t) => {
  const quantiles = Array.from({ length: 400 }, (_, at) => ({ value: -4 * Math.log(1 - at / 400), share: at / 400 }));
  const rows = cloud.churn([cloud.firstFit], {
    arrivalsPerHour: 100,
    hours: 400,
    lifetimes: [...quantiles, { value: 40, share: 1 }],
    sizes: [[1]],
    hosts: Array.from({ length: 100 }, () => [16]),
    hoursPerRow: 1,
    random: sim.seeded(4),
  });
  const late = rows.slice(50);
  const mean = late.reduce((sum, { vms }) => sum + vms, 0) / late.length;
  t.true(Math.abs(mean / 400 - 1) < 0.05, `${mean}`);
});
