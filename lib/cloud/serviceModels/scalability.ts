/**
 * Scalability, measured: what is lost in the first hour after demand has jumped tenfold, and how long until all are served.
 *
 * Who owns machines has those it bought. Who rents instances decides once a minute and waits for them to boot. A platform decides
 * every second. The users of an application in common are a small part of its load: for all tenants together, one tenant's
 * tenfold is hardly a jump.
 *
 * @packageDocumentation
 */
import { requirePositive } from "../../checks";
import { type JumpResult, measureJump, peakPolicy, targetTrackingPolicy } from "../provisioning";
import type { ServiceModel } from "./serviceModel";

/** The jump. */
export interface JumpAssumptions {
  /** Demand before, in requests a second. */
  readonly basePerSecond: number;
  /** Demand after, as a multiple of before. */
  readonly factor: number;
  /** What machines of one's own were bought for, as a multiple of the usual demand, headroom not counted. */
  readonly ownedPeak: number;
  /** Requests a second that one instance answers. */
  readonly requestsPerSecondPerInstance: number;
}

/** Tenfold, within the hour; owned machines are for a season four times as busy. */
export const assumedJump: JumpAssumptions = {
  basePerSecond: 100,
  factor: 10,
  ownedPeak: 4,
  requestsPerSecondPerInstance: 10,
};

/**
 * Lets demand jump and stay high for an hour.
 *
 * @throws {@link DomainError} if the demand or a factor is not above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * assert.ok(cloud.measureScalability(cloud.paas).lostShare < cloud.measureScalability(cloud.iaas).lostShare);
 * assert.equal(cloud.measureScalability(cloud.privateDataCenter).minutesUntilServed, undefined); // not within the hour
 * ```
 */
export function measureScalability({ billing, scaling, boundary }: ServiceModel, jump = assumedJump): JumpResult {
  const { basePerSecond, factor, ownedPeak, requestsPerSecondPerInstance } = jump;
  requirePositive({ ...jump });
  const one = { requestsPerSecondPerInstance, hours: 1 };
  const usual = Math.ceil(basePerSecond / requestsPerSecondPerInstance);
  switch (billing.type) {
    case "owned": {
      const machines = Math.ceil(usual * ownedPeak * (1 + billing.headroom));
      const fixed = { minInstances: machines, maxInstances: machines };
      return measureJump({ ...one, ...fixed, basePerSecond, factor, policy: peakPolicy(), stepSeconds: 60 });
    }
    case "seat": {
      const tenants = boundary.tenants;
      const all = { basePerSecond: tenants * basePerSecond, factor: (tenants - 1 + factor) / tenants };
      return measureJump({ ...one, ...all, policy: targetTrackingPolicy(), bootSeconds: 120, stepSeconds: 60 });
    }
    default: {
      const stepSeconds = billing.type === "request" ? 1 : 60;
      const rented = { maxInstances: Math.ceil(scaling.ceiling * usual), bootSeconds: scaling.startSeconds };
      return measureJump({ ...one, ...rented, basePerSecond, factor, policy: targetTrackingPolicy(), stepSeconds });
    }
  }
}
