/**
 * Any queue of that family, run customer by customer on the engine: arrivals and service times of any distribution.
 *
 * ```text
 *  arrive --- a server is free? ---> serve ---> depart --- anybody waits? ---> serve the first
 *     |          no: wait, if there is a place
 *     +--------> turned away
 * ```
 *
 * The first tenth of the customers warms up and is not counted. The others are cut into twenty batches, whose means tell how
 * sure the mean is. Source: A. Law, "Simulation Modeling and Analysis" (2015), section 9.5.3, batch means.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { exponential } from "../distributions";
import type { Random } from "../random";
import { Simulation } from "../simulation";
import { streams } from "../streams";
import { type QueueInput, type QueueMeasures, requireServers, requireStable, stationOf } from "./queue";

/** Draws a time in seconds. */
export type Sampler = (random: Random) => number;

/** A station with its distributions. */
export interface SimulatedQueue {
  /** Seconds from one arrival to the next. */
  readonly interarrival: Sampler;
  /** Seconds of service. */
  readonly service: Sampler;
  /** Servers; one if not given. */
  readonly servers?: number;
  /** Customers in queue and service at most; no bound if not given. */
  readonly places?: number;
}

/** What was measured in a run. */
export interface QueueRun extends QueueMeasures {
  /** 95% confidence interval of the mean wait, in seconds, from twenty batch means. */
  readonly waitInterval: readonly [low: number, high: number];
  /** Customers that came, were served and were turned away: the first is the sum of the others. */
  readonly arrived: number;
  readonly served: number;
  readonly lost: number;
  /** Length of the run, in simulated seconds. */
  readonly seconds: number;
}

const BATCHES = 20;
/** 97.5% quantile of Student's t with 19 degrees of freedom. */
const STUDENT = 2.093;

/**
 * Runs a queue until `customers` have come and all have left.
 *
 * @param run - `customers`: at least 200; `seed`: any whole number
 * @throws {@link DomainError} if a number is out of range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { sim } from "strata";
 *
 * const queue = { arrivalsPerSecond: 5, serviceSeconds: 0.1 };
 * const run = sim.simulateQueue(sim.exponentialQueue(queue), { customers: 20_000, seed: 1 });
 * assert.ok(Math.abs(run.meanWaitSeconds / sim.mm1(queue).meanWaitSeconds - 1) < 0.1);
 * ```
 */
export function simulateQueue(
  queue: SimulatedQueue,
  { customers, seed }: { readonly customers: number; readonly seed: number },
): QueueRun {
  requireServers(queue.servers ?? 1);
  if (!(customers >= 10 * BATCHES)) throw new DomainError("customers", `to be ${10 * BATCHES} or more`, customers);
  return new QueueModel(queue, customers, streams(seed)).run();
}

/**
 * The samplers of M/M/c, checked for stability.
 *
 * @throws {@link DomainError} if a number is not above 0, or load is not below capacity and `places` bounds nothing
 */
export function exponentialQueue(queue: QueueInput & { readonly places?: number }): SimulatedQueue {
  const { arrivalsPerSecond, serviceSeconds, servers, load } = stationOf(queue);
  if (queue.places === undefined) requireStable({ load, servers });
  return {
    interarrival: (random) => exponential(random, 1 / arrivalsPerSecond),
    service: (random) => exponential(random, serviceSeconds),
    servers,
    ...(queue.places !== undefined && { places: queue.places }),
  };
}

class QueueModel {
  readonly #simulation = new Simulation();
  readonly #servers: number;
  readonly #places: number;
  readonly #warmUp: number;
  readonly #arrivals: Random;
  readonly #services: Random;
  /** Arrival times of those who wait; the first is at `head`. */
  #waiting: number[] = [];
  #head = 0;
  #busy = 0;
  #arrived = 0;
  #started = 0;
  #lost = 0;
  readonly #batchWaits = new Float64Array(BATCHES);
  readonly #batchCounts = new Float64Array(BATCHES);
  #countedLost = 0;
  #counted = 0;
  #waited = 0;
  #responseSeconds = 0;
  // Integrals over time, from `since` on.
  #since = 0;
  #changedAt = 0;
  #busySeconds = 0;
  #queueSeconds = 0;

  constructor(
    readonly queue: SimulatedQueue,
    readonly customers: number,
    stream: (name: string) => Random,
  ) {
    this.#servers = queue.servers ?? 1;
    this.#places = queue.places ?? Infinity;
    this.#warmUp = Math.floor(customers / 10);
    this.#arrivals = stream("arrivals");
    this.#services = stream("services");
  }

  run(): QueueRun {
    this.#simulation.after(this.queue.interarrival(this.#arrivals), this.#arrive);
    this.#simulation.run();
    this.#account();
    return this.#result();
  }

  readonly #arrive = () => {
    this.#account();
    if (this.#arrived === this.#warmUp) this.#startToCount();
    this.#arrived++;
    const inSystem = this.#busy + this.#waiting.length - this.#head;
    if (inSystem >= this.#places) this.#refuse();
    else if (this.#busy < this.#servers) this.#serve(this.#simulation.now);
    else this.#waiting.push(this.#simulation.now);
    if (this.#arrived < this.customers) {
      this.#simulation.after(this.queue.interarrival(this.#arrivals), this.#arrive);
    }
  };

  readonly #depart = () => {
    this.#account();
    this.#busy--;
    if (this.#head === this.#waiting.length) return;
    this.#serve(this.#waiting[this.#head++]!);
    if (this.#head > 1024 && 2 * this.#head > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
  };

  #serve(arrivedAt: number): void {
    const service = this.queue.service(this.#services);
    this.#busy++;
    this.#simulation.after(service, this.#depart);
    const wait = this.#simulation.now - arrivedAt;
    if (arrivedAt >= this.#since && this.#arrived > this.#warmUp) this.#count(wait, service);
    this.#started++;
  }

  #count(wait: number, service: number): void {
    const batch = Math.min(BATCHES - 1, Math.floor((BATCHES * this.#counted) / (this.customers - this.#warmUp)));
    this.#batchWaits[batch]! += wait;
    this.#batchCounts[batch]!++;
    this.#counted++;
    this.#responseSeconds += wait + service;
    if (wait > 0) this.#waited++;
  }

  #refuse(): void {
    this.#lost++;
    if (this.#arrived > this.#warmUp) this.#countedLost++;
  }

  #startToCount(): void {
    this.#since = this.#simulation.now;
    [this.#busySeconds, this.#queueSeconds] = [0, 0];
  }

  #account(): void {
    const passed = this.#simulation.now - this.#changedAt;
    this.#changedAt = this.#simulation.now;
    this.#busySeconds += passed * this.#busy;
    this.#queueSeconds += passed * (this.#waiting.length - this.#head);
  }

  #result(): QueueRun {
    const seconds = this.#simulation.now - this.#since;
    const waits = this.#batchWaits.reduce((sum, wait) => sum + wait, 0);
    return {
      utilization: this.#busySeconds / seconds / this.#servers,
      waitingShare: this.#waited / this.#counted,
      meanWaitSeconds: waits / this.#counted,
      meanResponseSeconds: this.#responseSeconds / this.#counted,
      meanQueueLength: this.#queueSeconds / seconds,
      meanInSystem: (this.#queueSeconds + this.#busySeconds) / seconds,
      lossShare: this.#countedLost / (this.#counted + this.#countedLost),
      waitInterval: this.#interval(waits / this.#counted),
      arrived: this.#arrived,
      served: this.#started,
      lost: this.#lost,
      seconds: this.#simulation.now,
    };
  }

  #interval(mean: number): [number, number] {
    const means = [...this.#batchWaits].flatMap((sum, at) =>
      this.#batchCounts[at]! > 0 ? sum / this.#batchCounts[at]! : [],
    );
    const variance = means.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, means.length - 1);
    const half = STUDENT * Math.sqrt(variance / means.length);
    return [mean - half, mean + half];
  }
}
