/**
 * A control group: processes that share weights and limits, in a tree.
 *
 * ```text
 *   /                     subtree_control: cpu memory pids
 *   ├── web               has cpu.weight, memory.max, ...: its parent gives these to its children
 *   │   ├── front         processes live in the leaves
 *   │   └── back
 *   └── batch
 * ```
 *
 * What a group uses counts for all groups above it; the least limit on the way up decides.
 *
 * Left out: threaded groups, delegation to users, the controllers cpuset, hugetlb, rdma and misc, and swap.
 *
 * Source: Linux, "Control Group v2" (Documentation/admin-guide/cgroup-v2.rst).
 *
 * @packageDocumentation
 */
import type { SchedulingGroup } from "../scheduling";

/** The controllers of the model, in the order in which Linux lists them. */
export const CONTROLLERS = ["cpu", "io", "memory", "pids"] as const;

/** What can be divided among groups. */
export type Controller = (typeof CONTROLLERS)[number];

/** A process as its group knows it. */
export interface Member {
  readonly pid: number;
  /** /proc/PID/oom_score_adj: -1000 (never killed) to 1000. May change. */
  oomScoreAdj: number;
  /** Pages of its own by the group that was charged for them: what it took before it was moved stays charged where it was. */
  readonly held: Map<Cgroup, number>;
  /** Killed, and not yet gone: its memory is free already. */
  ending: boolean;
  group: Cgroup;
}

/** memory.events: how often what happened, in the group or below it. */
export interface MemoryEvents {
  /** Reclaimed although below its memory.low. */
  low: number;
  /** Went above memory.high. */
  high: number;
  /** Was about to go above memory.max. */
  max: number;
  /** Could reclaim no more at memory.max. */
  oom: number;
  /** Processes killed. */
  oom_kill: number;
  oom_group_kill: number;
}

/** Memory of a group. Counts are pages. */
export interface MemoryAccount {
  min: number;
  low: number;
  high: number;
  max: number;
  killsGroup: boolean;
  /** Used by the group and those below it. */
  current: number;
  peak: number;
  /** Pages of files that the group's own processes read: these can be given back. */
  files: number;
  readonly events: MemoryEvents;
}

/** One group. Made by {@link CgroupTree.mkdir}. */
export class Cgroup implements SchedulingGroup {
  readonly children = new Map<string, Cgroup>();
  readonly members = new Map<number, Member>();
  /** Controllers that its children have. */
  readonly subtreeControl = new Set<Controller>();
  readonly memory: MemoryAccount = {
    ...{ min: 0, low: 0, high: Infinity, max: Infinity, killsGroup: false, current: 0, peak: 0, files: 0 },
    events: { low: 0, high: 0, max: 0, oom: 0, oom_kill: 0, oom_group_kill: 0 },
  };
  readonly pids = { max: Infinity, current: 0, peak: 0, refused: 0 };
  /** cpu.weight, 1 to 10,000; between whole numbers if it was set by cpu.weight.nice. */
  weight = 100;
  /** cpu.max; an infinite quota keeps its period. */
  cpuMax = { maxUs: Infinity, periodUs: 100_000 };
  /** io.weight: 1 to 10,000. */
  ioWeight = 100;
  /** cgroup.freeze of the group itself. */
  freezes = false;
  maxDepth = Infinity;
  maxDescendants = Infinity;

  constructor(
    readonly name: string,
    readonly parent: Cgroup | undefined,
  ) {}

  /** As "/web/front". */
  get path(): string {
    if (this.parent === undefined) return "/";
    return this.parent.parent === undefined ? `/${this.name}` : `${this.parent.path}/${this.name}`;
  }

  /** cpu.max as the scheduler wants it. */
  get quota(): SchedulingGroup["quota"] {
    return this.cpuMax.maxUs === Infinity ? undefined : this.cpuMax;
  }

  /** Whether it or a group above it is frozen. */
  get frozen(): boolean {
    return this.freezes || (this.parent?.frozen ?? false);
  }

  /** Whether it or a group below it has processes. */
  get populated(): boolean {
    return this.pids.current > 0;
  }

  /** Controllers that it has: those that its parent gives; the root has all. */
  get controllers(): readonly Controller[] {
    return CONTROLLERS.filter((one) => this.parent?.subtreeControl.has(one) ?? true);
  }

  /** The group whose weight and quota count for its processes: itself, or the nearest one above it that has the cpu controller. */
  get schedulingGroup(): Cgroup {
    return this.parent === undefined || this.parent.subtreeControl.has("cpu") ? this : this.parent.schedulingGroup;
  }

  /** Itself and all groups above it, upwards. */
  *upwards(): Generator<Cgroup> {
    yield this;
    if (this.parent !== undefined) yield* this.parent.upwards();
  }

  /** Itself and all groups below it, parents first. */
  *downwards(): Generator<Cgroup> {
    yield this;
    for (const child of this.children.values()) yield* child.downwards();
  }

  /** Forgets what was set by the files of a controller that it has no more. */
  reset(controller: Controller): void {
    if (controller === "cpu") [this.weight, this.cpuMax] = [100, { maxUs: Infinity, periodUs: 100_000 }];
    if (controller === "io") this.ioWeight = 100;
    if (controller === "memory")
      Object.assign(this.memory, { min: 0, low: 0, high: Infinity, max: Infinity, killsGroup: false });
    if (controller === "pids") this.pids.max = Infinity;
  }

  /** All processes in it and below it. */
  *everyMember(): Generator<Member> {
    for (const group of this.downwards()) yield* group.members.values();
  }
}

/** All pages that a process has. */
export function pagesOf({ held }: Member): number {
  return [...held.values()].reduce((sum, pages) => sum + pages, 0);
}
