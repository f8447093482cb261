/**
 * A year of demand in steps of five minutes, for more and more services, under every policy: time, and memory that does not grow.
 *
 * @packageDocumentation
 */

import type { ProvisioningPolicy } from "../../cloud";
import {
  type DemandShape,
  type DemandTrace,
  demandShapes,
  fillDemand,
  provisioningPolicies,
  provisionTotals,
} from "../../cloud";
import { type Random, streams } from "../../sim";
import type { Growth } from "../benchCommand";
import { seconds } from "../measure";

const STEPS = 105_120;
const SERVICES = [10, 100];
/** For one policy; time grows in proportion, so that ten thousand take ten times as long as the last. */
const MANY_SERVICES = [10, 100, 1000];

/** Seconds over the number of services, policy by policy; and the memory of it, which must not grow. */
export async function* demandBench(): AsyncGenerator<Growth> {
  const trace = { stepSeconds: 300, requestsPerSecond: new Float64Array(STEPS) };
  years(3, provisioningPolicies[0]!, trace); // warm
  for (const policy of provisioningPolicies) {
    const n = policy.name === "predictive" ? MANY_SERVICES : SERVICES;
    const [times, mebibytes]: [number[], number[]] = [[], []];
    for (const services of n) {
      times.push(await seconds(() => Promise.resolve(years(services, policy, trace))));
      mebibytes.push(process.memoryUsage().rss / 2 ** 20);
    }
    yield { name: `a year of five-minute demand under ${policy.name}, by services`, unit: "s", n, ours: times };
    yield { name: `resident memory after it, under ${policy.name}`, unit: "MiB", n, ours: mebibytes };
  }
}

/** The year of so many services, one after the other in one array. Returns their cost in US dollars. */
function years(services: number, policy: ProvisioningPolicy, trace: DemandTrace): number {
  const stream = streams(1);
  let costUsd = 0;
  for (let service = 0; service < services; service++) {
    const random = stream(`service ${service}`);
    fillDemand(trace, drawShape(random), random);
    costUsd += provisionTotals(trace, policy).costUsd;
  }
  return costUsd;
}

function drawShape(random: Random): DemandShape {
  return {
    ...demandShapes.growing,
    meanPerSecond: 20 + 400 * random.next(),
    dailySwing: 0.3 + 0.5 * random.next(),
    peakHour: 24 * random.next(),
    crowds: [{ startHours: 8000 * random.next(), factor: 8, riseMinutes: 10, halfLifeMinutes: 60 }],
  };
}
