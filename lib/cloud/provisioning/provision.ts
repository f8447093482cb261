/**
 * Runs a service under a policy: demand comes, instances boot and serve, requests wait, give up or are served, and time is billed.
 *
 * ```text
 *  step k:  decide on what step k-1 showed --> order or end instances --> serve
 *
 *  arrivals --> [ backlog, at most patience x capacity ] --> capacity = ready x one instance
 *                  | more than that gives up
 *                  v lost                                 arrived = served + lost + waiting
 * ```
 *
 * Requests are a fluid, exact between the moments at which capacity changes; the waiting inside a step, which a fluid has not, is in
 * `response.ts`. Left out: load that is spread unevenly, instances that fail.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import type { DemandTrace } from "../demand";
import { Fleet } from "./fleet";
import { type Service, type ServiceOptions, serviceOf } from "./options";
import type { Known, Observation, ProvisioningPolicy } from "./policy";
import type { ProvisioningRun, ProvisioningSteps, ProvisioningTotals } from "./run";

/**
 * Runs a trace under a policy and keeps every step.
 *
 * @throws {@link DomainError} if the trace is empty or holds what is no demand, if an option is out of its range, or if the
 * policy wants no number of instances
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, sim } from "strata";
 *
 * const week = cloud.demandTrace(cloud.demandShapes.daily, { random: sim.seeded(1) });
 * const [fixed, elastic] = [cloud.peakPolicy(), cloud.targetTrackingPolicy()].map((policy) => cloud.provision(week, policy));
 * assert.equal(fixed.lostRequests, 0);
 * assert.ok(elastic.costUsd < 0.9 * fixed.costUsd);
 * ```
 */
export function provision(
  trace: DemandTrace,
  policy: ProvisioningPolicy,
  options: ServiceOptions = {},
): ProvisioningRun {
  const count = trace.requestsPerSecond.length;
  const steps = {
    stepSeconds: trace.stepSeconds,
    arrivedPerSecond: trace.requestsPerSecond,
    capacityPerSecond: new Float64Array(count),
    servedPerSecond: new Float64Array(count),
    lostPerSecond: new Float64Array(count),
    readyInstances: new Float64Array(count),
    bootingInstances: new Float64Array(count),
    waitingRequests: new Float64Array(count),
  };
  return { ...provisionTotals(trace, policy, options, steps), steps };
}

/**
 * Runs a trace under a policy and keeps the sums only: what a year of thousands of services needs.
 *
 * @param steps - where to write the steps, if they are wanted
 * @throws {@link DomainError} as {@link provision}
 */
export function provisionTotals(
  trace: DemandTrace,
  policy: ProvisioningPolicy,
  options: ServiceOptions = {},
  steps?: ProvisioningSteps,
): ProvisioningTotals {
  const service = serviceOf(options);
  const facts = factsOf(trace);
  const planned = service.planned ?? facts;
  const known = {
    ...service,
    stepSeconds: trace.stepSeconds,
    peakPerSecond: planned.peakPerSecond,
    meanPerSecond: planned.meanPerSecond,
  };
  return {
    policy: policy.name,
    arrivedRequests: facts.sum * trace.stepSeconds,
    ...runSteps(trace, { service, wants: askedOf(policy, known, service) }, steps),
  };
}

/** Checks a trace and tells its peak, mean and sum. */
function factsOf({ requestsPerSecond, stepSeconds }: DemandTrace) {
  const count = requestsPerSecond.length;
  if (count === 0) throw new DomainError("trace", "to have at least one step", []);
  if (!(stepSeconds > 0)) throw new DomainError("stepSeconds", "to be above 0", stepSeconds);
  let sum = 0;
  let peakPerSecond = 0;
  for (let step = 0; step < count; step++) {
    const rate = requestsPerSecond[step]!;
    if (!(rate >= 0 && rate < Infinity)) throw new DomainError(`requestsPerSecond[${step}]`, "to be 0 or more", rate);
    sum += rate;
    if (rate > peakPerSecond) peakPerSecond = rate;
  }
  return { sum, peakPerSecond, meanPerSecond: sum / count };
}

type Seen = { -readonly [Name in keyof Observation]: Observation[Name] };

/** A policy as a function that gives a whole number of instances within the limits. */
function askedOf(policy: ProvisioningPolicy, known: Known, { minInstances, maxInstances }: Service) {
  const decide = policy.start(known);
  return (seen: Seen): number => {
    const wanted = decide(seen);
    if (!(wanted >= 0 && wanted < Infinity)) {
      throw new DomainError(`what policy "${policy.name}" wants`, "to be a number of instances", wanted);
    }
    const whole = Math.ceil(wanted - 1e-9);
    return whole < minInstances ? minInstances : whole > maxInstances ? maxInstances : whole;
  };
}

/**
 * The control loop. A thousand million turns are a year of ten thousand services: hence one function, whose numbers stay in the
 * processor's registers.
 */
function runSteps(
  { requestsPerSecond, stepSeconds }: DemandTrace,
  { service, wants }: { readonly service: Service; readonly wants: (seen: Seen) => number },
  steps: ProvisioningSteps | undefined,
) {
  const { requestsPerSecondPerInstance, patienceSeconds, usdPerHour } = service;
  const seen = firstSight(requestsPerSecond[0]!, requestsPerSecondPerInstance);
  let instances = wants(seen);
  const fleet = new Fleet(service, instances);
  let mostInstances = instances;
  let waiting = 0;
  let served = 0;
  let lost = 0;
  for (let step = 0; step < requestsPerSecond.length; step++) {
    const rate = requestsPerSecond[step]!;
    const end = (step + 1) * stepSeconds;
    let now = step * stepSeconds;
    if (step > 0) {
      seen.seconds = now;
      seen.backlogRequests = waiting;
      seen.ready = fleet.ready;
      seen.booting = fleet.booting;
      const wanted = wants(seen);
      if (wanted !== instances) fleet.resize(wanted, now);
      instances = wanted;
      if (wanted > mostInstances) mostInstances = wanted;
    }
    // A fluid: constant rate into constant capacity, piece by piece as instances get ready.
    let stepServed = 0;
    let stepLost = 0;
    let stepCapacity = 0;
    for (;;) {
      const readyAt = fleet.nextReadyAt;
      const until = readyAt < end ? Math.max(now, readyAt) : end;
      const perSecond = fleet.ready * requestsPerSecondPerInstance;
      const capacity = perSecond * (until - now);
      const work = waiting + rate * (until - now);
      const done = work < capacity ? work : capacity;
      const room = perSecond * patienceSeconds;
      waiting = work - done < room ? work - done : room;
      stepServed += done;
      stepLost += work - done - waiting;
      stepCapacity += capacity;
      now = until;
      if (readyAt >= end) break;
      fleet.admit();
    }
    served += stepServed;
    lost += stepLost;
    seen.arrivedPerSecond = rate;
    seen.utilization = stepCapacity === 0 ? 0 : stepServed / stepCapacity;
    if (steps !== undefined) write(steps, step, { stepServed, stepLost, stepCapacity, waiting, fleet });
  }
  fleet.close(requestsPerSecond.length * stepSeconds);
  const billedHours = fleet.billedSeconds / 3600;
  return {
    servedRequests: served,
    lostRequests: lost,
    waitingRequests: waiting,
    billedHours,
    costUsd: billedHours * usdPerHour,
    wastedUsd: (billedHours - served / requestsPerSecondPerInstance / 3600) * usdPerHour,
    orders: fleet.orders,
    mostInstances,
  };
}

/** The service has been running: what the policy wants for the first demand is ready. */
function firstSight(rate: number, perInstance: number): Seen {
  const ready = Math.max(1, Math.ceil(rate / perInstance));
  const utilization = rate / perInstance / ready;
  return { seconds: 0, arrivedPerSecond: rate, utilization, backlogRequests: 0, ready, booting: 0 };
}

function write(
  steps: ProvisioningSteps,
  step: number,
  now: { stepServed: number; stepLost: number; stepCapacity: number; waiting: number; fleet: Fleet },
): void {
  steps.capacityPerSecond[step] = now.stepCapacity / steps.stepSeconds;
  steps.servedPerSecond[step] = now.stepServed / steps.stepSeconds;
  steps.lostPerSecond[step] = now.stepLost / steps.stepSeconds;
  steps.readyInstances[step] = now.fleet.ready;
  steps.bootingInstances[step] = now.fleet.booting;
  steps.waitingRequests[step] = now.waiting;
}
