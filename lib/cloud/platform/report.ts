/**
 * What a run of the platform tells: every request, and the instances over time.
 *
 * @packageDocumentation
 */

/** One request and what became of it. */
export interface RequestRecord {
  /** Number of the request, in order of arrival, from 0. */
  readonly id: number;
  readonly event: unknown;
  /** When it came, in seconds from the start. */
  readonly arrivedAt: number;
  /** When a handler got it; `undefined` if it was rejected. */
  readonly startedAt?: number;
  /** When it was answered. */
  readonly finishedAt: number;
  /** The instance that served it, from 1. */
  readonly instance?: number;
  /** Whether it had to wait for its instance to start. */
  readonly cold: boolean;
  /** Served; failed: the handler threw; timedOut: it took too long; rejected: the queue was full. */
  readonly type: "served" | "failed" | "timedOut" | "rejected";
  /** What the handler returned, if it did. */
  readonly result?: unknown;
  /** What it threw, if it did. */
  readonly error?: string;
}

/** The state of the platform from one moment to the next row's. */
export interface InstancesRow {
  readonly seconds: number;
  /** Instances that start. */
  readonly starting: number;
  /** Instances that serve at least one request. */
  readonly busy: number;
  /** Instances that are ready and serve none. */
  readonly idle: number;
  /** Requests that wait for an instance. */
  readonly queued: number;
}

/** A run. */
export interface PlatformRun {
  /** Every request, in order of arrival. */
  readonly requests: readonly RequestRecord[];
  /** One row a change. */
  readonly instances: readonly InstancesRow[];
  /** Instances started. */
  readonly coldStarts: number;
  /** Memory times the time in which instances served, in gigabyte-seconds (GiB): what is billed. Waiting costs nothing. */
  readonly billedGbSeconds: number;
  /** The store at the end. */
  readonly store: Readonly<Record<string, unknown>>;
}

/** Numbers of a run for a table. */
export interface PlatformSummary {
  readonly requests: number;
  readonly served: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly rejected: number;
  /** Requests that waited for an instance to start. */
  readonly cold: number;
  /** Most instances at a time, starting ones included. */
  readonly mostInstances: number;
  /** Response times of those served, in seconds. */
  readonly medianSeconds: number;
  readonly p99Seconds: number;
  readonly billedGbSeconds: number;
}

/**
 * Sums a run up.
 *
 * @returns percentiles are `NaN` if nothing was served
 */
export function summarizePlatform({ requests, instances, billedGbSeconds }: PlatformRun): PlatformSummary {
  const count = (type: RequestRecord["type"]) => requests.filter((request) => request.type === type).length;
  const times = requests
    .filter(({ type }) => type === "served")
    .map(({ arrivedAt, finishedAt }) => finishedAt - arrivedAt)
    .sort((a, b) => a - b);
  const percentile = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? Number.NaN;
  return {
    requests: requests.length,
    served: count("served"),
    failed: count("failed"),
    timedOut: count("timedOut"),
    rejected: count("rejected"),
    cold: requests.filter(({ cold }) => cold).length,
    mostInstances: instances.reduce((most, { starting, busy, idle }) => Math.max(most, starting + busy + idle), 0),
    medianSeconds: percentile(0.5),
    p99Seconds: percentile(0.99),
    billedGbSeconds,
  };
}
