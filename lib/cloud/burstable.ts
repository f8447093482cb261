/**
 * Instances that may burst: a small share of each vCPU always, all of it while credits last.
 *
 * ```text
 * credits  max ────╲                  ╱───      earned: creditsPerHour, always
 *                   ╲  wanted > base ╱          spent: one for each vCPU-minute of processor time
 *          0         ╲______________╱           at 0: no more than what is earned (standard),
 *                     slowed to base               or all of it for money (unlimited)
 * ```
 *
 * Time goes in minutes; within one, demand is even. Left out: launch credits, and that surplus credits of unlimited mode may be
 * earned back within a day before they are billed.
 *
 * Source: Amazon EC2 user guide, "Burstable performance instances": a credit is a vCPU-minute; at most 24 hours' worth is kept;
 * t3.micro earns 12 an hour and t3.large 36 on two vCPUs each; surplus costs $0.05 per vCPU-hour (Linux, 2018).
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";

/** A burstable instance. */
export interface BurstableInstance {
  readonly name: string;
  readonly vcpus: number;
  /** vCPU-minutes earned in an hour. */
  readonly creditsPerHour: number;
}

/** The two of the lecture's table. */
export const burstable = {
  t3Micro: { name: "t3.micro", vcpus: 2, creditsPerHour: 12 },
  t3Large: { name: "t3.large", vcpus: 2, creditsPerHour: 36 },
} as const satisfies Record<string, BurstableInstance>;

/** One minute of an instance. */
export interface CreditRow {
  readonly minute: number;
  /** vCPUs that the work would use. */
  readonly wantedVcpus: number;
  /** vCPUs that it got. */
  readonly givenVcpus: number;
  /** Credits at the end of the minute, in vCPU-minutes. */
  readonly credits: number;
  /** What the minute cost beyond the instance's price; only in unlimited mode. */
  readonly surplusUsd: number;
}

/** How an instance behaves when its credits are gone. */
export interface CreditOptions {
  /** Credits at the start: 0 right after a launch. */
  readonly startCredits?: number;
  /** `standard` slows down, `unlimited` bills. */
  readonly mode?: "standard" | "unlimited";
  /** Price of a vCPU-hour beyond the credits. */
  readonly surplusUsdPerVcpuHour?: number;
}

/**
 * Runs an instance minute by minute.
 *
 * @param wantedVcpus - what the work would use in each minute, 0 to the instance's vCPUs
 * @throws {@link DomainError} if more is wanted than there are vCPUs, or credits are out of range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const busy = cloud.spendCredits(Array(60).fill(2), cloud.burstable.t3Micro, { startCredits: 18 });
 * assert.equal(busy[5]?.givenVcpus, 2); // 18 credits last ten minutes: 2 a minute go, 0.2 come
 * assert.equal(busy[59]?.givenVcpus.toFixed(3), "0.200"); // then 10% of each vCPU is left
 * ```
 */
export function spendCredits(
  wantedVcpus: readonly number[],
  instance: BurstableInstance,
  options: CreditOptions = {},
): CreditRow[] {
  const { startCredits = 0, mode = "standard", surplusUsdPerVcpuHour = 0.05 } = options;
  const most = 24 * instance.creditsPerHour;
  if (!(startCredits >= 0 && startCredits <= most))
    throw new DomainError("startCredits", `to be from 0 to ${most}`, startCredits);
  let credits = startCredits;
  return wantedVcpus.map((wanted, minute): CreditRow => {
    if (!(wanted >= 0 && wanted <= instance.vcpus))
      throw new DomainError(`wantedVcpus of minute ${minute}`, `to be from 0 to ${instance.vcpus}`, wanted);
    const available = credits + instance.creditsPerHour / 60;
    const given = mode === "unlimited" ? wanted : Math.min(wanted, available);
    const surplus = Math.max(0, given - available);
    credits = Math.min(most, Math.max(0, available - given));
    return {
      minute,
      wantedVcpus: wanted,
      givenVcpus: given,
      credits,
      surplusUsd: (surplus * surplusUsdPerVcpuHour) / 60,
    };
  });
}
