/** How processes begin. */
import { DomainError } from "../../../errors";
import { done, failed, type Result } from "../../result";
import { DescriptorTable } from "../descriptors/description";
import type { Kernel } from "../kernel";
import { AddressSpace } from "../memory/addressSpace";
import { chargeFor } from "../memory/outOfMemory";
import type { PidNamespace } from "../namespaces/pid";
import { type Program, type Request, systemCalls } from "../program";
import { endProcess, reap } from "./end";
import { moveToGroup } from "./groups";
import type { Identity, NamespaceSet, Process } from "./process";
import { WaitQueue } from "./waitQueue";

/** What a new process does not have from its parent. */
export interface NewProcess {
  readonly name?: string;
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly identity?: Identity;
  readonly namespaces?: NamespaceSet;
}

/** A process that runs a program; its control group knows its number already. What is not given is its parent's; without a parent, it is the first. */
export function newProcess(
  kernel: Kernel,
  parent: Process | undefined,
  program: Program,
  options: NewProcess,
): Process {
  const namespaces = options.namespaces ?? parent?.namespaces ?? kernel.first;
  const identity = options.identity ?? parent?.identity;
  if (identity === undefined) throw new DomainError("identity", "to be given for the first process", undefined);
  const args = options.args ?? [options.name ?? (program.name || "program")];
  const top = namespaces.mnt.down(namespaces.mnt.top.place);
  const process: Process = {
    pids: new Map(),
    parent,
    children: new Set(),
    name: options.name ?? args[0]!,
    args,
    environment: options.environment ?? parent?.environment ?? {},
    identity,
    memory: new AddressSpace(),
    descriptors: new DescriptorTable(),
    root: parent?.root ?? top,
    directory: parent?.directory ?? top,
    umask: parent?.umask ?? 0o022,
    namespaces,
    pidForChildren: namespaces.pid,
    get cgroup() {
      return kernel.cgroups.member(process.pids.get(kernel.first.pid)!).group.path;
    },
    set cgroup(path: string) {
      moveToGroup(kernel, process, path);
    },
    groupOfChildren: undefined,
    devices: parent?.devices,
    allowedCalls: parent?.allowedCalls,
    actions: new Map(parent?.actions),
    caught: [],
    task: { id: kernel.ids.next(), nice: parent?.task.nice ?? 0, group: parent?.task.group ?? kernel.cgroups.root },
    state: "ready",
    running: begin(program, args),
    pending: undefined,
    sleepsOn: undefined,
    wakesAtUs: undefined,
    interrupted: false,
    ending: undefined,
    childEnded: new WaitQueue(),
    wakeUp: () => wakeUp(kernel, process),
  };
  process.memory = new AddressSpace(chargeFor(kernel, process));
  Object.assign(process, { pids: namespaces.pid.add(process) });
  parent?.children.add(process);
  kernel.enroll(process);
  return process;
}

/** A child by `clone`: the same in everything, with memory and descriptors of its own. `ENOMEM`. */
export function cloneProcess(
  kernel: Kernel,
  parent: Process,
  program: Program,
  {
    namespaces,
    pid,
    args,
  }: { readonly namespaces: NamespaceSet; readonly pid: PidNamespace<Process>; readonly args?: readonly string[] },
): Result<Process> {
  if (pid.isDead) return failed("ENOMEM");
  const numberOf = (one: Process) => one.pids.get(kernel.first.pid)!;
  const joined = kernel.cgroups.fork(numberOf(parent), kernel.first.pid.next);
  if (joined.type === "failed") return joined;
  const child = newProcess(kernel, parent, program, {
    name: parent.name,
    args: args ?? parent.args,
    namespaces: { ...namespaces, pid },
  });
  const memory = parent.memory.copy(chargeFor(kernel, child));
  if (memory === undefined) {
    endProcess(kernel, child, { exitCode: undefined, signal: "SIGKILL" });
    reap(child);
    return failed("ENOMEM");
  }
  child.memory = memory;
  Object.assign(child, { descriptors: parent.descriptors.copy() });
  if (parent.groupOfChildren !== undefined) child.cgroup = parent.groupOfChildren;
  return done(child);
}

/** A program from its beginning. */
export function begin(program: Program, args: readonly string[]): Generator<Request, number, unknown> {
  return program(systemCalls, args);
}

/** A sleeping process is ready again; the call that slept will be tried again. */
function wakeUp(kernel: Kernel, process: Process): void {
  if (process.state !== "sleeping") return;
  process.sleepsOn?.remove(process);
  process.sleepsOn = undefined;
  process.state = "ready";
  kernel.scheduler.wake(process.task, kernel.nowUs);
}
