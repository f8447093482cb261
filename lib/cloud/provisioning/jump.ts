/**
 * The question that decides whether something is elastic: demand jumps to a multiple within a second. What is lost, and how
 * long until all are served again?
 *
 * ```text
 *  demand             ______________
 *                    |      ____/      capacity follows: seen, ordered, booted
 *                    | lost |
 *  __________________|______|
 *                    |<---->| minutes until served
 * ```
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import type { ServiceOptions } from "./options";
import type { ProvisioningPolicy } from "./policy";
import { provision } from "./provision";
import type { ProvisioningRun } from "./run";

/** A jump, and who meets it. */
export interface JumpOptions extends Omit<ServiceOptions, "planned"> {
  /** Who provisions. Planners know the demand before the jump, not the jump. */
  readonly policy: ProvisioningPolicy;
  /** Demand before, in requests a second; 100 if not given. */
  readonly basePerSecond?: number;
  /** Demand after, as a multiple of before; 10 if not given. */
  readonly factor?: number;
  /** How long demand stays high, in hours; 2 if not given. */
  readonly hours?: number;
  /** Seconds between two decisions; 60 if not given. */
  readonly stepSeconds?: number;
}

/** What the jump did. */
export interface JumpResult {
  /** Requests lost after the jump. */
  readonly lost: number;
  /** The same as a share of those that came after the jump, 0 to 1. */
  readonly lostShare: number;
  /** Minutes from the jump until no more requests are lost; `undefined` if that never came while demand was high. */
  readonly minutesUntilServed: number | undefined;
  /** The highest demand that it came to serve, in requests a second. */
  readonly ceiling: number;
  /** The run itself, for figures: one hour before the jump and the hours after. */
  readonly run: ProvisioningRun;
}

/**
 * Lets demand jump and measures.
 *
 * @throws {@link DomainError} if an option is out of its range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const policy = cloud.targetTrackingPolicy();
 * const minutes = (bootSeconds: number) => cloud.measureJump({ policy, bootSeconds }).minutesUntilServed;
 * assert.ok(minutes(30)! < minutes(600)!);
 * const ownRoom = cloud.measureJump({ policy: cloud.peakPolicy(), maxInstances: 10 });
 * assert.equal(ownRoom.minutesUntilServed, undefined); // never: nobody can order more
 * ```
 */
export function measureJump(options: JumpOptions): JumpResult {
  const { policy, basePerSecond = 100, factor = 10, hours = 2, stepSeconds = 60, ...service } = options;
  if (!(basePerSecond > 0)) throw new DomainError("basePerSecond", "to be above 0", basePerSecond);
  if (!(factor > 0)) throw new DomainError("factor", "to be above 0", factor);
  const jumpAt = Math.ceil(3600 / stepSeconds);
  const count = jumpAt + Math.max(1, Math.ceil((hours * 3600) / stepSeconds));
  const requestsPerSecond = Float64Array.from(
    { length: count },
    (_, step) => (step < jumpAt ? 1 : factor) * basePerSecond,
  );
  const planned = { peakPerSecond: basePerSecond, meanPerSecond: basePerSecond };
  const run = provision({ stepSeconds, requestsPerSecond }, policy, { ...service, planned });
  const lostAfter = run.steps.lostPerSecond.slice(jumpAt);
  const lost = lostAfter.reduce((sum, rate) => sum + rate * stepSeconds, 0);
  const lastLoss = lostAfter.findLastIndex((rate) => rate > 1e-9 * factor * basePerSecond);
  return {
    lost,
    lostShare: lost / (lostAfter.length * stepSeconds * factor * basePerSecond),
    minutesUntilServed: lastLoss === lostAfter.length - 1 ? undefined : ((lastLoss + 1) * stepSeconds) / 60,
    ceiling: run.steps.servedPerSecond.reduce((most, rate) => Math.max(most, rate), 0),
    run,
  };
}
