/**
 * One disk shared by groups: requests are served in the order of virtual time, so that each group gets of the disk what its io.weight says.
 *
 * ```text
 *   web (200)    ▒▒ ▒▒ ▒▒        cost of a request = time to reach + bytes / speed
 *   batch (100)  ▓▓▓▓▓▓▓▓        a group's virtual time += cost / weight;  least virtual time first
 * ```
 *
 * What is divided is time of the disk, not bytes: who asks for small pieces all over the disk gets fewer bytes for it. A group that asks for
 * nothing leaves its time to the others, and saves nothing up.
 *
 * Left out: queues inside the disk, reads and writes with different costs, io.max, io.latency, and groups within groups.
 *
 * Source: Linux, "Control Group v2", section "IO"; T. Heo and others, "IOCost: block IO control for containers in datacenters"
 * (ASPLOS 2022).
 *
 * @packageDocumentation
 */
import { requireNotNegative, requirePositive } from "../../checks";
import { DomainError } from "../../errors";

/** A group that asks for the same again and again, as soon as it was served. */
export interface DiskUser {
  readonly name: string;
  /** io.weight, 1 to 10,000. */
  readonly weight: number;
  readonly requestBytes: number;
  /** How long it thinks between two requests, in ms; 0 if not given: it always has one waiting. */
  readonly pauseMs?: number;
}

/** A disk. */
export interface DiskSpeed {
  readonly bytesPerSecond: number;
  /** Time before the first byte of a request, in ms. */
  readonly reachMs: number;
}

/** What a group got of the disk. */
export interface DiskShare {
  readonly name: string;
  readonly weight: number;
  /** Of the disk's time, 0 to 1. */
  readonly share: number;
  readonly bytesPerSecond: number;
}

/**
 * Serves groups for some time.
 *
 * @throws {@link DomainError} if a weight is not from 1 to 10,000, or a number not above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const users = [100, 300].map((weight) => ({ name: `w${weight}`, weight, requestBytes: 65_536 }));
 * const rows = containers.shareDisk(users, { bytesPerSecond: 2e8, reachMs: 0.1 }, 10);
 * assert.deepEqual(rows.map(({ share }) => share.toFixed(2)), ["0.25", "0.75"]);
 * ```
 */
export function shareDisk(users: readonly DiskUser[], disk: DiskSpeed, seconds = 10): readonly DiskShare[] {
  requirePositive({ bytesPerSecond: disk.bytesPerSecond, seconds });
  requireNotNegative({ reachMs: disk.reachMs });
  for (const { weight, requestBytes } of users) {
    if (!(weight >= 1 && weight <= 10_000)) throw new DomainError("weight", "to be from 1 to 10000", weight);
    requirePositive({ requestBytes });
  }
  const states = users.map((user) => ({ user, virtualMs: 0, readyMs: 0, waits: false, served: 0, busyMs: 0 }));
  const endMs = 1000 * seconds;
  let nowMs = 0;
  let reachedMs = 0;
  while (nowMs < endMs) {
    const waiting = states.filter(({ readyMs }) => readyMs <= nowMs);
    // One that did not wait before starts at what has been reached.
    for (const one of waiting) if (!one.waits) one.virtualMs = Math.max(one.virtualMs, reachedMs);
    for (const one of waiting) one.waits = true;
    if (waiting.length === 0) {
      nowMs = Math.min(...states.map(({ readyMs }) => readyMs));
      continue;
    }
    const next = waiting.reduce((best, one) => (one.virtualMs < best.virtualMs ? one : best));
    reachedMs = Math.max(reachedMs, next.virtualMs);
    const costMs = disk.reachMs + (1000 * next.user.requestBytes) / disk.bytesPerSecond;
    nowMs += costMs;
    next.virtualMs += costMs / next.user.weight;
    next.served++;
    next.busyMs += costMs;
    next.waits = false;
    next.readyMs = nowMs + (next.user.pauseMs ?? 0);
  }
  return states.map(({ user, served, busyMs }) => ({
    name: user.name,
    weight: user.weight,
    share: busyMs / nowMs,
    bytesPerSecond: (1000 * served * user.requestBytes) / nowMs,
  }));
}
