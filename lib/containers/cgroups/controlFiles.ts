/**
 * The control files of a group: what reading them gives, and what writing them does or why it is refused.
 *
 * ```text
 *   echo 200 > web/cpu.weight        cat web/memory.events        echo +cpu > web/cgroup.subtree_control
 * ```
 *
 * Source: Linux, "Control Group v2"; kernel/cgroup/cgroup.c, kernel/sched/core.c, mm/memcontrol.c, block/blk-iocost.c for the errors.
 *
 * @packageDocumentation
 */
import { done, failed, type Result } from "../result";
import { groupLoad, niceLoad } from "../scheduling";
import { type Cgroup, CONTROLLERS, type Controller, type MemoryAccount } from "./cgroup";
import type { OomKill } from "./oom";
import { parseLimit, parsePages, parseWhole, showFields, showLimit, showPages } from "./values";

/** What files do that is more than a value of the group. */
export interface ControlActions {
  /** Puts a process into the group. */
  move(pid: number, group: Cgroup): Result;
  /** Ends every process in and below a group. */
  kill(group: Cgroup): void;
  /** Brings a group's memory below its new limit. */
  shrink(group: Cgroup): readonly OomKill[];
  /** The lines of cpu.stat. */
  cpuStat(group: Cgroup): Readonly<Record<string, number>>;
}

/** One file. Without `write` it can only be read, and the other way round. */
export interface ControlFile {
  /** The controller that must be there; those of cgroup.* always are. */
  readonly controller?: Controller;
  /** Whether the root has it too. */
  readonly onRoot?: boolean;
  readonly read?: (group: Cgroup, actions: ControlActions) => string;
  readonly write?: (group: Cgroup, text: string, actions: ControlActions) => Result;
}

/** The files by name. */
export const controlFiles: Readonly<Record<string, ControlFile>> = {
  "cgroup.controllers": { onRoot: true, read: ({ controllers }) => `${controllers.join(" ")}\n` },
  "cgroup.subtree_control": {
    onRoot: true,
    read: ({ subtreeControl }) => `${CONTROLLERS.filter((one) => subtreeControl.has(one)).join(" ")}\n`,
    write: writeSubtreeControl,
  },
  "cgroup.procs": {
    onRoot: true,
    read: ({ members }) => [...members.keys()].map((pid) => `${pid}\n`).join(""),
    write: (group, text, actions) =>
      then(parseWhole(text, { least: 0, most: 2 ** 31 - 1, outside: "EINVAL" }), (pid) => actions.move(pid, group)),
  },
  "cgroup.type": { read: () => "domain\n" },
  "cgroup.events": {
    read: ({ populated, frozen }) => showFields({ populated: Number(populated), frozen: Number(frozen) }),
  },
  "cgroup.stat": {
    onRoot: true,
    read: (group) => showFields({ nr_descendants: [...group.downwards()].length - 1, nr_dying_descendants: 0 }),
  },
  "cgroup.max.depth": limit("maxDepth"),
  "cgroup.max.descendants": limit("maxDescendants"),
  "cgroup.freeze": {
    read: ({ freezes }) => `${Number(freezes)}\n`,
    write: (group, text) => then(flag(text, "ERANGE"), (on) => set(() => (group.freezes = on))),
  },
  "cgroup.kill": {
    write: (group, text, actions) =>
      then(parseWhole(text, { least: 1, most: 1, outside: "ERANGE" }), () => set(() => actions.kill(group))),
  },
  "cpu.weight": {
    controller: "cpu",
    read: ({ weight }) => `${Math.round(weight)}\n`,
    write: (group, text) =>
      then(parseWhole(text, { least: 1, most: 10_000, outside: "ERANGE" }), (weight) =>
        set(() => (group.weight = weight)),
      ),
  },
  "cpu.weight.nice": {
    controller: "cpu",
    read: ({ weight }) => `${nearestNice(groupLoad(weight))}\n`,
    write: (group, text) =>
      then(parseWhole(text, { least: -20, most: 19, outside: "ERANGE" }), (nice) =>
        set(() => (group.weight = (100 * niceLoad(nice)) / 1024)),
      ),
  },
  "cpu.max": {
    controller: "cpu",
    read: ({ cpuMax: { maxUs, periodUs } }) => `${showLimit(maxUs)} ${periodUs}\n`,
    write: writeCpuMax,
  },
  "cpu.stat": { onRoot: true, read: (group, actions) => showFields(actions.cpuStat(group)) },
  "memory.current": { controller: "memory", read: ({ memory }) => `${showPages(memory.current)}\n` },
  "memory.peak": { controller: "memory", read: ({ memory }) => `${showPages(memory.peak)}\n` },
  "memory.min": pages("min"),
  "memory.low": pages("low"),
  "memory.high": pages("high"),
  "memory.max": pages("max"),
  "memory.events": { controller: "memory", read: ({ memory }) => showFields({ ...memory.events }) },
  "memory.oom.group": {
    controller: "memory",
    read: ({ memory }) => `${Number(memory.killsGroup)}\n`,
    write: ({ memory }, text) => then(flag(text, "EINVAL"), (on) => set(() => (memory.killsGroup = on))),
  },
  "pids.current": { controller: "pids", read: ({ pids }) => `${pids.current}\n` },
  "pids.peak": { controller: "pids", read: ({ pids }) => `${pids.peak}\n` },
  "pids.max": {
    controller: "pids",
    read: ({ pids }) => `${showLimit(pids.max)}\n`,
    write: ({ pids }, text) => then(parseLimit(text, "EINVAL"), (max) => set(() => (pids.max = max))),
  },
  "pids.events": { controller: "pids", read: ({ pids }) => showFields({ max: pids.refused }) },
  "io.weight": {
    controller: "io",
    read: ({ ioWeight }) => `default ${ioWeight}\n`,
    write: (group, text) => {
      // A weight for one device: the model has no devices by number.
      if (/^\d+:\d+ /.test(text.trim())) return failed("ENODEV");
      const words = text.trim().replace(/^default /, "");
      return then(parseWhole(words, { least: 1, most: 10_000, outside: "EINVAL" }), (weight) =>
        set(() => (group.ioWeight = weight)),
      );
    },
  },
};

function writeSubtreeControl(group: Cgroup, text: string): Result {
  const words = text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== "");
  const changes = words.map((word) => ({
    on: word.startsWith("+"),
    name: word.slice(1) as Controller,
    sign: word[0]!,
  }));
  if (changes.some(({ sign, name }) => !"+-".includes(sign) || !CONTROLLERS.includes(name))) return failed("EINVAL");
  for (const { on, name } of changes) {
    if (on && !group.controllers.includes(name)) return failed("ENOENT");
    if (!on && [...group.children.values()].some(({ subtreeControl }) => subtreeControl.has(name)))
      return failed("EBUSY");
  }
  // No internal processes: a group with processes does not divide its resources among children.
  const turnsOn = changes.some(({ on, name }) => on && !group.subtreeControl.has(name));
  if (turnsOn && group.parent !== undefined && group.members.size > 0) return failed("EBUSY");
  for (const { on, name } of changes)
    if (on) group.subtreeControl.add(name);
    else if (group.subtreeControl.delete(name)) for (const child of group.children.values()) child.reset(name);
  return done();
}

function writeCpuMax(group: Cgroup, text: string): Result {
  const [max = "", period, ...more] = text.trim().split(/\s+/);
  if (more.length > 0 || !/^(max|\d+)$/.test(max) || (period !== undefined && !/^\d+$/.test(period)))
    return failed("EINVAL");
  const maxUs = max === "max" ? Infinity : Number(max);
  const periodUs = period === undefined ? group.cpuMax.periodUs : Number(period);
  if (maxUs < 1000 || periodUs < 1000 || periodUs > 1_000_000) return failed("EINVAL");
  group.cpuMax = { maxUs, periodUs };
  return done();
}

function limit(field: "maxDepth" | "maxDescendants"): ControlFile {
  return {
    onRoot: true,
    read: (group) => `${showLimit(group[field])}\n`,
    write: (group, text) => then(parseLimit(text, "ERANGE"), (value) => set(() => (group[field] = value))),
  };
}

function pages(field: keyof MemoryAccount & ("min" | "low" | "high" | "max")): ControlFile {
  return {
    controller: "memory",
    read: ({ memory }) => `${showPages(memory[field])}\n`,
    write: (group, text, actions) =>
      then(parsePages(text), (value) =>
        set(() => {
          group.memory[field] = value;
          if (field === "max") actions.shrink(group);
        }),
      ),
  };
}

function flag(text: string, outside: "EINVAL" | "ERANGE"): Result<boolean> {
  return then(parseWhole(text, { least: 0, most: 1, outside }), (value) => done(value === 1));
}

function then<T, U>(result: Result<T>, next: (value: T) => Result<U>): Result<U> {
  return result.type === "failed" ? result : next(result.value);
}

function set(change: () => void): Result {
  change();
  return done();
}

function nearestNice(load: number): number {
  const nices = Array.from({ length: 40 }, (_, at) => at - 20);
  return nices.reduce((best, nice) =>
    Math.abs(niceLoad(nice) - load) < Math.abs(niceLoad(best) - load) ? nice : best,
  );
}
