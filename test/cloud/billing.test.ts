import test from "ava";
import fc from "fast-check";
import * as cloud from "../../lib/cloud";
import { DomainError } from "../../lib/errors";

const rows: readonly (readonly [string, readonly number[], cloud.Granularity, number])[] = [
  ["a second by the hour", [1], cloud.byTheHour, 3600],
  ["an hour by the hour", [3600], cloud.byTheHour, 3600],
  ["an hour and a second by the hour", [3601], cloud.byTheHour, 7200],
  ["ten runs of six minutes by the hour", Array<number>(10).fill(360), cloud.byTheHour, 36_000],
  ["ten runs of six minutes by the second", Array<number>(10).fill(360), cloud.byTheSecond, 3600],
  ["a second by the second", [1], cloud.byTheSecond, 60],
  ["61.5 s by the second", [61.5], cloud.byTheSecond, 62],
  ["what never started", [0], cloud.byTheHour, 0],
  ["a minimum that is no multiple of the unit", [10], { unitSeconds: 60, minimumSeconds: 90 }, 120],
];

for (const [title, runs, granularity, billed] of rows) {
  test(`${title} is billed as ${billed} s`, (t) => t.is(cloud.billedUsage(runs, granularity).billedSeconds, billed));
}

const runs = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 20 });
const granularity = fc.record({
  unitSeconds: fc.constantFrom(1, 60, 900, 3600),
  minimumSeconds: fc.constantFrom(0, 60, 600),
});

test("a bill is never below use, rounds each run by less than a unit beyond the minimum, and adds up", (t) => {
  fc.assert(
    fc.property(runs, granularity, (seconds, rounding) => {
      const together = cloud.billedUsage(seconds, rounding);
      const apart = seconds.map((one) => cloud.billedUsage([one], rounding));
      t.is(
        together.billedSeconds,
        apart.reduce((sum, { billedSeconds }) => sum + billedSeconds, 0),
      );
      for (const { usedSeconds, billedSeconds } of apart) {
        t.true(billedSeconds >= usedSeconds);
        t.true(
          usedSeconds === 0 || billedSeconds < Math.max(usedSeconds, rounding.minimumSeconds) + rounding.unitSeconds,
        );
        t.is(billedSeconds % rounding.unitSeconds, 0);
      }
      t.true(together.usedShare >= 0 && together.usedShare <= 1);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("a finer unit that divides the coarser never costs more", (t) => {
  fc.assert(
    fc.property(runs, fc.constantFrom(1, 60, 900), (seconds, unitSeconds) => {
      const fine = cloud.billedUsage(seconds, { unitSeconds, minimumSeconds: 0 });
      const coarse = cloud.billedUsage(seconds, { unitSeconds: 3600, minimumSeconds: 0 });
      t.true(fine.billedSeconds <= coarse.billedSeconds);
    }),
    { seed: 2, numRuns: 200 },
  );
});

test("a fleet's bill is the sum of its leases", (t) => {
  const price = (name: string) => (name === "a" ? 2 : 0.5);
  const leases = [
    { instanceType: "a", count: 3, fromHour: 0, toHour: 1.5 },
    { instanceType: "b", count: 4, fromHour: 10, toHour: 12 },
  ];
  t.deepEqual(
    cloud.bill(leases, price, cloud.byTheHour).map(({ costUsd }) => costUsd),
    [3 * 2 * 2, 4 * 2 * 0.5],
  );
  t.is(cloud.bill(leases, price, cloud.byTheSecond)[0]!.billedHours, 4.5);
});

test("EBS: 100 GB for a month at the slide's $0.10 are $10, and half a month is half of it", (t) => {
  t.is(cloud.storageCostUsd(100, 730, 0.1), 10);
  t.is(cloud.storageCostUsd(100, 365, 0.1), 5);
});

test("what cannot be billed is refused with its value", (t) => {
  const lease = { instanceType: "a", count: 1, fromHour: 0, toHour: 1 };
  const refused: readonly (readonly [() => unknown, unknown])[] = [
    [() => cloud.billedUsage([-1], cloud.byTheHour), -1],
    [() => cloud.billedUsage([1], { unitSeconds: 0, minimumSeconds: 0 }), 0],
    [() => cloud.billedUsage([NaN], cloud.byTheHour), NaN],
    [() => cloud.bill([{ ...lease, count: 1.5 }], () => 1, cloud.byTheHour), 1.5],
    [() => cloud.bill([{ ...lease, toHour: -2 }], () => 1, cloud.byTheHour), -2],
    [() => cloud.bill([lease], () => -3.06, cloud.byTheHour), -3.06],
    [() => cloud.storageCostUsd(1, 1, -0.1), -0.1],
  ];
  for (const [run, value] of refused) t.is(t.throws(run, { instanceOf: DomainError }).value, value);
});
