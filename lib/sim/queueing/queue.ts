/**
 * What queueing models take and give, and the one condition that all without an end share: less work must come than can be
 * done.
 *
 * ```text
 *  arrivals/s --> [ . . . waiting . . . ] --> ( c servers, S seconds each ) --> departures
 *                 |<------ in the system: K at most, or without bound ---->|
 *
 *  offered load  a = arrivals * S   (servers that would be busy)      utilization = a / c
 * ```
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";

/** A station: what comes, what it costs, who does it. */
export interface QueueInput {
  /** Arrivals a second, above 0. */
  readonly arrivalsPerSecond: number;
  /** Mean service time of one customer, in seconds, above 0. */
  readonly serviceSeconds: number;
  /** Servers, a whole number above 0; one if not given. */
  readonly servers?: number;
}

/** What a station does in the long run. */
export interface QueueMeasures {
  /** Share of the servers' time that is busy, 0 to 1. */
  readonly utilization: number;
  /** Share of the accepted customers that find all servers busy, 0 to 1. */
  readonly waitingShare: number;
  /** Mean time in the queue, in seconds, of accepted customers. */
  readonly meanWaitSeconds: number;
  /** Mean time in queue and service, in seconds. */
  readonly meanResponseSeconds: number;
  /** Customers in the queue, averaged over time. */
  readonly meanQueueLength: number;
  /** Customers in queue and service, averaged over time. */
  readonly meanInSystem: number;
  /** Share of the arrivals that are turned away, 0 to 1. */
  readonly lossShare: number;
}

/** Input with its defaults, and the offered load in servers. @internal */
export interface Station extends Required<QueueInput> {
  readonly load: number;
}

/** @internal Checks the numbers of a station. */
export function stationOf({ arrivalsPerSecond, serviceSeconds, servers = 1 }: QueueInput): Station {
  requirePositive("arrivalsPerSecond", arrivalsPerSecond);
  requirePositive("serviceSeconds", serviceSeconds);
  requireServers(servers);
  return { arrivalsPerSecond, serviceSeconds, servers, load: arrivalsPerSecond * serviceSeconds };
}

/** @internal Checks that a queue without an end does not grow without end. */
export function requireStable({ load, servers }: { readonly load: number; readonly servers: number }): void {
  if (load < servers) return;
  const expected = `to be below the capacity of ${servers} server${servers === 1 ? "" : "s"} (the queue is unstable and has no mean)`;
  throw new DomainError("the offered load", expected, load);
}

/** @internal */
export function requireServers(servers: number): void {
  if (!Number.isInteger(servers) || servers < 1)
    throw new DomainError("servers", "to be a whole number above 0", servers);
}

/** @internal */
export function requirePositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw new DomainError(name, "to be a number above 0", value);
}
