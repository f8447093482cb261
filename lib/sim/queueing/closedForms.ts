/**
 * Queues whose long run is known in closed form. Kendall's names: arrivals / service / servers / places, where M is
 * exponential ("memoryless"), D is constant and G is any.
 *
 * ```text
 *  M/M/1    wait = S  u / (1 - u)                    u = utilization, S = service time
 *  M/M/c    wait = S  C(c) / (c - a)                 C = Erlang's, a = offered load
 *  M/G/1    wait = S  u / (1 - u) * (1 + v) / 2      v = variance of service / S^2: 1 for M, 0 for D
 *  M/M/c/K  from the K + 1 probabilities of the birth-death chain
 * ```
 *
 * Left out: the time until the long run is reached, customers who give up, arrivals in bunches.
 * Source: L. Kleinrock, "Queueing Systems", vol. 1 (1975), chapters 3 and 5.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { erlangC } from "./erlang";
import { type QueueInput, type QueueMeasures, requireStable, type Station, stationOf } from "./queue";

/**
 * One server, exponential service.
 *
 * @throws {@link DomainError} if a number is not above 0, or the queue is unstable: load at or above capacity
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { sim } from "strata";
 *
 * // Half busy, a request takes twice its service time; nine tenths busy, ten times.
 * const response = (arrivalsPerSecond: number) => sim.mm1({ arrivalsPerSecond, serviceSeconds: 0.1 }).meanResponseSeconds;
 * assert.equal(response(5), 0.2);
 * assert.ok(Math.abs(response(9) - 1) < 1e-12);
 * assert.throws(() => response(10), /unstable.*got 1\./);
 * ```
 */
export function mm1(queue: Omit<QueueInput, "servers">): QueueMeasures {
  return mmc({ ...queue, servers: 1 });
}

/**
 * Several servers and one queue, exponential service.
 *
 * @throws {@link DomainError} if a number is not above 0, or the queue is unstable: load at or above capacity
 */
export function mmc(queue: QueueInput): QueueMeasures {
  const station = stationOf(queue);
  requireStable(station);
  const waitingShare = erlangC(station.load, station.servers);
  const wait = (waitingShare * station.serviceSeconds) / (station.servers - station.load);
  return measuresOf(station, { waitingShare, wait });
}

/**
 * One server, service of any distribution: Pollaczek and Khinchine's formula.
 *
 * @param queue - `serviceVariation` is the variance of the service time over its mean squared: 0 for constant, 1 for
 * exponential, above 1 for a few long among many short
 * @throws {@link DomainError} if a number is out of range, or the queue is unstable
 */
export function mg1(queue: Omit<QueueInput, "servers"> & { readonly serviceVariation: number }): QueueMeasures {
  const { serviceVariation } = queue;
  if (!(serviceVariation >= 0)) throw new DomainError("serviceVariation", "to be 0 or more", serviceVariation);
  const station = stationOf({ ...queue, servers: 1 });
  requireStable(station);
  const wait = ((station.serviceSeconds * station.load) / (1 - station.load)) * ((1 + serviceVariation) / 2);
  return measuresOf(station, { waitingShare: station.load, wait });
}

/**
 * One server, service always of the same length: half the wait of M/M/1.
 *
 * @throws {@link DomainError} if a number is not above 0, or the queue is unstable
 */
export function md1(queue: Omit<QueueInput, "servers">): QueueMeasures {
  return mg1({ ...queue, serviceVariation: 0 });
}

/**
 * Several servers and room for `places` customers in all; who finds none is turned away. Any load.
 *
 * @throws {@link DomainError} if a number is not above 0, or `places` is not a whole number from `servers` on
 */
export function mmck(queue: QueueInput & { readonly places: number }): QueueMeasures {
  const station = stationOf(queue);
  const { servers, load } = station;
  const { places } = queue;
  if (!Number.isInteger(places) || places < servers) {
    throw new DomainError("places", `to be a whole number from ${servers}, the servers, on`, places);
  }
  const shares = birthDeath(load, servers, places);
  const lossShare = shares[places]!;
  const queueLength = shares.reduce((sum, share, count) => sum + share * Math.max(0, count - servers), 0);
  const waiting = shares.slice(servers, places).reduce((sum, share) => sum + share, 0);
  const accepted = station.arrivalsPerSecond * (1 - lossShare);
  return measuresOf(station, { waitingShare: waiting / (1 - lossShare), wait: queueLength / accepted, lossShare });
}

/** Probability of 0, 1, … `places` customers. Scaled as it goes, so that large loads do not overflow. */
function birthDeath(load: number, servers: number, places: number): number[] {
  const logs = [0];
  for (let count = 1; count <= places; count++) logs.push(logs[count - 1]! + Math.log(load / Math.min(count, servers)));
  const top = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - top));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Everything else follows by Little's law. */
function measuresOf(
  { arrivalsPerSecond, serviceSeconds, servers, load }: Station,
  { waitingShare, wait, lossShare = 0 }: { waitingShare: number; wait: number; lossShare?: number },
): QueueMeasures {
  const accepted = arrivalsPerSecond * (1 - lossShare);
  return {
    utilization: (load * (1 - lossShare)) / servers,
    waitingShare,
    meanWaitSeconds: wait,
    meanResponseSeconds: wait + serviceSeconds,
    meanQueueLength: accepted * wait,
    meanInSystem: accepted * (wait + serviceSeconds),
    lossShare,
  };
}
