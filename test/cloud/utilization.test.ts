import test from "ava";
import * as cloud from "../../lib/cloud";
import * as datasets from "../../lib/datasets";
import * as sim from "../../lib/sim";

const bins = datasets.planetLabHistogram();

test("PlanetLab: the mean of all readings is 11.10%, from the bins and from the days", (t) => {
  t.true(Math.abs(cloud.utilizationStatistics(bins).meanPct - 11.1) <= 0.01);
  t.true(Math.abs(cloud.pooledMeanPct(datasets.planetLabDaily()) - 11.1) <= 0.01);
});

test("PlanetLab: 65.5% of the readings are below 10%", (t) => {
  const below = bins.filter(({ cpuPct }) => cpuPct < 10).reduce((sum, { samples }) => sum + samples, 0);
  t.is(((100 * below) / 3_382_848).toFixed(1), "65.5");
});

test("PlanetLab: daily means and deviations, pooled, are those of the histogram", (t) => {
  const [days, all] = [datasets.planetLabDaily(), cloud.utilizationStatistics(bins)];
  const vms = days.reduce((sum, day) => sum + day.vms, 0);
  const variance =
    days.reduce((sum, day) => sum + day.vms * (day.sdPct ** 2 + (day.meanPct - all.meanPct) ** 2), 0) / vms;
  t.true(Math.abs(Math.sqrt(variance) - all.sdPct) < 0.02);
});

test("PlanetLab: every day's statistics equal the recalled published ones within 0.01, but for one median", (t) => {
  const differing = datasets.planetLabDaily().flatMap((day) =>
    (
      [
        ["mean", day.meanPct, day.publishedMeanPct],
        ["sd", day.sdPct, day.publishedSdPct],
        ["q1", day.q1Pct, day.publishedQ1Pct],
        ["median", day.medianPct, day.publishedMedianPct],
        ["q3", day.q3Pct, day.publishedQ3Pct],
      ] as const
    ).flatMap(([name, ours, theirs]) => (Math.abs(ours - theirs) <= 0.01 ? [] : [`${day.date} ${name}`])),
  );
  t.deepEqual(differing, ["2011-04-09 median"]);
});

test("Azure: 68% of VMs use at most 20% of their CPU on average, 92.5% live less than a day, within two points", (t) => {
  const cpu = datasets
    .azureCpuCdf()
    .flatMap(({ cpuPct, vmsByAveragePct }) =>
      vmsByAveragePct === undefined ? [] : [{ value: cpuPct, share: vmsByAveragePct / 100 }],
    );
  t.true(Math.abs(cloud.shareAtMost(cpu, 20) - 0.68) <= 0.02);
  const lives = datasets
    .azureLifetimeCdf()
    .map(({ lifetimeHours, vmsPct }) => ({ value: lifetimeHours, share: vmsPct / 100 }));
  t.true(Math.abs(cloud.shareAtMost(lives, 24) - 0.925) <= 0.02);
});

test("statistics of readings are those of a plain computation", (t) => {
  const random = sim.seeded(3);
  const readings = Array.from({ length: 999 }, () => random.integer(101));
  const sorted = [...readings].sort((one, other) => one - other);
  const ours = cloud.utilizationStatistics(cloud.binUtilizations(readings.map((one) => one / 100)));
  const mean = readings.reduce((sum, one) => sum + one, 0) / 999;
  t.true(Math.abs(ours.meanPct - mean) < 1e-9);
  t.true(Math.abs(ours.sdPct - Math.sqrt(readings.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 999)) < 1e-9);
  t.deepEqual([ours.q1Pct, ours.medianPct, ours.q3Pct], [sorted[249], sorted[499], sorted[749]]);
});

test("traces: mean within 0.7 points of PlanetLab's, deviation and quartiles as in its histogram, parts as fitted", (t) => {
  const traces = cloud.utilizationTraces({ vms: 2000, steps: 288, bins, random: sim.seeded(5) });
  const ours = cloud.utilizationStatistics(cloud.binUtilizations(traces.flatMap((trace) => [...trace])));
  const real = cloud.utilizationStatistics(bins);
  t.true(Math.abs(ours.meanPct - real.meanPct) < 0.7, `${ours.meanPct}`);
  t.true(Math.abs(ours.sdPct - real.sdPct) < 1, `${ours.sdPct}`);
  t.true(Math.abs(ours.medianPct - real.medianPct) <= 1);
  t.true(Math.abs(ours.q3Pct - real.q3Pct) <= 1);

  const means = traces.map((trace) => (100 * trace.reduce((sum, one) => sum + one, 0)) / trace.length);
  const between = means.reduce((sum, one) => sum + (one - ours.meanPct) ** 2, 0) / means.length / ours.sdPct ** 2;
  t.true(between > 0.55 && between < 0.75, `between VMs: ${between}`);
  const together = (lag: number) => {
    let [shared, all] = [0, 0];
    for (const [vm, trace] of traces.entries()) {
      for (let step = 0; step + lag < trace.length; step++) {
        shared += (100 * trace[step]! - means[vm]!) * (100 * trace[step + lag]! - means[vm]!);
        all += (100 * trace[step]! - means[vm]!) ** 2;
      }
    }
    return shared / all;
  };
  t.true(together(1) > 0.07 && together(1) < 0.2, `5 minutes apart: ${together(1)}`);
  t.true(together(12) > 0.07 && together(12) < 0.22, `an hour apart: ${together(12)}`);
});

test("traces: the same seed gives the same readings; a rhythm raises the middle of the day", (t) => {
  const make = (dayShare: number) =>
    cloud.utilizationTraces({ vms: 200, steps: 288, bins, random: sim.seeded(9), dayShare });
  t.deepEqual(make(0), make(0));
  const mean = (traces: Float64Array[], from: number) =>
    traces.reduce((sum, trace) => sum + trace.subarray(from, from + 48).reduce((all, one) => all + one, 0), 0) /
    (48 * traces.length);
  const day = make(0.2);
  t.true(mean(day, 120) > 1.5 * mean(day, 0));
});

test("refuses readings above 1 and shares that are too many", (t) => {
  t.throws(() => cloud.binUtilizations([0.2, 1.2]), {
    message: "Expected utilization to be a share from 0 to 1, got 1.2.",
  });
  t.throws(() => cloud.utilizationStatistics([{ cpuPct: 101, samples: 1 }]), {
    message: /cpuPct to be from 0 to 100, got 101/,
  });
  t.throws(() => cloud.utilizationStatistics([]), { message: /bins to hold a reading/ });
  t.throws(() => cloud.shareAtMost([{ value: 1, share: 0.5 }], 2), {
    message: "Expected value to be from 1 to 1, got 2.",
  });
  const options = { vms: 1, steps: 1, bins, random: sim.seeded(1) };
  t.throws(() => cloud.utilizationTraces({ ...options, vmShare: 0.9, driftShare: 0.2 }), { message: /got 1.1/ });
  t.throws(() => cloud.utilizationTraces({ ...options, vms: 0 }), {
    message: "Expected vms to be a whole number above 0, got 0.",
  });
});
