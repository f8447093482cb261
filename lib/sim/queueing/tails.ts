/**
 * Not the mean but the slow end: how many customers of an M/M/c queue, first come first served, wait or take longer than
 * so many seconds.
 *
 * ```text
 *  share of customers that wait longer than t = C(c) exp(-(c - a) t / S)
 * ```
 *
 * Source: L. Kleinrock, "Queueing Systems", vol. 1 (1975), section 3.5; D. Gross and others, "Fundamentals of Queueing Theory" (2008), section 2.3.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { erlangC } from "./erlang";
import { type QueueInput, requireStable, stationOf } from "./queue";

/**
 * Share of customers whose wait is longer than `seconds`, 0 to 1.
 *
 * @throws {@link DomainError} if a number is out of range, or the queue is unstable
 */
export function waitTail(queue: QueueInput, seconds: number): number {
  const { load, servers, serviceSeconds } = stable(queue, seconds);
  return erlangC(load, servers) * Math.exp((-(servers - load) * seconds) / serviceSeconds);
}

/**
 * Share of customers whose wait and service take longer than `seconds`, 0 to 1.
 *
 * @throws {@link DomainError} if a number is out of range, or the queue is unstable
 */
export function responseTail(queue: QueueInput, seconds: number): number {
  const { load, servers, serviceSeconds } = stable(queue, seconds);
  const time = seconds / serviceSeconds;
  const gap = servers - 1 - load;
  return Math.min(1, Math.exp(-time) + erlangC(load, servers) * waitAndService(time, gap));
}

/** (exp(-time) - exp(-(1 + gap) time)) / gap, also near gap 0, where its limit is time exp(-time). */
function waitAndService(time: number, gap: number): number {
  if (Math.abs(gap * time) > 1) return (Math.exp(-time) - Math.exp(-(1 + gap) * time)) / gap;
  return Math.exp(-time) * (gap * time === 0 ? time : -Math.expm1(-gap * time) / gap);
}

/**
 * The response time, in seconds, that all but a share of the customers stay below: 0.95 gives the 95th percentile.
 *
 * @param share - above 0, below 1
 * @throws {@link DomainError} if a number is out of range, or the queue is unstable
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { sim } from "strata";
 *
 * // One server: response times are exponential, so 95% stay below about three means.
 * const seconds = sim.responsePercentile({ arrivalsPerSecond: 5, serviceSeconds: 0.1 }, 0.95);
 * assert.ok(Math.abs(seconds - 0.2 * Math.log(20)) < 1e-9);
 * ```
 */
export function responsePercentile(queue: QueueInput, share: number): number {
  if (!(share > 0 && share < 1)) throw new DomainError("share", "to be above 0 and below 1", share);
  let [low, high] = [0, queue.serviceSeconds];
  while (responseTail(queue, high) > 1 - share) [low, high] = [high, 2 * high];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (responseTail(queue, middle) > 1 - share) low = middle;
    else high = middle;
  }
  return high;
}

function stable(queue: QueueInput, seconds: number) {
  if (!(seconds >= 0)) throw new DomainError("seconds", "to be 0 or more", seconds);
  const station = stationOf(queue);
  requireStable(station);
  return station;
}
