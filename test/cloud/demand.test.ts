import test from "ava";
import fc from "fast-check";
import * as cloud from "../../lib/cloud";
import { DomainError } from "../../lib/errors";
import * as sim from "../../lib/sim";

const { flat, daily, growing } = cloud.demandShapes;
const trace = (shape: cloud.DemandShape, days = 7, seed = 1) =>
  cloud.demandTrace(shape, { days, random: sim.seeded(seed) }).requestsPerSecond;
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

test("flat demand is its mean at every step", (t) => {
  t.true(trace(flat).every((rate) => rate === 100));
});

test("a week's mean, peak hour and weekend are those of the shape", (t) => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 23 }),
      fc.double({ min: 0.1, max: 1, noNaN: true }),
      (dailySwing, peakHour, weekendShare) => {
        const rates = trace({ ...flat, dailySwing, peakHour, weekendShare });
        t.true(Math.abs(mean(rates.slice(0, 5 * 288)) - 100) < 1e-9);
        t.true(Math.abs(mean(rates.slice(5 * 288)) - 100 * weekendShare) < 1e-9);
        const busiest = (rates.indexOf(Math.max(...rates.slice(0, 288))) % 288) / 12;
        if (dailySwing > 0.01) t.true(Math.abs(((busiest - peakHour + 36) % 24) - 12) < 0.2);
      },
    ),
    { seed: 3 },
  );
});

test("a year of growth ends at the grown demand", (t) => {
  const rates = trace({ ...growing, noise: 0, dailySwing: 0, weekendShare: 1 }, 365);
  t.is(rates.length, 105_120);
  t.true(Math.abs(rates.at(-1)! / 300 - 1) < 1e-4);
});

test("noise has the spread that was asked for, and its neighbours are alike", (t) => {
  const deviations = Array.from(trace({ ...flat, noise: 0.1 }, 365), (rate) => rate / 100 - 1);
  const variance = mean(deviations.map((one) => one * one));
  t.true(Math.abs(mean(deviations)) < 0.005);
  t.true(Math.abs(Math.sqrt(variance) - 0.1) < 0.003);
  t.true(Math.abs(mean(deviations.slice(1).map((one, at) => one * deviations[at]!)) / variance - 0.9) < 0.01);
});

test("a crowd rises to its factor in its minutes and halves in its half-life", (t) => {
  const crowds = [{ startHours: 2, factor: 11, riseMinutes: 60, halfLifeMinutes: 60 }];
  const rates = cloud.demandTrace(
    { ...flat, crowds },
    { days: 1, stepSeconds: 60, random: sim.seeded(1) },
  ).requestsPerSecond;
  t.is(rates[119], 100);
  t.true(Math.abs(rates[149]! - 592) < 1);
  t.true(Math.abs(rates[180]! - 1095) < 6);
  t.true(Math.abs(rates[240]! - 597) < 5);
  t.true(Math.abs(rates.at(-1)! - 100) < 1);
});

test("the same seed gives the same demand, another seed another", (t) => {
  t.deepEqual(trace(daily, 7, 4), trace(daily, 7, 4));
  t.notDeepEqual(trace(daily, 7, 4), trace(daily, 7, 5));
});

test("coarser steps have the mean of the finer ones", (t) => {
  const shape = { ...daily, noise: 0 };
  const fine = cloud.demandTrace(shape, { stepSeconds: 60, random: sim.seeded(1) }).requestsPerSecond;
  const coarse = cloud.demandTrace(shape, { stepSeconds: 3600, random: sim.seeded(1) }).requestsPerSecond;
  for (const [hour, rate] of coarse.entries())
    t.true(Math.abs(mean(fine.slice(60 * hour, 60 * hour + 60)) / rate - 1) < 0.01);
});

const random = sim.seeded(1);
const refused: [string, () => unknown, RegExp][] = [
  ["no mean", () => cloud.demandTrace({ ...flat, meanPerSecond: 0 }, { random }), /meanPerSecond.*got 0/],
  ["a swing of 2", () => cloud.demandTrace({ ...flat, dailySwing: 2 }, { random }), /dailySwing.*got 2/],
  ["no days", () => cloud.demandTrace(flat, { days: 0, random }), /days.*got 0/],
  ["steps that do not divide a week", () => cloud.demandTrace(flat, { stepSeconds: 1001, random }), /week.*got 1001/],
  [
    "a crowd of half",
    () =>
      cloud.demandTrace(
        { ...flat, crowds: [{ startHours: 1, factor: 0.5, riseMinutes: 1, halfLifeMinutes: 1 }] },
        { random },
      ),
    /crowd/,
  ],
  ["to shrink by all", () => cloud.demandTrace({ ...flat, growthPerYear: -1 }, { random }), /growthPerYear.*got -1/],
];

for (const [what, call, message] of refused) {
  test(`refuses ${what}`, (t) => {
    t.throws(call, { instanceOf: DomainError, message });
  });
}
