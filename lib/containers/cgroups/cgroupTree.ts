/**
 * The tree of control groups: making and removing groups, processes in them, and what these are charged.
 *
 * ```text
 *   kernel                       tree
 *   fork   ───────────────────▶  fork(parent, child)       EAGAIN at pids.max
 *   page fault, brk, mmap ────▶  charge(pid, bytes)        room, delay, or who is killed
 *   read of a file ───────────▶  chargeFile(pid, bytes)    the page cache: can be taken back
 *   exit   ───────────────────▶  exit(pid)                 its memory is free
 *   echo 200 > cpu.weight ────▶  write(path, text)
 * ```
 *
 * Source: Linux, "Control Group v2" (Documentation/admin-guide/cgroup-v2.rst).
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { PAGE_BYTES } from "../files";
import { done, failed, type Result } from "../result";
import type { GroupTime } from "../scheduling";
import { Cgroup, type Member } from "./cgroup";
import { type ControlActions, type ControlFile, controlFiles } from "./controlFiles";
import { addPages, type Charge, makeRoom, release, shrink, slowDown } from "./memory";

/** What a tree works with. */
export interface CgroupTreeOptions {
  /** Memory of the machine; without limit if not given. */
  readonly memoryBytes?: number;
  /** CPU time of a group, for cpu.stat: a scheduler's. */
  readonly groupTime?: (group: Cgroup) => GroupTime;
  /** Called for every process that cgroup.kill, or a lowered memory.max, ends; the kernel must end it, and tell by `exit`. */
  readonly kill?: (pid: number) => void;
}

/**
 * The groups of one kernel.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const tree = new containers.CgroupTree();
 * tree.write("/cgroup.subtree_control", "+memory +pids");
 * tree.mkdir("/web");
 * tree.write("/web/memory.max", "8M");
 * tree.add(1, "/web");
 * assert.equal(tree.charge(1, 6 * 2 ** 20).type, "charged");
 * assert.equal(tree.charge(1, 6 * 2 ** 20).type, "killed");
 * assert.deepEqual(tree.write("/web/memory.max", "lots"), containers.failed("EINVAL"));
 * ```
 */
export class CgroupTree {
  readonly root = new Cgroup("", undefined);
  readonly #members = new Map<number, Member>();
  readonly #options: CgroupTreeOptions;
  readonly #actions: ControlActions;

  /** @throws {@link DomainError} if the machine has less than a page of memory */
  constructor(options: CgroupTreeOptions = {}) {
    const { memoryBytes = Infinity } = options;
    if (!(memoryBytes >= PAGE_BYTES)) throw new DomainError("memoryBytes", `to be at least ${PAGE_BYTES}`, memoryBytes);
    this.root.memory.max = Math.floor(memoryBytes / PAGE_BYTES);
    this.#options = options;
    this.#actions = {
      move: (pid, group) => this.move(pid, group),
      kill: (group) => this.#end([...group.everyMember()].map(({ pid }) => pid)),
      shrink: (group) => {
        const kills = shrink(group);
        this.#end(kills.flatMap(({ pids }) => pids));
        return kills;
      },
      cpuStat: (group) => this.#cpuStat(group),
    };
  }

  /** The group at a path, as "/web/front". */
  lookup(path: string): Result<Cgroup> {
    let group: Cgroup | undefined = this.root;
    for (const name of namesOf(path)) group = group?.children.get(name);
    return group === undefined ? failed("ENOENT") : done(group);
  }

  /** Makes a group. EEXIST, ENOENT; EAGAIN beyond cgroup.max.depth or cgroup.max.descendants; EINVAL for a bad name. */
  mkdir(path: string): Result<Cgroup> {
    const names = namesOf(path);
    const name = names.pop();
    if (name === undefined) return failed("EEXIST");
    const found = this.lookup(names.join("/"));
    if (found.type === "failed") return found;
    const parent = found.value;
    if (parent.children.has(name) || name in controlFiles) return failed("EEXIST");
    if (name.includes("\n") || name === "." || name === "..") return failed("EINVAL");
    let depth = 1;
    for (const at of parent.upwards())
      if (depth++ > at.maxDepth || [...at.downwards()].length > at.maxDescendants) return failed("EAGAIN");
    const group = new Cgroup(name, parent);
    parent.children.set(name, group);
    return done(group);
  }

  /** Removes a group. EBUSY while it has processes or groups. */
  rmdir(path: string): Result {
    const found = this.lookup(path);
    if (found.type === "failed") return found;
    const { parent, children, members, name, memory } = found.value;
    if (parent === undefined || children.size > 0 || members.size > 0) return failed("EBUSY");
    // What it had of files belongs to its parent from now on.
    parent.memory.files += memory.files;
    parent.children.delete(name);
    return done();
  }

  /** Names of the files and groups in a group. */
  list(path: string): Result<readonly string[]> {
    const found = this.lookup(path);
    if (found.type === "failed") return found;
    const group = found.value;
    return done([
      ...Object.keys(controlFiles).filter((name) => has(group, controlFiles[name]!)),
      ...group.children.keys(),
    ]);
  }

  /** Reads a control file, as "/web/cpu.weight". */
  read(path: string): Result<string> {
    const found = this.#file(path);
    if (found.type === "failed") return found;
    const { group, file } = found.value;
    return file.read === undefined ? failed("EINVAL") : done(file.read(group, this.#actions));
  }

  /** Writes a control file. */
  write(path: string, text: string): Result {
    const found = this.#file(path);
    if (found.type === "failed") return found;
    const { group, file } = found.value;
    return file.write === undefined ? failed("EINVAL") : file.write(group, text, this.#actions);
  }

  /**
   * Puts a process into a group that no fork makes: the first one.
   *
   * @throws {@link DomainError} if there is no such group, or the process is known
   */
  add(pid: number, path = "/", oomScoreAdj = 0): Member {
    const found = this.lookup(path);
    if (found.type === "failed") throw new DomainError("path", "to be a group's", path);
    if (this.#members.has(pid)) throw new DomainError("pid", "to be new", pid);
    const member = { pid, oomScoreAdj, held: new Map(), ending: false, group: found.value };
    this.#members.set(pid, member);
    enter(member, found.value);
    return member;
  }

  /** A process forks: the child is in the group of its parent. EAGAIN if that group, or one above it, is at its pids.max. */
  fork(parent: number, child: number): Result<Member> {
    const { group, oomScoreAdj } = this.member(parent);
    for (const { pids } of group.upwards())
      if (pids.current + 1 > pids.max) {
        pids.refused++;
        return failed("EAGAIN");
      }
    return done(this.add(child, group.path, oomScoreAdj));
  }

  /** A process has ended: all that was charged to it is free. */
  exit(pid: number): void {
    const member = this.#members.get(pid);
    if (member === undefined) return;
    release(member);
    leave(member);
    this.#members.delete(pid);
  }

  /** Moves a process; what it has been charged stays where it is. EBUSY for a group that divides its resources among children, ESRCH without such a process. */
  move(pid: number, to: Cgroup): Result {
    const member = this.#members.get(pid);
    if (member === undefined) return failed("ESRCH");
    if (to.parent !== undefined && to.subtreeControl.size > 0) return failed("EBUSY");
    leave(member);
    enter(member, to);
    return done();
  }

  /** Whether a process is in a group of this tree. */
  has(pid: number): boolean {
    return this.#members.has(pid);
  }

  /**
   * A process.
   *
   * @throws {@link DomainError} if there is none
   */
  member(pid: number): Member {
    const member = this.#members.get(pid);
    if (member === undefined) throw new DomainError("pid", "to be a process of this tree", pid);
    return member;
  }

  /** A process takes memory of its own, in whole pages. */
  charge(pid: number, bytes: number): Charge {
    const member = this.member(pid);
    const { held, group } = member;
    return this.#charge(member, bytes, (pages) => held.set(group, (held.get(group) ?? 0) + pages));
  }

  /** A process gives memory of its own back, at most what it has. */
  uncharge(pid: number, bytes: number): void {
    const member = this.member(pid);
    let left = Math.ceil(bytes / PAGE_BYTES);
    for (const [group, pages] of [...member.held].reverse()) {
      const given = Math.min(pages, left);
      member.held.set(group, pages - given);
      addPages(group, -given);
      left -= given;
    }
  }

  /** A process reads a file: its pages stay in memory until they are taken back, and count for its group. */
  chargeFile(pid: number, bytes: number): Charge {
    const member = this.member(pid);
    return this.#charge(member, bytes, (pages) => (member.group.memory.files += pages));
  }

  #charge(member: Member, bytes: number, take: (pages: number) => unknown): Charge {
    if (!(bytes >= 0 && bytes < Infinity)) throw new DomainError("bytes", "to be 0 or more", bytes);
    const { group, pid } = member;
    const pages = Math.ceil(bytes / PAGE_BYTES);
    const charge = makeRoom(group, pages, pid);
    if (charge.type !== "charged") return charge;
    take(pages);
    addPages(group, pages);
    const { reclaimed, delayUs } = slowDown(group, pages);
    return { ...charge, reclaimed: charge.reclaimed + reclaimed, delayUs };
  }

  #file(path: string): Result<{ readonly group: Cgroup; readonly file: ControlFile }> {
    const names = namesOf(path);
    const file = controlFiles[names.pop() ?? ""];
    const found = this.lookup(names.join("/"));
    if (found.type === "failed") return found;
    return file === undefined || !has(found.value, file) ? failed("ENOENT") : done({ group: found.value, file });
  }

  #end(pids: readonly number[]): void {
    for (const pid of pids) this.#options.kill?.(pid);
  }

  #cpuStat(group: Cgroup): Readonly<Record<string, number>> {
    const time = this.#options.groupTime?.(group) ?? { usedUs: 0, periods: 0, throttled: 0, throttledUs: 0 };
    const always = { usage_usec: time.usedUs, user_usec: time.usedUs, system_usec: 0 };
    if (!group.controllers.includes("cpu") || group.parent === undefined) return always;
    return { ...always, nr_periods: time.periods, nr_throttled: time.throttled, throttled_usec: time.throttledUs };
  }
}

function namesOf(path: string): string[] {
  return path.split("/").filter((name) => name !== "");
}

function has(group: Cgroup, { controller, onRoot = false }: ControlFile): boolean {
  if (group.parent === undefined) return onRoot;
  return controller === undefined || group.controllers.includes(controller);
}

function enter(member: Member, group: Cgroup): void {
  member.group = group;
  group.members.set(member.pid, member);
  for (const { pids } of group.upwards()) {
    pids.current++;
    pids.peak = Math.max(pids.peak, pids.current);
  }
}

function leave(member: Member): void {
  member.group.members.delete(member.pid);
  for (const { pids } of member.group.upwards()) pids.current--;
}
