import test from "ava";
import fc from "fast-check";
import * as cloud from "../../lib/cloud";
import { DomainError } from "../../lib/errors";
import { seeded } from "../../lib/sim";

const step = (shape: cloud.CloudShape, name: string) =>
  cloud.ladder(cloud.cloudParts(shape)).find((one) => one.name === name)!;

test("a storage rack of 1100 disks and 11 PB has disks of 10 TB", (t) => {
  const shape = { sites: 68, serversPerSite: 50_000 };
  t.is(step(shape, "disk").terabytes, 10);
  t.like(step(shape, "storage rack"), { disks: 1100, terabytes: 11_000 });
});

for (const [serversPerSite, millions] of [
  [50_000, 3.4],
  [80_000, 5.44],
] as const) {
  test(`68 sites of ${serversPerSite} servers are ${millions} million, but for racks that are filled up`, (t) => {
    const { servers } = step({ sites: 68, serversPerSite }, "cloud");
    const [asked, racksFilled] = [millions * 1e6, 68 * 4 * 42];
    t.true(servers >= asked && servers - asked <= racksFilled, String(servers));
  });
}

const leaf = fc.record({ terabytes: fc.nat(20), failuresPerYear: fc.nat(5) }).map((one) => ({ name: "leaf", ...one }));
const counts = fc.array(fc.nat(6), { minLength: 1, maxLength: 5 });

test("totals are products along the way down", (t) => {
  fc.assert(
    fc.property(leaf, counts, (smallest, each) => {
      const part = each.reduce<cloud.FleetPart>(
        (inner, count, level) => ({ name: `level ${level}`, holds: [{ count, part: inner }] }),
        smallest,
      );
      const leaves = each.reduce((product, count) => product * count, 1);
      const totals = cloud.fleetTotals(part);
      t.is(totals.counts["leaf"] ?? 0, leaves);
      t.is(totals.terabytes, leaves * smallest.terabytes);
      t.true(Math.abs(totals.failuresPerDay - (leaves * smallest.failuresPerYear) / 365) < 1e-9);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("a part in two places is counted in both", (t) => {
  const disk = { name: "disk", terabytes: 1 };
  const box = { name: "box", holds: [{ count: 3, part: disk }] };
  const rack = {
    name: "rack",
    holds: [
      { count: 2, part: box },
      { count: 5, part: disk },
    ],
  };
  t.deepEqual(cloud.fleetTotals(rack), { counts: { rack: 1, box: 2, disk: 11 }, terabytes: 11, failuresPerDay: 0 });
});

test("what does not fit into a rack and what cannot be counted is refused", (t) => {
  const server = { name: "server", rackUnits: 1 };
  const rack = (count: number) => ({ name: "rack", roomUnits: 42, holds: [{ count, part: server }] });
  t.is(cloud.fleetTotals(rack(42)).counts["server"], 42);
  t.throws(() => cloud.fleetTotals(rack(43)), { message: "Expected content of rack to be at most 42U high, got 43." });
  t.throws(() => cloud.fleetTotals(rack(1.5)), { instanceOf: DomainError });
  t.throws(() => cloud.fleetTotals({ name: "disk", terabytes: -1 }), { message: /terabytes of disk.*-1/ });
  t.throws(() => cloud.cloudParts({ sites: 0, serversPerSite: 1 }), { message: /sites.*got 0/ });
});

test("simulated failures agree with the closed form within four standard deviations, and repeat with the seed", (t) => {
  for (const [count, failuresPerYear, days] of [
    [1100, 0.015, 3650],
    [22_000, 0.02, 365],
    [10, 60, 100],
  ] as const) {
    const failed = cloud.simulateDevices({ count, failuresPerYear }, days, seeded(1));
    t.deepEqual(cloud.simulateDevices({ count, failuresPerYear }, days, seeded(1)), failed);
    const expected = days * cloud.expectedFailuresPerDay({ count, failuresPerYear });
    const total = failed.reduce((sum, one) => sum + one, 0);
    t.true(Math.abs(total - expected) < 4 * Math.sqrt(expected), `${total} against ${expected}`);
  }
  t.deepEqual(cloud.simulateDevices({ count: 5, failuresPerYear: 0 }, 3, seeded(1)), [0, 0, 0]);
});

test("days of many devices vary as Poisson's numbers do: variance and mean are alike", (t) => {
  const failed = cloud.simulateDevices({ count: 20_000, failuresPerYear: 0.1 }, 1000, seeded(2));
  const mean = failed.reduce((sum, one) => sum + one, 0) / failed.length;
  const variance = failed.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (failed.length - 1);
  t.true(Math.abs(variance / mean - 1) < 0.2, `${variance} against ${mean}`);
});

test("growth: the years between multiply back, and doubling takes its time", (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.integer({ min: 1001, max: 9000 }),
      fc.integer({ min: 1, max: 20 }),
      (from, to, years) => {
        const rate = cloud.growthPerYear(from, to, years);
        t.true(Math.abs((from * (1 + rate) ** years) / to - 1) < 1e-9);
        t.true(Math.abs((1 + rate) ** cloud.doublingYears(rate) - 2) < 1e-9);
      },
    ),
    { seed: 3, numRuns: 100 },
  );
});

test("the daily additions add up to the fleet: a year's worth of days is a year's growth", (t) => {
  for (const lifeYears of [undefined, 4]) {
    const rate = 0.336;
    const put = (year: number) =>
      cloud.serversPerDay({ servers: 1e6 * (1 + rate) ** year, ratePerYear: rate, ...(lifeYears && { lifeYears }) });
    let net = 0;
    for (let day = 0; day < 365; day++)
      net += put((day + 0.5) / 365) - (lifeYears ? put((day + 0.5) / 365 - lifeYears) : 0);
    t.true(Math.abs(net / (1e6 * rate) - 1) < 1e-4, String(net));
  }
  t.is(cloud.serversPerDay({ servers: 1460, ratePerYear: 0, lifeYears: 4 }), 1);
});

test("two statements five years apart: the daily additions grew by 33.6% a year", (t) => {
  const growth = cloud.compareDailyClaims({ said: 2011, revenueUsd: 2e9 }, { said: 2016, revenueUsd: 8.5e9 });
  t.is((100 * growth.ratePerYear).toFixed(1), "33.6");
  t.throws(() => cloud.compareDailyClaims({ said: 2016, revenueUsd: 1 }, { said: 2011, revenueUsd: 1 }), {
    instanceOf: DomainError,
  });
  t.throws(() => cloud.growthPerYear(0, 1, 1), { instanceOf: DomainError });
});
