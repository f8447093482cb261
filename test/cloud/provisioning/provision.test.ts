import test from "ava";
import * as cloud from "../../../lib/cloud";
import { DomainError } from "../../../lib/errors";
import * as sim from "../../../lib/sim";

/** Wants what a list says, step by step; the first is there from the start. */
const scripted = (wanted: readonly number[]): cloud.ProvisioningPolicy => ({
  name: "scripted",
  start() {
    let step = 0;
    return () => wanted[Math.min(step++, wanted.length - 1)]!;
  },
});

const trace = (rates: readonly number[], stepSeconds = 100) => ({
  stepSeconds,
  requestsPerSecond: Float64Array.from(rates),
});

test("worked by hand: two instances ordered at 100 s, ready at 150 s, ended at 300 s", (t) => {
  const run = cloud.provision(trace([10, 30, 30, 10]), scripted([1, 3, 3, 1]), {
    requestsPerSecondPerInstance: 10,
    bootSeconds: 50,
    patienceSeconds: 0,
    billedSeconds: 60,
    usdPerHour: 3600,
  });
  t.deepEqual([...run.steps.capacityPerSecond], [10, 20, 30, 10]);
  t.deepEqual([...run.steps.lostPerSecond], [0, 10, 0, 0]);
  t.deepEqual([run.arrivedRequests, run.servedRequests, run.lostRequests], [8000, 7000, 1000]);
  // One for 400 s, billed as 420; two for 200 s, billed as 240 each: 900 dollars at one a second, of which 700 served.
  t.is(Math.round(run.costUsd), 900);
  t.is(Math.round(run.wastedUsd), 200);
});

test("worked by hand: who has patience is served later", (t) => {
  const run = cloud.provision(trace([10, 30, 0, 10]), scripted([1]), {
    requestsPerSecondPerInstance: 10,
    patienceSeconds: 60,
  });
  // 2000 more than can be served; 600 of them wait, and are served in the third step.
  t.deepEqual([...run.steps.waitingRequests], [0, 600, 0, 0]);
  t.deepEqual([...run.steps.servedPerSecond], [10, 10, 6, 10]);
  t.is(run.lostRequests, 1400);
});

test("worked by hand: instances that still boot are the first to go, and are billed", (t) => {
  const run = cloud.provision(trace([10, 10, 10], 60), scripted([1, 5, 1]), { bootSeconds: 90, billedSeconds: 60 });
  t.deepEqual([...run.steps.readyInstances], [1, 1, 1]);
  t.is(run.billedHours, (180 + 4 * 60) / 3600);
});

test("an instance that boots across several steps serves from the very second on", (t) => {
  const run = cloud.provision(trace([20, 20, 20, 20]), scripted([1, 2]), {
    requestsPerSecondPerInstance: 10,
    bootSeconds: 230,
    patienceSeconds: 0,
  });
  t.deepEqual([...run.steps.capacityPerSecond], [10, 10, 10, 17]);
});

test("peak loses nothing, mean loses a lot, and the elastic ones cost less than peak", (t) => {
  const month = cloud.demandTrace(cloud.demandShapes.daily, { days: 28, random: sim.seeded(5) });
  const [peak, mean, ...elastic] = cloud.provisioningPolicies.map((policy) => cloud.provisionTotals(month, policy));
  t.is(peak!.lostRequests, 0);
  t.true(mean!.lostRequests > 0.05 * mean!.arrivedRequests);
  for (const { costUsd, lostRequests, arrivedRequests } of elastic) {
    t.true(costUsd < peak!.costUsd);
    t.true(lostRequests < 0.001 * arrivedRequests);
  }
});

test("looking ahead is cheaper than thresholds where days are alike", (t) => {
  const month = cloud.demandTrace(cloud.demandShapes.daily, { days: 28, random: sim.seeded(6) });
  const cost = (policy: cloud.ProvisioningPolicy) => cloud.provisionTotals(month, policy).costUsd;
  t.true(cost(cloud.predictivePolicy()) < cost(cloud.reactivePolicy()));
});

test("response times are those of M/M/c, and patience where demand is too much", (t) => {
  const options = { requestsPerSecondPerInstance: 10, patienceSeconds: 0 };
  const run = cloud.provision(trace([5, 15, 25]), scripted([2]), options);
  const [low, high, over] = cloud.responseSeconds(run, options);
  t.is(low, 0.1);
  t.is(high, 0.1);
  t.is(over, 0.1);
  const patient = { requestsPerSecondPerInstance: 10, patienceSeconds: 5 };
  const [first, second, third] = cloud.responseSeconds(
    cloud.provision(trace([5, 15, 25]), scripted([2]), patient),
    patient,
  );
  t.is(first, sim.mmc({ arrivalsPerSecond: 5, serviceSeconds: 0.1, servers: 2 }).meanResponseSeconds);
  t.is(second, sim.mmc({ arrivalsPerSecond: 15, serviceSeconds: 0.1, servers: 2 }).meanResponseSeconds);
  t.is(third, 5.1);
});

const fixed = scripted([1]);
const refused: [string, () => unknown, RegExp][] = [
  ["an empty trace", () => cloud.provision(trace([]), fixed), /trace to have at least one step/],
  ["negative demand", () => cloud.provision(trace([1, -2]), fixed), /requestsPerSecond\[1\].*got -2/],
  ["no number", () => cloud.provisionTotals(trace([Number.NaN]), fixed), /got NaN/],
  ["a policy that wants NaN", () => cloud.provision(trace([1]), scripted([Number.NaN])), /"scripted" wants.*got NaN/],
  [
    "a ceiling below the floor",
    () => cloud.provision(trace([1]), fixed, { minInstances: 3, maxInstances: 2 }),
    /got 2/,
  ],
  ["half an instance", () => cloud.provision(trace([1]), fixed, { minInstances: 0.5 }), /got 0\.5/],
  ["a negative boot", () => cloud.provision(trace([1]), fixed, { bootSeconds: -1 }), /bootSeconds.*got -1/],
  ["thresholds upside down", () => cloud.reactivePolicy({ low: 0.8, high: 0.5 }), /thresholds/],
  ["a target of 0", () => cloud.targetTrackingPolicy({ target: 0 }), /target.*got 0/],
  ["a target of 2", () => cloud.predictivePolicy({ target: 2 }), /target.*got 2/],
  ["negative headroom", () => cloud.peakPolicy({ headroom: -1 }), /headroom.*got -1/],
  ["a jump to nothing", () => cloud.measureJump({ policy: fixed, factor: 0 }), /factor.*got 0/],
];

for (const [what, call, message] of refused) {
  test(`refuses ${what}`, (t) => {
    t.throws(call, { instanceOf: DomainError, message });
  });
}
