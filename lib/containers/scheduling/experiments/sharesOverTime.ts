/**
 * Groups of busy tasks on a few CPUs: what each group gets, second by second, while weights and quotas change.
 *
 * ```text
 *   web   ████████░░░░░░░░      web's weight is raised here ─┐
 *   batch ████████░░░░░░░░                                   ▼
 * ```
 *
 * @packageDocumentation
 */
import { requirePositive } from "../../../checks";
import { DomainError } from "../../../errors";
import { Fair } from "../fair";
import type { SchedulingGroup } from "../scheduler";

/** A group whose tasks always have something to do. */
export interface BusyGroup {
  readonly name: string;
  /** cpu.weight, 1 to 10,000; 100 if not given. */
  readonly weight?: number;
  /** CPU time in a period of 100 ms, in ms; no limit if not given. */
  readonly quotaMs?: number;
  /** 1 if not given. */
  readonly tasks?: number;
}

/** What changes while they run. */
export interface GroupChange {
  readonly atSeconds: number;
  readonly group: string;
  readonly weight?: number;
  readonly quotaMs?: number;
  readonly frozen?: boolean;
}

/** How to run them. */
export interface SharesPlan {
  readonly groups: readonly BusyGroup[];
  readonly changes?: readonly GroupChange[];
  /** How long; 10 if not given. */
  readonly seconds?: number;
  /** One row a group and step; 0.5 if not given. */
  readonly stepSeconds?: number;
  /** 1 if not given. */
  readonly cpus?: number;
}

/** What a group got in one step. */
export interface ShareRow {
  /** End of the step. */
  readonly seconds: number;
  readonly group: string;
  /** Its cpu.weight in this step. */
  readonly weight: number;
  /** Of all CPUs, 0 to 1. */
  readonly share: number;
}

type Changing<T> = { -readonly [Field in keyof T]: T[Field] };

/**
 * Runs busy groups on the fair scheduler.
 *
 * @throws {@link DomainError} if a time is not above 0, or a change names no group
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const rows = containers.sharesOverTime({
 *   groups: [{ name: "web" }, { name: "batch" }],
 *   changes: [{ atSeconds: 5, group: "web", weight: 300 }],
 *   stepSeconds: 5,
 * });
 * assert.deepEqual(rows.map(({ share }) => share.toFixed(2)), ["0.50", "0.50", "0.75", "0.25"]);
 * ```
 */
export function sharesOverTime(plan: SharesPlan): readonly ShareRow[] {
  const { changes = [], seconds = 10, stepSeconds = 0.5, cpus = 1 } = plan;
  requirePositive({ seconds, stepSeconds });
  const scheduler = new Fair({ cpus });
  const groups = startGroups(scheduler, plan.groups);
  const left = [...changes].sort((a, b) => a.atSeconds - b.atSeconds);
  const rows: ShareRow[] = [];
  let before = groups.map(() => 0);
  for (let step = 1; step * stepSeconds <= seconds + 1e-9; step++) {
    const end = step * stepSeconds;
    while (left.length > 0 && left[0]!.atSeconds < end) {
      const change = left.shift()!;
      runUntil(scheduler, 1e6 * change.atSeconds);
      apply(groups, change);
    }
    runUntil(scheduler, 1e6 * end);
    const used = groups.map((group) => scheduler.groupTime(group).usedUs);
    for (const [at, { name, weight }] of groups.entries())
      rows.push({ seconds: end, group: name, weight, share: (used[at]! - before[at]!) / (1e6 * stepSeconds * cpus) });
    before = used;
  }
  return rows;
}

/** Starts the tasks of groups below one root; gives the groups, which may be changed. */
function startGroups(scheduler: Fair, busy: readonly BusyGroup[]): Changing<SchedulingGroup>[] {
  const root: SchedulingGroup = { name: "/", parent: undefined, weight: 100, quota: undefined, frozen: false };
  let id = 0;
  return busy.map(({ name, weight = 100, quotaMs, tasks = 1 }) => {
    const group = { ...root, name, parent: root, weight, quota: quotaOf(quotaMs) };
    for (let task = 0; task < tasks; task++) scheduler.wake({ id: id++, nice: 0, group }, 0);
    return group;
  });
}

function runUntil(scheduler: Fair, untilUs: number): void {
  for (let slice = scheduler.pick(untilUs); slice !== undefined; slice = scheduler.pick(untilUs))
    scheduler.account(slice, Math.min(slice.lengthUs, Math.max(untilUs - slice.startUs, 1)), "ready");
}

function apply(
  groups: readonly Changing<SchedulingGroup>[],
  { group: name, weight, quotaMs, frozen }: GroupChange,
): void {
  const group = groups.find((one) => one.name === name);
  if (group === undefined) throw new DomainError("group", "to be one of the groups", name);
  if (weight !== undefined) group.weight = weight;
  if (quotaMs !== undefined) group.quota = quotaOf(quotaMs);
  if (frozen !== undefined) group.frozen = frozen;
}

function quotaOf(quotaMs: number | undefined): SchedulingGroup["quota"] {
  return quotaMs === undefined ? undefined : { maxUs: 1000 * quotaMs, periodUs: 100_000 };
}

/** What a group of several processes gets beside one other process. */
export interface ManyRow {
  /** Processes in the group. */
  readonly processes: number;
  /** Its share of a CPU if it is a control group beside another one of the same weight. */
  readonly grouped: number;
  /** Its share if all processes are in one group. */
  readonly ungrouped: number;
}

/**
 * Processes of one application beside one process of another: with and without groups.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const [row] = containers.sharesOfMany([3]);
 * assert.deepEqual([row?.grouped.toFixed(2), row?.ungrouped.toFixed(2)], ["0.50", "0.75"]);
 * ```
 */
export function sharesOfMany(counts: readonly number[]): readonly ManyRow[] {
  const last = (groups: readonly BusyGroup[]) => sharesOverTime({ groups, seconds: 20, stepSeconds: 20 });
  return counts.map((processes) => {
    const grouped = last([{ name: "many", tasks: processes }, { name: "one" }])[0]!.share;
    // Without groups, each process counts for itself: as many groups of one.
    const all = last([{ name: "one" }, ...Array.from({ length: processes }, (_, at) => ({ name: `p${at}` }))]);
    return { processes, grouped, ungrouped: 1 - all[0]!.share };
  });
}
