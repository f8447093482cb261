/** What every provisioning policy must do, and what every run of one must keep. */
import type { ExecutionContext } from "ava";
import fc from "fast-check";
import * as cloud from "../../lib/cloud";
import * as sim from "../../lib/sim";

const near = (value: number, expected: number) => Math.abs(value - expected) <= 1e-6 * Math.max(1, Math.abs(expected));

const services = fc.record({
  bootSeconds: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2000 })),
  patienceSeconds: fc.integer({ min: 0, max: 600 }),
  billedSeconds: fc.constantFrom(1, 60, 3600),
  requestsPerSecondPerInstance: fc.integer({ min: 1, max: 50 }),
  maxInstances: fc.integer({ min: 1, max: 100 }),
});
const rates = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 500 })), { minLength: 1, maxLength: 80 });

/** The laws, by the sentence that states them. */
export const laws: Readonly<Record<string, (t: ExecutionContext, policy: cloud.ProvisioningPolicy) => void>> = {
  "no request vanishes, and money goes where it is said to go"(t, policy) {
    fc.assert(
      fc.property(rates, services, fc.constantFrom(10, 60, 300), (list, options, stepSeconds) => {
        const trace = { stepSeconds, requestsPerSecond: Float64Array.from(list) };
        const run = cloud.provision(trace, policy, options);
        t.true(near(run.arrivedRequests, run.servedRequests + run.lostRequests + run.waitingRequests));
        t.true(run.mostInstances >= 1 && run.mostInstances <= options.maxInstances);
        t.true(run.wastedUsd >= -1e-9 && run.wastedUsd <= run.costUsd + 1e-9);
        checkSteps(t, run, options);
      }),
      { seed: 1, numRuns: 60 },
    );
  },

  "a run with one service's memory does not disturb another's"(t, policy) {
    const [one, other] = [1, 2].map((seed) =>
      cloud.demandTrace(cloud.demandShapes.daily, { days: 9, random: sim.seeded(seed) }),
    );
    const alone = cloud.provisionTotals(one!, policy);
    cloud.provisionTotals(other!, policy);
    t.deepEqual(cloud.provisionTotals(one!, policy), alone);
  },

  "constant demand is served without loss, and without ordering on and on"(t, policy) {
    for (const rate of [1, 99, 1000]) {
      const trace = { stepSeconds: 300, requestsPerSecond: new Float64Array(3000).fill(rate) };
      const { lostRequests, orders, mostInstances, costUsd } = cloud.provision(trace, policy);
      t.is(lostRequests, 0);
      t.true(orders <= 1 + rate / 20, `${orders} orders`);
      t.true(mostInstances <= 2 + (2 * rate) / 20 && costUsd > 0);
    }
  },

  "no demand at all needs the least number of instances, and only that"(t, policy) {
    const trace = { stepSeconds: 300, requestsPerSecond: new Float64Array(600) };
    const run = cloud.provision(trace, policy, { minInstances: 2 });
    t.is(run.servedRequests, 0);
    t.is(run.steps.readyInstances.at(-1), 2);
    t.true(near(run.wastedUsd, run.costUsd));
  },
};

function checkSteps(
  t: ExecutionContext,
  { steps }: cloud.ProvisioningRun,
  { maxInstances, patienceSeconds, requestsPerSecondPerInstance }: cloud.ServiceOptions,
): void {
  let before = 0;
  for (const [step, arrived] of steps.arrivedPerSecond.entries()) {
    const waiting = steps.waitingRequests[step]!;
    const out = (steps.servedPerSecond[step]! + steps.lostPerSecond[step]!) * steps.stepSeconds;
    t.true(near(before + arrived * steps.stepSeconds, out + waiting));
    t.true(steps.readyInstances[step]! + steps.bootingInstances[step]! <= maxInstances!);
    t.true(steps.servedPerSecond[step]! <= steps.capacityPerSecond[step]! + 1e-9);
    t.true(waiting <= steps.readyInstances[step]! * requestsPerSecondPerInstance! * patienceSeconds! + 1e-6);
    before = waiting;
  }
}
