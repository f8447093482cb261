/**
 * Virtual machines that come and go: when each arrives, how long it stays, how many frames it wants.
 *
 * ```text
 * arrivals    |--gap--|---gap---|-gap-|            gaps: exponential (a Poisson process)
 * VM 0        [==== lifetime ====]                 lifetimes: exponential, so that every VM that runs
 * VM 1                [=== lifetime ===]           is equally likely to be the next to leave
 * ```
 *
 * Gaps, lifetimes and sizes come from streams of their own, so that rivals meet the same VMs. In equilibrium
 * `meanLifetimeHours / meanGapHours` VMs want to run. Left out: VMs that grow, users who come back after a refusal.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { exponential, streams } from "../../sim";
import { checkedFrames } from "./contiguousAllocator";

/** A VM arrives or leaves. */
export interface VmEvent {
  /** When, in hours from the start. */
  readonly hours: number;
  readonly type: "arrive" | "leave";
  /** The VM's number, in order of arrival from 0. */
  readonly vm: number;
  /** Frames that it wants, or gives back. */
  readonly frames: number;
}

/** What VMs are like. */
export interface TrafficOptions {
  /** Any whole number; equal seeds give equal VMs. */
  readonly seed: number;
  /** VMs that arrive, 1 or more. */
  readonly vms: number;
  /** Mean time between arrivals, in hours. */
  readonly meanGapHours: number;
  /** Mean time that a VM stays, in hours. */
  readonly meanLifetimeHours: number;
  /** The smallest and the largest VM in frames; every size between is equally likely. */
  readonly frames: readonly [number, number];
}

/**
 * All arrivals and departures in order of time.
 *
 * @throws {@link DomainError} if a number is out of range
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { memory } from "strata";
 *
 * const events = memory.vmTraffic({ seed: 1, vms: 100, meanGapHours: 1, meanLifetimeHours: 10, frames: [1, 16] });
 * assert.equal(events.length, 200);
 * assert.equal(events[0]?.type, "arrive");
 * ```
 */
export function vmTraffic(options: TrafficOptions): VmEvent[] {
  const [least, most] = options.frames;
  if (checkedFrames(most) < checkedFrames(least))
    throw new DomainError("frames", "to go from small to large", [least, most]);
  if (!Number.isInteger(options.vms) || options.vms < 1)
    throw new DomainError("vms", "to be a whole number above 0", options.vms);
  const stream = streams(options.seed);
  const [gaps, lifetimes, sizes] = [stream("gaps"), stream("lifetimes"), stream("sizes")];
  const events: VmEvent[] = [];
  let now = 0;
  for (let vm = 0; vm < options.vms; vm++) {
    now += exponential(gaps, options.meanGapHours);
    const frames = least + sizes.integer(most - least + 1);
    events.push({ hours: now, type: "arrive", vm, frames });
    events.push({ hours: now + exponential(lifetimes, options.meanLifetimeHours), type: "leave", vm, frames });
  }
  // The sort is stable: a VM that leaves at once still arrives first.
  return events.sort((one, other) => one.hours - other.hours);
}
