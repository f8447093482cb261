/**
 * What every provisioning policy is: something that looks at a service once a step and says how many instances it wants.
 *
 * ```text
 *   demand --> [ instances ] --> served
 *                ^       | measured: load, utilization, backlog
 *                |       v
 *              [ policy ]      (control loop, one turn a step)
 * ```
 *
 * @packageDocumentation
 */

/** What a policy is told before it starts. */
export interface Known {
  /** Requests a second that one instance can serve. */
  readonly requestsPerSecondPerInstance: number;
  /** Seconds from the order of an instance until it serves. */
  readonly bootSeconds: number;
  /** Seconds between two decisions. */
  readonly stepSeconds: number;
  /** The highest demand planned for, in requests a second: of the whole trace, as if the planner had known it. */
  readonly peakPerSecond: number;
  /** The mean demand planned for, in requests a second. */
  readonly meanPerSecond: number;
}

/** What a policy sees when it decides. The object is used again at the next step. */
export interface Observation {
  /** Seconds from the start. */
  readonly seconds: number;
  /** Arrivals of the step before, in requests a second. */
  readonly arrivedPerSecond: number;
  /** Share of the ready instances' time that was busy in the step before, 0 to 1. */
  readonly utilization: number;
  /** Requests that wait. */
  readonly backlogRequests: number;
  /** Instances that serve. */
  readonly ready: number;
  /** Instances that still boot. */
  readonly booting: number;
}

/** Says how many instances there should be, ready and booting together; rounded up to whole ones. */
export type Decide = (observation: Observation) => number;

/** A way to provision. */
export interface ProvisioningPolicy {
  /** What figures call it. */
  readonly name: string;
  /** Starts to watch one service. All memory belongs to the function that is returned, so one policy serves many. */
  start(known: Known): Decide;
}
