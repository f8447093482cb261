/**
 * Control groups of the kernel at hand, of version 1 or 2, behind one face.
 *
 * ```text
 *                    version 1: one tree for each controller        version 2: one tree
 *   weight           cpu/…/cpu.shares = 1024 · weight / 100         …/cpu.weight
 *   quota            cpu/…/cpu.cfs_quota_us, cpu.cfs_period_us      …/cpu.max
 *   memory           memory/…/memory.limit_in_bytes                 …/memory.max
 *   processes        pids/…/pids.max                                …/pids.max
 *   freezing         freezer/…/freezer.state                        …/cgroup.freeze
 * ```
 *
 * Groups are made below the one that this process is in, and are gone after `remove`.
 *
 * Source: Linux, "Control Groups version 1" and "Control Group v2" (Documentation/admin-guide).
 *
 * @packageDocumentation
 */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** Controllers that are used here. */
const CONTROLLERS = ["cpu", "cpuacct", "memory", "pids", "freezer"] as const;
type Controller = (typeof CONTROLLERS)[number];

/** What can be set. */
export interface GroupLimits {
  /** As cpu.weight: 1 to 10,000. */
  readonly weight?: number;
  /** Microseconds of CPU time in a period of 100,000. */
  readonly quotaUs?: number;
  readonly memoryBytes?: number;
  readonly processes?: number;
  readonly frozen?: boolean;
}

/** The trees that are mounted here. */
export interface GroupTrees {
  readonly version: 1 | 2;
  /** The folder of this process' own group in each controller's tree; one for all in version 2. */
  readonly folders: Readonly<Partial<Record<Controller, string>>>;
}

/** Finds the trees; nothing where there are none. */
export function findTrees(): GroupTrees | undefined {
  if (!existsSync("/proc/self/cgroup")) return undefined;
  const mounts = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" "));
  const own = readFileSync("/proc/self/cgroup", "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(":"));
  const folders: Partial<Record<Controller, string>> = {};
  for (const controller of CONTROLLERS) {
    const mount = mounts.find(([, , type, options]) => type === "cgroup" && options?.split(",").includes(controller));
    const group = own.find(([, names]) => names?.split(",").includes(controller));
    if (mount !== undefined && group !== undefined) folders[controller] = path.join(mount[1]!, group[2]!);
  }
  if (folders.cpu !== undefined) return { version: 1, folders };
  const unified = mounts.find(([, , type]) => type === "cgroup2");
  if (unified === undefined) return undefined;
  const folder = path.join(unified[1]!, own.find(([number]) => number === "0")?.[2] ?? "/");
  const names = readFileSync(path.join(folder, "cgroup.controllers"), "utf8").split(/\s+/);
  if (!names.includes("cpu")) return undefined;
  return { version: 2, folders: Object.fromEntries(CONTROLLERS.map((controller) => [controller, folder])) };
}

/** One group of the real kernel. */
export class RealGroup {
  readonly #trees: GroupTrees;
  readonly #children: RealGroup[] = [];

  /** Makes the group. Fails with Node's error where that is not allowed. */
  constructor(name: string, trees: GroupTrees) {
    const below = Object.entries(trees.folders).map(([controller, folder]) => [controller, path.join(folder, name)]);
    this.#trees = { ...trees, folders: Object.fromEntries(below) as GroupTrees["folders"] };
    for (const folder of this.#folders) mkdirSync(folder, { recursive: true });
  }

  /** A group below this one. */
  child(name: string): RealGroup {
    if (this.#trees.version === 2 && this.#children.length === 0)
      this.#write("cpu", "cgroup.subtree_control", "+cpu +memory +pids");
    const child = new RealGroup(name, this.#trees);
    this.#children.push(child);
    return child;
  }

  /** Sets what is given. */
  set({ weight, quotaUs, memoryBytes, processes, frozen }: GroupLimits): void {
    const isOld = this.#trees.version === 1;
    if (weight !== undefined && isOld) this.#write("cpu", "cpu.shares", String(Math.round((1024 * weight) / 100)));
    if (weight !== undefined && !isOld) this.#write("cpu", "cpu.weight", String(weight));
    if (quotaUs !== undefined && isOld) this.#write("cpu", "cpu.cfs_quota_us", String(quotaUs));
    if (quotaUs !== undefined && !isOld) this.#write("cpu", "cpu.max", `${quotaUs} 100000`);
    if (memoryBytes !== undefined) this.#limitMemory(memoryBytes);
    if (processes !== undefined) this.#write("pids", "pids.max", String(processes));
    if (frozen !== undefined && isOld) this.#write("freezer", "freezer.state", frozen ? "FROZEN" : "THAWED");
    if (frozen !== undefined && !isOld) this.#write("freezer", "cgroup.freeze", frozen ? "1" : "0");
  }

  /** CPU time of all processes that are or were in the group, in microseconds. */
  usedUs(): number {
    if (this.#trees.version === 1) return Number(this.#read("cpuacct", "cpuacct.usage")) / 1000;
    return field(this.#read("cpu", "cpu.stat"), "usage_usec");
  }

  /** Periods that began with work to do, and how many of them ended throttled. */
  throttling(): { readonly periods: number; readonly throttled: number } {
    const text = this.#read("cpu", "cpu.stat");
    return { periods: field(text, "nr_periods"), throttled: field(text, "nr_throttled") };
  }

  /** The most memory that the group ever had, and how often the kernel killed in it. */
  memory(): { readonly peakBytes: number; readonly kills: number } {
    const isOld = this.#trees.version === 1;
    const peak = this.#read("memory", isOld ? "memory.max_usage_in_bytes" : "memory.peak");
    const events = this.#read("memory", isOld ? "memory.oom_control" : "memory.events");
    return { peakBytes: Number(peak), kills: field(events, "oom_kill") };
  }

  /** A line of shell that puts the shell that runs it into the group. */
  get entering(): string {
    return this.#folders.map((folder) => `echo $$ > ${folder}/cgroup.procs`).join(" && ");
  }

  /** Removes the group and those below it. Their processes must have ended; the kernel takes a moment to notice. */
  async remove(): Promise<void> {
    for (const child of this.#children) await child.remove();
    for (const folder of this.#folders) await removeFolder(folder);
  }

  get #folders(): readonly string[] {
    return [...new Set(Object.values(this.#trees.folders))];
  }

  #limitMemory(bytes: number): void {
    const isOld = this.#trees.version === 1;
    this.#write("memory", isOld ? "memory.limit_in_bytes" : "memory.max", String(bytes));
    // Without this, what does not fit would go to the disk where there is swap.
    const swap = isOld ? "memory.memsw.limit_in_bytes" : "memory.swap.max";
    if (existsSync(path.join(this.#folder("memory"), swap))) this.#write("memory", swap, String(isOld ? bytes : 0));
  }

  #folder(controller: Controller): string {
    const folder = this.#trees.folders[controller];
    if (folder === undefined) throw new Error(`The kernel has no controller ${controller} here.`);
    return folder;
  }

  #write(controller: Controller, file: string, text: string): void {
    writeFileSync(path.join(this.#folder(controller), file), text);
  }

  #read(controller: Controller, file: string): string {
    return readFileSync(path.join(this.#folder(controller), file), "utf8").trim();
  }
}

function field(text: string, name: string): number {
  return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1] ?? NaN);
}

async function removeFolder(folder: string): Promise<void> {
  for (let attempt = 0; attempt < 100 && existsSync(folder); attempt++) {
    try {
      rmdirSync(folder);
    } catch {
      await wait(20);
    }
  }
}
