import test from "ava";
import fc from "fast-check";
import * as cloud from "../../../lib/cloud";
import * as datasets from "../../../lib/datasets";

const curves = datasets.loadCurves();
const results = datasets.specPower();

const median = test.macro({
  exec: (t, year: number, expected: number) => {
    const row = cloud.idleToPeakByYear(results).find((one) => one.year === year)!;
    t.true(Math.abs(row.median - expected) <= 0.01, `${row.median}`);
  },
  title: (_, year: number, expected: number) => `the median server of ${year} idles at ${expected} of its peak`,
});
test(median, 2007, 0.62);
test(median, 2009, 0.42);
test(median, 2012, 0.23);
test(median, 2017, 0.14);
test(median, 2024, 0.21);

test("medians, least and counts by year are those of the published table", (t) => {
  const rows = cloud.idleToPeakByYear(results);
  for (const { year, results: count, medianIdleToPeak, minIdleToPeak } of datasets.specPowerByYear()) {
    const row = rows.find((one) => one.year === year)!;
    t.is(row.results, count);
    t.true(Math.abs(row.median - medianIdleToPeak) < 0.001, `${year}`);
    t.true(Math.abs(row.least - minIdleToPeak) < 0.001, `${year}`);
  }
});

test("r = 1.4 is not universal: errors against six load tests are those of the reference", (t) => {
  const rows = cloud.fitPowerModels(curves);
  const isRange = (pick: (row: cloud.FitRow) => number, expected: readonly [number, number], tolerance: number) => {
    const found = [Math.min(...rows.map(pick)), Math.max(...rows.map(pick))];
    for (const end of [0, 1]) t.true(Math.abs(found[end]! - expected[end]!) <= tolerance, found.join());
  };
  isRange(({ fan14Error }) => 100 * fan14Error, [1.8, 15.4], 0.1);
  isRange(({ linearError }) => 100 * linearError, [0.5, 7.3], 0.1);
  isRange(({ r }) => r, [0.74, 1.3], 0.01);
});

test("no other exponent has a smaller sum of squares", (t) => {
  for (const { watts } of curves) {
    const squares = (r: number) => {
      const model = cloud.fanPower({ idleWatts: watts[0]!, peakWatts: watts[10]!, r });
      return watts.reduce((sum, measured, at) => sum + (model.wattsAt(at / 10) - measured) ** 2, 0);
    };
    const best = squares(cloud.fitFanExponent(watts));
    for (let r = 0.3; r <= 2; r += 0.01) t.true(squares(r) >= best - 1e-6);
  }
});

test("a server that idles at half its peak has less than half its efficiency at 30% load", (t) => {
  t.is(cloud.relativeEfficiency(cloud.linearPower(100, 200), 0.3).toFixed(3), "0.462");
});

const watts = fc
  .tuple(fc.double({ min: 0, max: 500, noNaN: true }), fc.double({ min: 1, max: 500, noNaN: true }))
  .map(([idle, more]) => ({ idleWatts: idle, peakWatts: idle + more }));

test("every model starts at idle, ends at peak; the straight line and Fan's with r from 1 never fall", (t) => {
  fc.assert(
    fc.property(watts, fc.double({ min: 1, max: 2, noNaN: true }), fc.nat(99), (ends, r, percent) => {
      const models = [cloud.linearPower(ends.idleWatts, ends.peakWatts), cloud.fanPower({ ...ends, r })];
      for (const model of models) {
        t.is(model.wattsAt(0), ends.idleWatts);
        t.true(Math.abs(model.wattsAt(1) / ends.peakWatts - 1) < 1e-12);
        t.true(model.wattsAt((percent + 1) / 100) >= model.wattsAt(percent / 100) - 1e-9);
      }
    }),
    { seed: 21, numRuns: 300 },
  );
});

test("Fan's formula with r = 1 is the straight line", (t) => {
  fc.assert(
    fc.property(watts, fc.double({ min: 0, max: 1, noNaN: true }), (ends, utilization) => {
      const [bent, line] = [cloud.fanPower({ ...ends, r: 1 }), cloud.linearPower(ends.idleWatts, ends.peakWatts)];
      return Math.abs(bent.wattsAt(utilization) - line.wattsAt(utilization)) < 1e-9;
    }),
    { seed: 22, numRuns: 300 },
  );
  t.pass();
});

test("for a straight line, proportionality is one minus idle over peak", (t) => {
  fc.assert(
    fc.property(watts, ({ idleWatts, peakWatts }) => {
      const model = cloud.linearPower(idleWatts, peakWatts);
      return Math.abs(cloud.energyProportionality(model) - (1 - cloud.idleToPeak(model))) < 1e-9;
    }),
    { seed: 23, numRuns: 300 },
  );
  t.pass();
});

test("a measured curve goes through its points", (t) => {
  for (const { watts: points } of curves) {
    const model = cloud.measuredPower(points);
    for (const [at, measured] of points.entries()) t.true(Math.abs(model.wattsAt(at / 10) - measured) < 1e-9);
  }
});

for (const model of [
  cloud.linearPower(1, 2),
  cloud.fanPower({ idleWatts: 1, peakWatts: 2, r: 1.4 }),
  cloud.measuredPower([1, 2]),
]) {
  test(`${model.name}: refuses a utilization that is none`, (t) => {
    for (const utilization of [-0.01, 1.01, NaN, Infinity]) {
      t.throws(() => model.wattsAt(utilization), {
        message: `Expected utilization to be a share from 0 to 1, got ${utilization}.`,
      });
    }
  });
}

test("refuses powers and exponents that are none", (t) => {
  t.throws(() => cloud.linearPower(300, 200), {
    message: "Expected idleWatts to be from 0 to the peak of 200, got 300.",
  });
  t.throws(() => cloud.linearPower(0, 0), { message: "Expected peakWatts to be above 0, got 0." });
  t.throws(() => cloud.fanPower({ idleWatts: 1, peakWatts: 2, r: 3 }), {
    message: /r to be above 0 and at most 2, got 3/,
  });
  t.throws(() => cloud.measuredPower([5]), { message: "Expected watts to be at least two points, got [5]." });
  t.throws(() => cloud.measuredPower([5, -1]), { message: "Expected watts to be above 0, got -1." });
});
