/**
 * Single requests out of a demand trace: within a step they come at random, independent of one another.
 *
 * ```text
 *  rate      |‾‾‾‾‾‾‾|_______|
 *  requests  | || ||||   |   |  |       Poisson number a step, uniform moments
 * ```
 *
 * @packageDocumentation
 */
import { poisson, type Random } from "../sim";
import type { DemandTrace } from "./demand";

/**
 * Draws the moments at which requests come, in seconds from the start, in order.
 *
 * @throws {@link DomainError} if a rate of the trace is below 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, sim } from "strata";
 *
 * const trace = { stepSeconds: 60, requestsPerSecond: Float64Array.from([2, 0, 1]) };
 * const times = cloud.drawArrivals(trace, sim.seeded(1));
 * assert.ok(times.every((time) => time < 60 || time >= 120));
 * ```
 */
export function drawArrivals({ stepSeconds, requestsPerSecond }: DemandTrace, random: Random): number[] {
  return [...requestsPerSecond].flatMap((rate, step) =>
    Array.from({ length: poisson(random, rate * stepSeconds) }, () => (step + random.next()) * stepSeconds).sort(
      (a, b) => a - b,
    ),
  );
}
