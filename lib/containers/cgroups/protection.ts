/**
 * Protected memory: how much of memory.min or memory.low holds for a group, when those of its siblings add up to more than their parent has.
 *
 * ```text
 *   parent: 100 protected
 *   ├── a: wants 80, uses 60    claims 60 ─┐ together 120 > 100      gets 60 · 100 / 120 = 50
 *   └── b: wants 60, uses 90    claims 60 ─┘                         gets 50
 * ```
 *
 * What children do not claim of their parent's protection goes to them by what they use without protection (Linux's mount option
 * memory_recursiveprot, which systemd sets).
 *
 * Source: Linux, mm/page_counter.c, `effective_protection`.
 *
 * @packageDocumentation
 */
import type { Cgroup } from "./cgroup";

/** Pages of each group below `root` that hold against reclaim from `root`. Its own protection does not count there. */
export function effectiveProtection(root: Cgroup, kind: "min" | "low"): ReadonlyMap<Cgroup, number> {
  const held = new Map<Cgroup, number>();
  for (const child of root.children.values()) {
    held.set(child, Math.min(child.memory.current, child.memory[kind]));
    divide(child, kind, held);
  }
  return held;
}

function divide(parent: Cgroup, kind: "min" | "low", held: Map<Cgroup, number>): void {
  const children = [...parent.children.values()];
  const claims = children.map(({ memory }) => Math.min(memory.current, memory[kind]));
  const all = claims.reduce((sum, claim) => sum + claim, 0);
  const own = held.get(parent)!;
  const unclaimed = Math.max(0, own - all);
  const open = parent.memory.current - all;
  for (const [at, child] of children.entries()) {
    const claim = claims[at]!;
    const more = open > 0 ? (unclaimed * (child.memory.current - claim)) / open : 0;
    held.set(child, Math.floor(all > own ? (claim * own) / all : claim + more));
    divide(child, kind, held);
  }
}
