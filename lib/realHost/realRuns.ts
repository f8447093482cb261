/**
 * Runs of real processes in real control groups: who gets how much of a CPU, and what happens at a limit.
 *
 * ```text
 *   strata-4711/             one CPU, by taskset
 *     ├─ a  weight 50        sh -c 'while :; do :; done'
 *     └─ b  weight 100       sh -c 'while :; do :; done'        CPU time read from the groups, begin and end
 * ```
 *
 * All processes are pinned to one CPU; so what else runs on the machine takes from all of them alike, and shares stay. Every process is
 * ended by its id, and every group removed, whatever happens.
 *
 * @packageDocumentation
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { findTrees, RealGroup } from "./realGroup";

const SPIN = "while :; do :; done";

/** How long to measure, and where. */
export interface RunOptions {
  /** Seconds; 1 if not given. */
  readonly seconds?: number;
  /** The CPU that all processes are pinned to; 0 if not given. */
  readonly cpu?: number;
}

/**
 * Shares of a CPU that groups with these weights got: one list entry a group, from 0 to 1. Each entry of `weights` is a group; its
 * `tasks` processes spin.
 */
export async function measureShares(
  groups: readonly { readonly weight: number; readonly tasks?: number }[],
  options: RunOptions = {},
): Promise<readonly number[]> {
  return within(async (parent, start) => {
    const made = groups.map(({ weight }, at) => {
      const group = parent.child(`group-${at}`);
      group.set({ weight });
      return group;
    });
    for (const [at, group] of made.entries())
      for (let task = 0; task < (groups[at]!.tasks ?? 1); task++) start(group, SPIN, options);
    return shares(() => made.map((group) => group.usedUs()), options);
  });
}

/** Shares of a CPU that processes of one group got, by their nice values. */
export async function measureNice(nices: readonly number[], options: RunOptions = {}): Promise<readonly number[]> {
  return within(async (parent, start) => {
    const group = parent.child("group");
    const pids = nices.map((nice) => start(group, SPIN, { ...options, nice }).pid!);
    return shares(() => pids.map(ranUs), options);
  });
}

/** The part of a CPU that a group with a quota got, and how many of its periods were throttled. */
export async function measureQuota(
  quotaUs: number,
  options: RunOptions = {},
): Promise<{ readonly share: number; readonly periods: number; readonly throttled: number }> {
  return within(async (parent, start) => {
    const group = parent.child("group");
    group.set({ quotaUs });
    start(group, SPIN, options);
    await wait(200);
    const [used, before, begin] = [group.usedUs(), group.throttling(), performance.now()];
    await wait(1000 * (options.seconds ?? 1));
    const [usedUs, after, us] = [group.usedUs() - used, group.throttling(), 1000 * (performance.now() - begin)];
    return {
      share: usedUs / us,
      periods: after.periods - before.periods,
      throttled: after.throttled - before.throttled,
    };
  });
}

/** How a group at its memory limit went. */
export interface MemoryRun {
  /** The signal that ended each process; `null` if it still ran. */
  readonly endedBy: readonly (string | null)[];
  readonly peakBytes: number;
  readonly kills: number;
}

/** Processes that take `takes` MiB each, one after the other, in a group with a limit; then waits what the kernel does. */
export async function measureMemory(
  limitMib: number,
  takes: readonly { readonly mib: number; readonly scoreAdjust?: number }[],
): Promise<MemoryRun> {
  return within(async (parent, start) => {
    const group = parent.child("group");
    group.set({ memoryBytes: limitMib * 2 ** 20 });
    const children: ChildProcess[] = [];
    for (const { mib, scoreAdjust = 0 } of takes) {
      // tail keeps all that comes without the end of a line.
      const take = `echo ${scoreAdjust} > /proc/self/oom_score_adj && exec tail -c ${mib * 2 ** 20}`;
      const child = start(group, take, {});
      child.stdin!.on("error", () => undefined);
      children.push(child);
      await feed(child, mib);
    }
    await wait(200);
    return { endedBy: children.map(({ signalCode }) => signalCode), ...group.memory() };
  });
}

/** How many of `wanted` processes a group with a limit could start, its shell included. */
export async function measureProcesses(limit: number, wanted: number): Promise<number> {
  return within(async (parent, start) => {
    const group = parent.child("group");
    group.set({ processes: limit });
    const child = start(group, `for i in $(seq ${wanted}); do sleep 3 & echo; done 2> /dev/null`, {});
    let begun = 1;
    child.stdout!.on("data", (text: Buffer) => (begun += text.length));
    await Promise.race([once(child, "exit"), wait(1000)]);
    return begun;
  });
}

/** CPU time in microseconds that a spinning process got in a tenth of a second while its group was frozen, and after it was thawed. */
export async function measureFreezing(): Promise<{ readonly frozenUs: number; readonly thawedUs: number }> {
  return within(async (parent, start) => {
    const group = parent.child("group");
    start(group, SPIN, {});
    await wait(100);
    const used = async (frozen: boolean) => {
      group.set({ frozen });
      await wait(50);
      const before = group.usedUs();
      await wait(100);
      return group.usedUs() - before;
    };
    return { frozenUs: await used(true), thawedUs: await used(false) };
  });
}

type Start = (group: RealGroup, command: string, options: RunOptions & { readonly nice?: number }) => ChildProcess;

let serial = 0;

/** Runs `work` with a group of its own; ends its processes and removes the group afterwards. */
async function within<T>(work: (parent: RealGroup, start: Start) => Promise<T>): Promise<T> {
  const trees = findTrees();
  if (trees === undefined) throw new Error("The kernel at hand has no control groups.");
  const parent = new RealGroup(`strata-${process.pid}-${serial++}`, trees);
  const children: ChildProcess[] = [];
  try {
    return await work(parent, (group, command, { cpu = 0, nice = 0 }) => {
      const words = ["-c", String(cpu), "nice", "-n", String(nice), "sh", "-c", command];
      const line = `${group.entering} && exec taskset ${words.map(quote).join(" ")}`;
      const child = spawn("sh", ["-c", line], { stdio: ["pipe", "pipe", "ignore"], detached: true });
      children.push(child);
      return child;
    });
  } finally {
    await Promise.all(children.map(end));
    await parent.remove();
  }
}

async function shares(used: () => readonly number[], { seconds = 1 }: RunOptions): Promise<readonly number[]> {
  await wait(200);
  const before = used();
  await wait(1000 * seconds);
  const got = used().map((us, at) => us - before[at]!);
  const total = got.reduce((sum, us) => sum + us, 0);
  return got.map((us) => us / total);
}

/** CPU time of a process in microseconds, as the scheduler counts it. */
function ranUs(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1000;
}

/** Gives a process bytes, a MiB at a time, until it has them all or has ended. */
async function feed(child: ChildProcess, mib: number): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const drained = () => new Promise((resolve) => child.stdin!.once("drain", resolve));
  for (let given = 0; given < mib && child.signalCode === null && child.exitCode === null; given++)
    if (!child.stdin!.write(Buffer.alloc(2 ** 20))) await Promise.race([drained(), ended]);
}

/** Ends a process that was started here, and those that it started: they are a process group of their own. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  const ended = child.exitCode !== null || child.signalCode !== null ? undefined : once(child, "exit");
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // All of them have ended.
  }
  await ended;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
