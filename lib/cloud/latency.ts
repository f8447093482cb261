/**
 * How slow is nearly full? Response times over utilization, in closed form and simulated, for one server and for many that share
 * a queue.
 *
 * ```text
 *  response |                 | one server
 *           |               _/      | many
 *         S |_____-----''''__..---''
 *           +-----------------------+
 *           0     utilization       1
 * ```
 *
 * Source: the queues of `lib/sim/queueing`.
 *
 * @packageDocumentation
 */
import { exponentialQueue, mmc, responsePercentile, simulateQueue } from "../sim";

/** One point of a curve. */
export interface LatencyRow {
  /** Servers that share one queue. */
  readonly servers: number;
  /** Share of their time that is busy, above 0, below 1. */
  readonly utilization: number;
  /** Mean response time by the closed form, in seconds. */
  readonly responseSeconds: number;
  /** 95th percentile of it, in seconds. */
  readonly p95Seconds: number;
  /** Mean response time of a simulated run, in seconds, if one was made. */
  readonly simulatedSeconds?: number;
}

/** Which points. */
export interface LatencyOptions {
  /** Sizes of the pool; 1, 2, 8 and 32 if not given. */
  readonly servers?: readonly number[];
  /** Utilizations, above 0, below 1; 2% to 98% if not given. */
  readonly utilizations?: readonly number[];
  /** Mean service time in seconds; 0.05 if not given. */
  readonly serviceSeconds?: number;
  /** Customers of each simulated run; none is made if not given. */
  readonly customers?: number;
  /** Seed of the runs; 1 if not given. */
  readonly seed?: number;
}

const usual = Array.from({ length: 49 }, (_, step) => (step + 1) / 50);

/**
 * Response times over utilization, pool by pool: one row a pool and utilization.
 *
 * @throws {@link DomainError} if a number is out of its range; a utilization of 1 is an unstable queue
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const [one, many] = cloud.latencyCurve({ servers: [1, 32], utilizations: [0.9] });
 * assert.ok(Math.abs(one!.responseSeconds - 0.5) < 1e-9); // ten times 50 ms
 * assert.ok(many!.responseSeconds < 0.06);
 * ```
 */
export function latencyCurve(options: LatencyOptions = {}): LatencyRow[] {
  const { servers = [1, 2, 8, 32], utilizations = usual, serviceSeconds = 0.05, customers, seed = 1 } = options;
  return servers.flatMap((count) =>
    utilizations.map((utilization) => {
      const queue = { arrivalsPerSecond: (utilization * count) / serviceSeconds, serviceSeconds, servers: count };
      const simulated =
        customers === undefined ? undefined : simulateQueue(exponentialQueue(queue), { customers, seed });
      return {
        servers: count,
        utilization,
        responseSeconds: mmc(queue).meanResponseSeconds,
        p95Seconds: responsePercentile(queue, 0.95),
        ...(simulated !== undefined && { simulatedSeconds: simulated.meanResponseSeconds }),
      };
    }),
  );
}
