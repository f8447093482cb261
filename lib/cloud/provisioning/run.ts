/**
 * What a run of a service tells: sums, and what happened step by step.
 *
 * ```text
 *  arrived = served + lost + waiting          cost = hours billed x price = work + waste
 * ```
 *
 * @packageDocumentation
 */

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
