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
 * Requests are a fluid, exact between the moments at which capacity changes; the waiting inside a step, which a fluid has not,
 * comes from the M/M/c queue. Left out: load that is spread unevenly, instances that fail.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { mmc } from "../../sim";
import type { DemandTrace } from "../demand";
import { Fleet } from "./fleet";
import { type Service, type ServiceOptions, serviceOf } from "./options";
import type { Decide, ProvisioningPolicy } from "./policy";

/** A run in sums. Requests are means and need not be whole. */
export interface ProvisioningTotals {
  readonly policy: string;
  /** Requests that came; the sum of the next three. */
  readonly arrivedRequests: number;
  readonly servedRequests: number;
  /** Requests that gave up. */
  readonly lostRequests: number;
  /** Requests that waited when the run ended. */
  readonly waitingRequests: number;
  /** Hours billed, of all instances together. */
  readonly billedHours: number;
  /** What they cost, in US dollars. */
  readonly costUsd: number;
  /** How much of it paid for time in which nothing was served: idle, booting, rounded up. */
  readonly wastedUsd: number;
  /** Instances ordered after the start. */
  readonly orders: number;
  /** Most instances at a time, ready and booting. */
  readonly mostInstances: number;
}

/** A run, step by step: arrays with one number a step. */
export interface ProvisioningSteps {
  readonly stepSeconds: number;
  /** Requests a second that came. */
  readonly arrivedPerSecond: Float64Array;
  /** Requests a second that could have been served. */
  readonly capacityPerSecond: Float64Array;
  /** Requests a second that were served. */
  readonly servedPerSecond: Float64Array;
  /** Requests a second that gave up. */
  readonly lostPerSecond: Float64Array;
  /** Instances ready at the end of the step. */
  readonly readyInstances: Float64Array;
  /** Instances booting at the end of the step. */
  readonly bootingInstances: Float64Array;
  /** Requests waiting at the end of the step. */
  readonly waitingRequests: Float64Array;
}

/** Sums and steps. */
export interface ProvisioningRun extends ProvisioningTotals {
  readonly steps: ProvisioningSteps;
}

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
  const run = new Run(service, trace.stepSeconds, policy.start(known), policy.name);
  const demand = trace.requestsPerSecond;
  run.begin(demand[0]!);
  for (let step = 0; step < demand.length; step++) {
    run.step(step, demand[step]!);
    if (steps !== undefined) run.write(steps, step);
  }
  return {
    ...run.totals(demand.length * trace.stepSeconds),
    policy: policy.name,
    arrivedRequests: facts.sum * trace.stepSeconds,
  };
}

/** Checks a trace and tells its peak, mean and sum. */
function factsOf({ requestsPerSecond, stepSeconds }: DemandTrace) {
  const count = requestsPerSecond.length;
  if (count === 0) throw new DomainError("trace", "to have at least one step", []);
  if (!(stepSeconds > 0)) throw new DomainError("stepSeconds", "to be above 0", stepSeconds);
  let [sum, peakPerSecond] = [0, 0];
  for (let step = 0; step < count; step++) {
    const rate = requestsPerSecond[step]!;
    if (!(rate >= 0 && rate < Infinity)) throw new DomainError(`requestsPerSecond[${step}]`, "to be 0 or more", rate);
    sum += rate;
    if (rate > peakPerSecond) peakPerSecond = rate;
  }
  return { sum, peakPerSecond, meanPerSecond: sum / count };
}

/** One service under way. */
class Run {
  readonly #seen = { seconds: 0, arrivedPerSecond: 0, utilization: 0, backlogRequests: 0, ready: 0, booting: 0 };
  #fleet!: Fleet;
  #waiting = 0;
  #served = 0;
  #lost = 0;
  #most = 0;
  // Of the present step.
  #stepServed = 0;
  #stepLost = 0;
  #stepCapacity = 0;

  constructor(
    readonly service: Service,
    readonly stepSeconds: number,
    readonly decide: Decide,
    readonly name: string,
  ) {}

  /** The service has been running: what the policy wants for the first demand is ready. */
  begin(rate: number): void {
    const needed = rate / this.service.requestsPerSecondPerInstance;
    const ready = Math.max(1, Math.ceil(needed));
    Object.assign(this.#seen, { arrivedPerSecond: rate, ready, utilization: needed / ready });
    this.#fleet = new Fleet(this.service, this.#wanted());
    this.#most = this.#fleet.ready;
  }

  step(step: number, rate: number): void {
    const start = step * this.stepSeconds;
    const end = start + this.stepSeconds;
    if (step > 0) this.#fleet.resize(this.#look(start), start);
    this.#stepServed = this.#stepLost = this.#stepCapacity = 0;
    let now = start;
    while (this.#fleet.nextReadyAt < end) {
      const readyAt = Math.max(now, this.#fleet.nextReadyAt);
      this.#serve(rate, readyAt - now);
      this.#fleet.admit();
      now = readyAt;
    }
    this.#serve(rate, end - now);
    this.#served += this.#stepServed;
    this.#lost += this.#stepLost;
    this.#seen.arrivedPerSecond = rate;
    this.#seen.utilization = this.#stepCapacity === 0 ? 0 : this.#stepServed / this.#stepCapacity;
  }

  write(steps: ProvisioningSteps, step: number): void {
    steps.capacityPerSecond[step] = this.#stepCapacity / this.stepSeconds;
    steps.servedPerSecond[step] = this.#stepServed / this.stepSeconds;
    steps.lostPerSecond[step] = this.#stepLost / this.stepSeconds;
    steps.readyInstances[step] = this.#fleet.ready;
    steps.bootingInstances[step] = this.#fleet.booting;
    steps.waitingRequests[step] = this.#waiting;
  }

  totals(seconds: number) {
    this.#fleet.close(seconds);
    const { usdPerHour, requestsPerSecondPerInstance } = this.service;
    const billedHours = this.#fleet.billedSeconds / 3600;
    const busyHours = this.#served / requestsPerSecondPerInstance / 3600;
    return {
      servedRequests: this.#served,
      lostRequests: this.#lost,
      waitingRequests: this.#waiting,
      billedHours,
      costUsd: billedHours * usdPerHour,
      wastedUsd: (billedHours - busyHours) * usdPerHour,
      orders: this.#fleet.orders,
      mostInstances: this.#most,
    };
  }

  /** A fluid at a constant rate into a constant capacity, for so many seconds. */
  #serve(rate: number, seconds: number): void {
    const perSecond = this.#fleet.ready * this.service.requestsPerSecondPerInstance;
    const capacity = perSecond * seconds;
    const work = this.#waiting + rate * seconds;
    const served = work < capacity ? work : capacity;
    const room = perSecond * this.service.patienceSeconds;
    const left = work - served;
    this.#waiting = left < room ? left : room;
    this.#stepServed += served;
    this.#stepLost += left - this.#waiting;
    this.#stepCapacity += capacity;
  }

  #look(seconds: number): number {
    const seen = this.#seen;
    seen.seconds = seconds;
    seen.backlogRequests = this.#waiting;
    seen.ready = this.#fleet.ready;
    seen.booting = this.#fleet.booting;
    const wanted = this.#wanted();
    if (wanted > this.#most) this.#most = wanted;
    return wanted;
  }

  #wanted(): number {
    const { minInstances, maxInstances } = this.service;
    const wanted = this.decide(this.#seen);
    if (!(wanted >= 0 && wanted < Infinity)) {
      throw new DomainError(`what policy "${this.name}" wants`, "to be a number of instances", wanted);
    }
    const whole = Math.ceil(wanted - 1e-9);
    return whole < minInstances ? minInstances : whole > maxInstances ? maxInstances : whole;
  }
}

/**
 * Mean response times of a run, in seconds, one a step: an M/M/c queue of the instances that the step had on average, and on top
 * the time that the backlog needs. Where demand reaches capacity there is no mean; then waiting takes as long as patience.
 *
 * @throws {@link DomainError} if an option is out of its range
 */
export function responseSeconds({ steps }: ProvisioningRun, options: ServiceOptions = {}): Float64Array {
  const { requestsPerSecondPerInstance, patienceSeconds } = serviceOf(options);
  const serviceSeconds = 1 / requestsPerSecondPerInstance;
  return steps.arrivedPerSecond.map((rate, step) => {
    const capacity = steps.capacityPerSecond[step]!;
    const servers = Math.max(1, Math.floor(capacity / requestsPerSecondPerInstance));
    if (rate === 0) return serviceSeconds;
    if (rate >= servers * requestsPerSecondPerInstance) return patienceSeconds + serviceSeconds;
    const backlog = steps.waitingRequests[step]! / capacity;
    const { meanWaitSeconds } = mmc({ arrivalsPerSecond: rate, serviceSeconds, servers });
    return serviceSeconds + Math.min(patienceSeconds, meanWaitSeconds + backlog);
  });
}
