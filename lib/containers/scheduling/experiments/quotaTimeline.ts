/**
 * When a group with a quota runs: every slice in a few periods, alone and beside a busy neighbour.
 *
 * ```text
 *   alone    ██░░░░░░░░██░░░░░░░░      runs at once until its quota is used, then waits for the next period
 *   beside   █░█░█░░░░░█░█░█░░░░░
 * ```
 *
 * @packageDocumentation
 */
import { requirePositive } from "../../../checks";
import { Fair } from "../fair";
import type { SchedulingGroup } from "../scheduler";

/** One slice. Times are milliseconds. */
export interface QuotaRow {
  /** Alone on its CPU, or beside a task that is always ready. */
  readonly lane: "alone" | "beside a neighbour";
  readonly who: "limited" | "neighbour";
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Slices of a limited group in its first periods of 100 ms.
 *
 * @param quotaMs - CPU time in a period, above 0
 * @throws {@link DomainError} if a number is not above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const alone = containers.quotaTimeline({ quotaMs: 20, periods: 1 }).filter(({ lane }) => lane === "alone");
 * assert.equal(alone[alone.length - 1]?.endMs, 20);
 * ```
 */
export function quotaTimeline({
  quotaMs,
  periods = 3,
}: {
  readonly quotaMs: number;
  readonly periods?: number;
}): readonly QuotaRow[] {
  requirePositive({ quotaMs, periods });
  return (["alone", "beside a neighbour"] as const).flatMap((lane) => run(lane, quotaMs, 100_000 * periods));
}

function run(lane: QuotaRow["lane"], quotaMs: number, endUs: number): QuotaRow[] {
  const root: SchedulingGroup = { name: "/", parent: undefined, weight: 100, quota: undefined, frozen: false };
  const limited = { ...root, name: "limited", parent: root, quota: { maxUs: 1000 * quotaMs, periodUs: 100_000 } };
  const scheduler = new Fair();
  scheduler.wake({ id: 0, nice: 0, group: limited }, 0);
  if (lane !== "alone") scheduler.wake({ id: 1, nice: 0, group: root }, 0);
  const rows: QuotaRow[] = [];
  for (let slice = scheduler.pick(endUs); slice !== undefined; slice = scheduler.pick(endUs)) {
    scheduler.account(slice, slice.lengthUs, "ready");
    const endMs = Math.min(slice.startUs + slice.lengthUs, endUs) / 1000;
    rows.push({ lane, who: slice.task.id === 0 ? "limited" : "neighbour", startMs: slice.startUs / 1000, endMs });
  }
  return rows;
}
