/**
 * The memory controller: charges pages to a group and all above it, takes back pages of files where a limit is near, slows down above
 * memory.high, and calls the out-of-memory killer at memory.max.
 *
 * ```text
 *   0 ────── min ────── low ──────────────── high ────────── max
 *     never reclaimed │ only if nothing else │ reclaimed      │ reclaimed and slowed │ reclaimed; then somebody is killed
 * ```
 *
 * Left out: swap, dirty pages that must be written first, memory of the kernel itself, and the batches in which Linux charges.
 *
 * Source: Linux, "Control Group v2", section "Memory"; mm/memcontrol.c.
 *
 * @packageDocumentation
 */
import { type Cgroup, type Member, type MemoryEvents, pagesOf } from "./cgroup";
import { chooseVictim, endedWith, type OomCandidate, type OomKill } from "./oom";
import { effectiveProtection } from "./protection";

/** How a charge went. */
export type Charge =
  | {
      readonly type: "charged";
      /** Pages of files that were given back for it. */
      readonly reclaimed: number;
      /** How long the process must wait, because a group is above memory.high. */
      readonly delayUs: number;
      /** Those who were killed for it; their memory is free already, and the kernel must end them. */
      readonly kills: readonly OomKill[];
    }
  /** The process itself was killed. */
  | { readonly type: "killed"; readonly kills: readonly OomKill[] }
  /** Nothing to reclaim and nobody to kill. */
  | { readonly type: "failed"; readonly error: "ENOMEM"; readonly kills: readonly OomKill[] };

/** Adds pages to a group and all above it; they must be allowed. */
export function addPages(group: Cgroup, pages: number): void {
  for (const { memory } of group.upwards()) {
    memory.current += pages;
    memory.peak = Math.max(memory.peak, memory.current);
  }
}

/** Frees all that a process has. */
export function release({ held }: Member): void {
  for (const [group, pages] of held) addPages(group, -pages);
  held.clear();
}

/** Makes room for pages under every limit on the way up. */
export function makeRoom(group: Cgroup, pages: number, asking: number): Charge {
  const kills: OomKill[] = [];
  let reclaimed = 0;
  for (const at of group.upwards()) {
    while (at.memory.current + pages > at.memory.max) {
      count(at, "max");
      reclaimed += reclaim(at, at.memory.current + pages - at.memory.max);
      if (at.memory.current + pages <= at.memory.max) break;
      const kill = killIn(at);
      if (kill === undefined) return { type: "failed", error: "ENOMEM", kills };
      kills.push(kill);
      if (kill.pids.includes(asking)) return { type: "killed", kills };
    }
  }
  return { type: "charged", reclaimed, delayUs: 0, kills };
}

/** After a charge: reclaims what is above memory.high, and says how long the process must wait for what stays above it. */
export function slowDown(group: Cgroup, pages: number): { readonly reclaimed: number; readonly delayUs: number } {
  let reclaimed = 0;
  let delayUs = 0;
  for (const at of group.upwards()) {
    if (at.memory.current <= at.memory.high) continue;
    count(at, "high");
    reclaimed += reclaim(at, at.memory.current - at.memory.high);
    delayUs = Math.max(delayUs, highDelayUs(at.memory.current, at.memory.high, pages));
  }
  return { reclaimed, delayUs };
}

/**
 * How long a process waits that charges `pages` to a group above its memory.high: the square of the overage, at most two seconds, and
 * nothing below ten milliseconds.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * assert.equal(containers.highDelayUs(1100, 1000, 64), 639_992);
 * assert.equal(containers.highDelayUs(1000, 1000, 64), 0);
 * ```
 */
export function highDelayUs(current: number, high: number, pages: number): number {
  if (current <= high) return 0;
  const overage = Math.floor(((current - high) * 2 ** 20) / Math.max(high, 1));
  const delay = ((overage * overage) / 2 ** 34) * (pages / 64) * 1e6;
  return delay <= 10_000 ? 0 : Math.min(Math.floor(delay), 2_000_000);
}

/** Kills in a group until it is within its memory.max, which has been lowered. */
export function shrink(group: Cgroup): readonly OomKill[] {
  const kills: OomKill[] = [];
  reclaim(group, group.memory.current - group.memory.max);
  while (group.memory.current > group.memory.max) {
    const kill = killIn(group);
    if (kill === undefined) break;
    kills.push(kill);
  }
  return kills;
}

/**
 * Takes pages of files back from a group and those below it, by what each has beyond its protection. First memory.low holds as well; if
 * that does not give enough, only memory.min does.
 *
 * @returns pages taken, at most `wanted`
 */
function reclaim(root: Cgroup, wanted: number): number {
  if (wanted <= 0) return 0;
  const min = effectiveProtection(root, "min");
  const low = effectiveProtection(root, "low");
  const both = new Map([...min].map(([group, pages]) => [group, Math.max(pages, low.get(group)!)]));
  const taken = takeFrom(root, wanted, both);
  if (taken >= wanted) return taken;
  const more = takeFrom(root, wanted - taken, min, (group) => {
    if (group.memory.current <= (low.get(group) ?? 0)) count(group, "low");
  });
  return taken + more;
}

function takeFrom(
  root: Cgroup,
  wanted: number,
  held: ReadonlyMap<Cgroup, number>,
  told: (group: Cgroup) => void = () => undefined,
): number {
  let taken = 0;
  for (;;) {
    const open = [...root.downwards()].map((group) => ({ group, pages: openPages(group, root, held) }));
    const all = open.reduce((sum, { pages }) => sum + pages, 0);
    const missing = wanted - taken;
    if (all === 0 || missing <= 0) return taken;
    for (const { group, pages } of open) {
      const share = Math.min(Math.ceil((missing * pages) / all), openPages(group, root, held), wanted - taken);
      if (share <= 0) continue;
      told(group);
      group.memory.files -= share;
      addPages(group, -share);
      taken += share;
    }
  }
}

/** Pages of files in a group that neither its own protection holds nor one above it. */
function openPages(group: Cgroup, root: Cgroup, held: ReadonlyMap<Cgroup, number>): number {
  let pages = group.memory.files;
  for (let at = group; at !== root; at = at.parent!) pages = Math.min(pages, at.memory.current - held.get(at)!);
  return Math.max(0, pages);
}

function killIn(group: Cgroup): OomKill | undefined {
  count(group, "oom");
  const total = group.memory.max === Infinity ? group.memory.current : group.memory.max;
  const { victim, rows } = chooseVictim(candidates(group), total);
  if (victim === undefined) return undefined;
  const ended = endedWith(victim.member, group);
  if (ended.length > 1) count(victim.member.group, "oom_group_kill");
  for (const member of ended) {
    count(member.group, "oom_kill");
    release(member);
    member.ending = true;
  }
  return { group, pids: ended.map(({ pid }) => pid), rows };
}

function candidates(group: Cgroup): readonly (OomCandidate & { readonly member: Member })[] {
  return [...group.everyMember()]
    .filter(({ ending }) => !ending)
    .map((member) => ({ pid: member.pid, pages: pagesOf(member), oomScoreAdj: member.oomScoreAdj, member }));
}

function count(group: Cgroup, event: keyof MemoryEvents): void {
  for (const { memory } of group.upwards()) memory.events[event]++;
}
