/**
 * The out-of-memory killer: which process ends when a group is at its limit and nothing can be reclaimed.
 *
 * ```text
 *   badness = pages of the process + oom_score_adj · (pages of the limit / 1000)        the greatest one is killed
 *                                                    └─ whole number
 * ```
 *
 * Only processes in the group at its limit, and below it, are asked; a score of -1000 is never chosen.
 *
 * Source: Linux, mm/oom_kill.c, `oom_badness`; "Control Group v2", memory.oom.group.
 *
 * @packageDocumentation
 */
import type { Cgroup, Member } from "./cgroup";

/** What counts of a process. */
export interface OomCandidate {
  readonly pid: number;
  /** Resident, swapped and page-table pages. */
  readonly pages: number;
  /** -1000 to 1000. */
  readonly oomScoreAdj: number;
}

/** A process and its badness; `undefined` if it must not be killed. */
export interface OomRow extends OomCandidate {
  readonly badness: number | undefined;
}

/**
 * How good it would be to kill a process, in pages.
 *
 * @param totalPages - pages that the limit allows, or that the machine has
 * @returns nothing for a process that is never killed
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * assert.equal(containers.badness({ pid: 7, pages: 500, oomScoreAdj: 300 }, 16_384), 500 + 300 * 16);
 * assert.equal(containers.badness({ pid: 1, pages: 500, oomScoreAdj: -1000 }, 16_384), undefined);
 * ```
 */
export function badness({ pages, oomScoreAdj }: OomCandidate, totalPages: number): number | undefined {
  if (oomScoreAdj <= -1000) return undefined;
  return pages + oomScoreAdj * Math.floor(totalPages / 1000);
}

/** Everyone's badness, and the victim: the greatest badness, and of equals the last. */
export function chooseVictim<C extends OomCandidate>(
  candidates: readonly C[],
  totalPages: number,
): { readonly victim: C | undefined; readonly rows: readonly OomRow[] } {
  let victim: C | undefined;
  let most = -Infinity;
  const rows = candidates.map((one) => {
    const points = badness(one, totalPages);
    if (points !== undefined && points >= most) [victim, most] = [one, points];
    return { pid: one.pid, pages: one.pages, oomScoreAdj: one.oomScoreAdj, badness: points };
  });
  return { victim, rows };
}

/** What the killer did. */
export interface OomKill {
  /** The group at its limit. */
  readonly group: Cgroup;
  /** Those that are ended: the victim, and all of its group if memory.oom.group says so. */
  readonly pids: readonly number[];
  /** Everyone who was asked. */
  readonly rows: readonly OomRow[];
}

/** Those who end with the victim: all of the topmost group with memory.oom.group, up to the one at its limit. */
export function endedWith(victim: Member, atLimit: Cgroup): readonly Member[] {
  let whole: Cgroup | undefined;
  for (const group of victim.group.upwards()) {
    if (group.memory.killsGroup) whole = group;
    if (group === atLimit) break;
  }
  if (whole === undefined) return [victim];
  return [...whole.everyMember()].filter(({ oomScoreAdj, ending }) => oomScoreAdj > -1000 && !ending);
}
