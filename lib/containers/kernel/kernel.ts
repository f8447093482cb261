/**
 * A small kernel: processes, memory, files, devices, sockets, users and namespaces, behind Linux's system calls.
 *
 * ```text
 *   program ──yield call──▶ │ allowed? known? │ calls/*.ts ──▶ processes · memory · mounts · network · devices · namespaces
 *           ◀──Result────── │                 │        ╰─ sleeps: the process leaves its CPU until a wait queue wakes it
 *                                    ▲
 *                       Scheduler: who runs on which CPU, for how long
 * ```
 *
 * Time is simulated: a call takes a microsecond, `compute` what it says, and when everybody sleeps the clock jumps to the next alarm.
 * Several CPUs take turns slice by slice, in the order in which slices begin. Left out: threads, paging to disk, interrupts, drivers.
 *
 * Source: the Linux manual, sections 2 and 7.
 *
 * @packageDocumentation
 */

import { requirePositive } from "../../checks";
import { DomainError } from "../../errors";
import { type Random, seeded } from "../../sim";
import { CgroupTree } from "../cgroups";
import { FileCalls, type FileSystem, MemoryFileSystem, PAGE_BYTES } from "../files";
import { Fair, type Scheduler, type Slice } from "../scheduling";
import { answer } from "./calls/answer";
import type { Description } from "./descriptors/description";
import { Console } from "./devices/console";
import { type Device, makeDevices } from "./devices/device";
import { deviceFiles } from "./devices/deviceFiles";
import type { Executable } from "./executable";
import { MountNamespace } from "./mounts/mountNamespace";
import { MountPoint } from "./mounts/mountPoint";
import { IpcNamespace } from "./namespaces/ipc";
import { firstIds } from "./namespaces/namespace";
import { PidNamespace } from "./namespaces/pid";
import { CgroupNamespace, UtsNamespace } from "./namespaces/small";
import { UserNamespace } from "./namespaces/user";
import { NetworkNamespace } from "./network/networkNamespace";
import type { Socket } from "./network/socket";
import { ProcFileSystem } from "./proc/procFileSystem";
import { type NewProcess, newProcess } from "./processes/birth";
import { endByNumber, endProcess } from "./processes/end";
import { allCapabilities, fileContextOf } from "./processes/privileges";
import type { NamespaceSet, Process } from "./processes/process";
import type { Program, Request } from "./program";
import { init } from "./programs/init";
import { parseRelease } from "./versions/release";
import { hasCall } from "./versions/systemCallVersions";

/** What a kernel is made of. Everything has a default. */
export interface KernelOptions {
  /** Its version, "2.0" to "6.x"; "6.1" if not given. */
  readonly release?: string;
  readonly architecture?: Executable["architecture"];
  /** Whose programs it runs; Linux's if not given. Calls and error names are Linux's for either: NT's own are left out. */
  readonly system?: Executable["system"];
  readonly hostname?: string;
  /** CPUs, 1 or more; 1 if not given. */
  readonly cpus?: number;
  /** Memory for all processes together, in MiB; 1024 if not given. */
  readonly memoryMib?: number;
  readonly diskBytes?: number;
  /** The programs that executables may name. */
  readonly programs?: Readonly<Record<string, Program>>;
  /** Who runs when; the fair scheduler if not given. */
  readonly scheduler?: Scheduler;
  /** What "/" is; empty if not given. */
  readonly root?: FileSystem;
  /** Any whole number: decides what /dev/random gives. */
  readonly seed?: number;
  /** Told of every request that was answered, as strace tells. */
  readonly onCall?: (process: Process, request: Request) => void;
}

/** Why `run` came back: nobody has anything to do, or the time was up. */
export interface RunEnd {
  readonly type: "idle" | "time";
  /** Processes, other than the first, that sleep and that nothing will wake. */
  readonly sleeping: readonly Process[];
}

/** Microseconds that a system call takes. */
const CALL_US = 1;
const US_PER_SECOND = 1_000_000;

/**
 * The small kernel.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const kernel = new containers.Kernel({ hostname: "host" });
 * const process = kernel.start(function* (sys) {
 *   const name = containers.valueOf(yield* sys.uname(), "uname");
 *   yield* sys.write(1, `I run on ${name.nodename}\n`);
 *   return 0;
 * });
 * kernel.run();
 * assert.equal(kernel.console.text, "I run on host\n");
 * assert.equal(process.ending?.exitCode, 0);
 * ```
 */
export class Kernel {
  readonly release: string;
  readonly architecture: Executable["architecture"];
  readonly system: Executable["system"];
  readonly programs: Readonly<Record<string, Program>>;
  readonly scheduler: Scheduler;
  readonly console = new Console();
  readonly devices: readonly Device[];
  readonly random: Random;
  /** Where namespaces and mounts get their numbers from. */
  readonly ids: { next(): number };
  readonly first: NamespaceSet;
  /** Process 1, which takes in orphans. */
  readonly init: Process;
  /** A number that this kernel alone has: /proc/sys/kernel/random/boot_id. */
  readonly bootId: string;
  /** Sockets that are bound to names in file systems. */
  readonly boundSockets = new Map<FileSystem, Map<number, Socket>>();
  /** File systems that `mount` finds by the name of their source, as it finds those on disks. */
  readonly volumes = new Map<string, FileSystem>();
  /** The process whose call is being answered. */
  current: Process | undefined;
  nowUs = 0;
  /** What is added to the time since the start to get everybody's clock. */
  clockOffsetSeconds = 0;
  /** Control groups; processes go by their numbers in the first namespace. */
  readonly cgroups: CgroupTree;
  readonly totalPages: number;
  readonly #onCall: KernelOptions["onCall"];
  readonly #deviceNumbers = new Map<FileSystem, number>();
  readonly #byTask = new Map<number, Process>();

  /** @throws {@link DomainError} if an option is out of its range */
  constructor(options: KernelOptions = {}) {
    const { memoryMib = 1024, diskBytes = 65_536, hostname = "localhost", root = new MemoryFileSystem() } = options;
    requirePositive({ memoryMib, diskBytes });
    this.release = options.release ?? "6.1";
    parseRelease(this.release);
    this.architecture = options.architecture ?? "amd64";
    this.system = options.system ?? "linux";
    this.#onCall = options.onCall;
    this.programs = options.programs ?? {};
    this.scheduler = options.scheduler ?? new Fair({ cpus: options.cpus ?? 1 });
    this.totalPages = Math.floor((memoryMib * 2 ** 20) / PAGE_BYTES);
    const { scheduler } = this;
    this.cgroups = new CgroupTree({
      ...(scheduler instanceof Fair && { groupTime: (group) => scheduler.groupTime(group) }),
      memoryBytes: this.totalPages * PAGE_BYTES,
      kill: (pid) => endByNumber(this, pid),
    });
    this.random = seeded(options.seed ?? 0);
    this.bootId = Array.from({ length: 4 }, () =>
      this.random
        .integer(2 ** 30)
        .toString(16)
        .padStart(8, "0"),
    ).join("-");
    this.devices = makeDevices({ random: this.random, diskBytes, onConsole: (bytes) => this.console.add(bytes) });
    let last = 0;
    this.ids = { next: () => ++last };
    this.first = this.#firstNamespaces(hostname, root);
    this.init = this.#startInit();
  }

  /** Seconds on everybody's clock. */
  get seconds(): number {
    return this.nowUs / US_PER_SECOND + this.clockOffsetSeconds;
  }

  /** Pages that are taken. */
  get usedPages(): number {
    return this.cgroups.root.memory.current;
  }

  /** The number for a further namespace, as /proc shows it. */
  nextNamespaceId(): number {
    return 4_026_532_000 + this.ids.next();
  }

  /** Whether this version has a system call. */
  has(call: string): boolean {
    return hasCall(this.release, call);
  }

  /**
   * Starts a program, as a child of process 1. It writes to the console if not told otherwise.
   *
   * @param options - beside what a process has: `descriptions`, what descriptors 0, 1, 2, … lead to
   */
  start(program: Program, options: NewProcess & { readonly descriptions?: readonly Description[] } = {}): Process {
    this.cgroups.add(this.first.pid.next);
    const process = newProcess(this, this.init, program, options);
    const { descriptions = [0, 1, 2].map(() => this.device("console").open()) } = options;
    descriptions.forEach((description, fd) => process.descriptors.set(fd, description));
    return process;
  }

  /** A device by its name. */
  device(name: Device["name"]): Device {
    return this.devices.find((device) => device.name === name)!;
  }

  /**
   * Runs until everybody sleeps or has ended, or until the clock shows `untilUs`.
   *
   * @throws {@link DomainError} if `untilUs` is no number
   */
  run(untilUs = Infinity): RunEnd {
    if (Number.isNaN(untilUs)) throw new DomainError("untilUs", "to be a number", untilUs);
    for (;;) {
      const alarm = this.#nextAlarmUs();
      const slice = this.scheduler.pick(Math.min(untilUs, alarm));
      if (slice !== undefined) this.#runSlice(slice);
      else if (alarm < untilUs) this.#ring(alarm);
      else break;
    }
    if (untilUs < Infinity) this.nowUs = Math.max(this.nowUs, untilUs);
    const alive = [...this.#byTask.values()].filter((one) => one !== this.init);
    return { type: alive.some(({ state }) => state === "ready") ? "time" : "idle", sleeping: alive };
  }

  /** A process that the scheduler is to know. */
  enroll(process: Process): void {
    this.#byTask.set(process.task.id, process);
    this.scheduler.wake(process.task, this.nowUs);
  }

  /** A process that has ended. */
  strike(process: Process): void {
    this.#byTask.delete(process.task.id);
    if (this.current !== process) this.scheduler.remove(process.task, this.nowUs);
  }

  /** Mounts /proc and /dev, where these directories are there and nothing is mounted yet. */
  mountBasics(): void {
    const { mnt, pid } = this.first;
    const files = new FileCalls(fileContextOf(this.init));
    const systems = { "/proc": () => new ProcFileSystem(this, pid), "/dev": () => deviceFiles(this) };
    for (const [path, make] of Object.entries(systems)) {
      const place = files.place(path);
      if (place.type === "done" && place.value.ino !== place.value.mount.fileSystem.root)
        mnt.mount(make(), path.slice(1), place.value, false);
    }
  }

  /** The number by which `stat` tells file systems apart. */
  deviceNumber(fileSystem: FileSystem): number {
    const known = this.#deviceNumbers.get(fileSystem);
    if (known !== undefined) return known;
    this.#deviceNumbers.set(fileSystem, this.#deviceNumbers.size + 1);
    return this.#deviceNumbers.size;
  }

  /** Every process that has not ended. */
  get alive(): readonly Process[] {
    return [...this.#byTask.values()];
  }

  #runSlice(slice: Slice): void {
    const process = this.#byTask.get(slice.task.id)!;
    const startUs = Math.max(slice.startUs, this.nowUs);
    let usedUs = 0;
    this.current = process;
    while (usedUs < slice.lengthUs && process.state === "ready") {
      this.nowUs = startUs + usedUs;
      usedUs += this.#step(process, slice.lengthUs - usedUs);
    }
    this.current = undefined;
    this.nowUs = startUs + usedUs;
    const after = process.state === "ready" ? "ready" : process.state === "ended" ? "exits" : "sleeps";
    this.scheduler.account(slice, Math.min(usedUs, slice.lengthUs), after);
  }

  /** One call of a process, or a part of its computing. Returns the microseconds that it took. */
  #step(process: Process, leftUs: number): number {
    if (process.pending === undefined) this.#resume(process, undefined);
    const request = process.pending;
    if (request === undefined || process.state !== "ready") return CALL_US;
    if (request.call === "compute") return this.#compute(process, Number(request.args[0]), leftUs);
    const result = answer(this, process, request);
    if (result.type !== "sleeps") this.#onCall?.(process, request);
    if (result.type === "sleeps") {
      process.state = "sleeping";
      process.sleepsOn = result.on;
      process.wakesAtUs = result.untilUs;
      result.on?.add(process);
    } else if (result.type !== "gone" && !hasEnded(process)) this.#resume(process, result);
    return CALL_US;
  }

  #compute(process: Process, us: number, leftUs: number): number {
    const part = Math.min(us, leftUs);
    if (part < us) process.pending = { call: "compute", args: [us - part] };
    else this.#resume(process, { type: "done", value: undefined });
    return part;
  }

  /** The program goes on with an answer, up to its next call. */
  #resume(process: Process, result: unknown): void {
    const next = process.running.next(result);
    process.pending = next.done ? undefined : next.value;
    if (next.done) endProcess(this, process, { exitCode: next.value & 0xff, signal: undefined });
  }

  #nextAlarmUs(): number {
    return Math.min(
      ...this.alive.map(({ state, wakesAtUs }) => (state === "sleeping" ? (wakesAtUs ?? Infinity) : Infinity)),
    );
  }

  #ring(atUs: number): void {
    this.nowUs = Math.max(this.nowUs, atUs);
    for (const process of this.alive) if (process.state === "sleeping" && process.wakesAtUs === atUs) process.wakeUp();
  }

  #firstNamespaces(hostname: string, root: FileSystem): NamespaceSet {
    const user = new UserNamespace(firstIds.user, undefined, 0, 0);
    const net = new NetworkNamespace(firstIds.net, user);
    net.find("lo")!.isUp = true;
    const rootfs = new MemoryFileSystem({ type: "rootfs" });
    const top = new MountPoint(this.ids.next(), {
      fileSystem: rootfs,
      root: rootfs.root,
      readOnly: false,
      source: "rootfs",
    });
    const mnt = new MountNamespace(firstIds.mnt, user, top, this.ids);
    mnt.mount(root, "/dev/root", top.place, false);
    return {
      mnt,
      pid: new PidNamespace<Process>(firstIds.pid, user, undefined),
      net,
      ipc: new IpcNamespace(firstIds.ipc, user),
      uts: new UtsNamespace(firstIds.uts, user, hostname),
      user,
      cgroup: new CgroupNamespace(firstIds.cgroup, user, "/"),
    };
  }

  #startInit(): Process {
    const identity = { uid: 0, gid: 0, groups: [], effective: allCapabilities, bounding: allCapabilities };
    this.cgroups.add(this.first.pid.next);
    return newProcess(this, undefined, init, { name: "init", identity });
  }
}

/** Whether a process ended, perhaps by its own call. */
function hasEnded({ state }: Process): boolean {
  return state === "ended";
}
