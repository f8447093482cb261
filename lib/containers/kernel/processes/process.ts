/**
 * A process: everything that a kernel keeps about a running program.
 *
 * ```text
 *            clone                 wait4 by the parent
 *   (none) ───────▶ runs ⇄ sleeps ──────▶ ended: a zombie ──────▶ (none)
 *                     exit, a signal ──────╯  keeps its number and how it ended
 * ```
 *
 * Source: credentials(7), clone(2), wait(2); Linux, include/linux/sched.h (task_struct) for what belongs to it.
 *
 * @packageDocumentation
 */
import type { Capability, Place } from "../../files";
import type { Task } from "../../scheduling";
import type { DescriptorTable } from "../descriptors/description";
import type { Device } from "../devices/device";
import type { AddressSpace } from "../memory/addressSpace";
import type { MountNamespace } from "../mounts/mountNamespace";
import type { IpcNamespace } from "../namespaces/ipc";
import { type Namespace, namespaceKinds } from "../namespaces/namespace";
import type { PidNamespace } from "../namespaces/pid";
import type { CgroupNamespace, UtsNamespace } from "../namespaces/small";
import type { UserNamespace } from "../namespaces/user";
import type { NetworkNamespace } from "../network/networkNamespace";
import type { Request, Signal, SignalAction } from "../program";
import type { WaitQueue } from "./waitQueue";

/** The namespaces that a process is in. */
export interface NamespaceSet {
  readonly mnt: MountNamespace;
  readonly pid: PidNamespace<Process>;
  readonly net: NetworkNamespace;
  readonly ipc: IpcNamespace;
  readonly uts: UtsNamespace;
  readonly user: UserNamespace;
  readonly cgroup: CgroupNamespace;
}

/** Who a process is. Numbers are the kernel's; capabilities hold in the process's user namespace. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  readonly effective: ReadonlySet<Capability>;
  /** What a program may get at most, whoever starts it. */
  readonly bounding: ReadonlySet<Capability>;
}

/** How a process ended. */
export interface Ending {
  readonly exitCode: number | undefined;
  readonly signal: Signal | undefined;
}

/** A process, alive or a zombie. */
export interface Process {
  /** Its numbers: one in its own namespace and one in each above. */
  readonly pids: ReadonlyMap<PidNamespace<Process>, number>;
  parent: Process | undefined;
  readonly children: Set<Process>;
  name: string;
  args: readonly string[];
  environment: Readonly<Record<string, string>>;
  identity: Identity;
  memory: AddressSpace;
  readonly descriptors: DescriptorTable;
  root: Place;
  directory: Place;
  umask: number;
  namespaces: NamespaceSet;
  /** Where its children get their numbers: differs after `unshare` and `setns`. */
  pidForChildren: PidNamespace<Process>;
  /** The path of its control group. To set it makes the group, if need be, and moves the process. */
  cgroup: string;
  /** Where its children begin, if not in its own group: CLONE_INTO_CGROUP. */
  groupOfChildren: string | undefined;
  /** Devices that its control group allows; all if not given. */
  devices: readonly Device["name"][] | undefined;
  /** The calls that are answered; all if not given. */
  allowedCalls: ReadonlySet<string> | undefined;
  readonly actions: Map<Signal, SignalAction>;
  readonly caught: Signal[];
  task: Task;
  state: "ready" | "sleeping" | "stopped" | "ended";
  /** What it is doing: the call to try again, and where it sleeps. */
  running: Generator<Request, number, unknown>;
  pending: Request | undefined;
  sleepsOn: WaitQueue | undefined;
  wakesAtUs: number | undefined;
  /** A signal was caught while it slept. */
  interrupted: boolean;
  ending: Ending | undefined;
  /** Wakes when a child ends. */
  readonly childEnded: WaitQueue;
  wakeUp(): void;
}

/** A process's number as another process sees it; nothing if it cannot see it. */
export function pidSeenBy(viewer: PidNamespace<Process>, process: Process): number | undefined {
  return process.pids.get(viewer);
}

/** The namespaces that a process is in, and the one that its children will be in. */
export function namespacesOf({ namespaces, pidForChildren }: Process): readonly Namespace[] {
  return [...namespaceKinds.map((kind) => namespaces[kind]), pidForChildren];
}
