/**
 * How processes end: by returning, by a signal, or with their namespace.
 *
 * ```text
 *   ends ─▶ closes its descriptors, gives back its memory
 *        ─▶ its children get the init of its namespace as parent
 *        ─▶ was it that init? everybody in the namespace is killed
 *        ─▶ stays as a zombie until its parent asks how it ended
 * ```
 *
 * Source: exit(3), wait(2), pid_namespaces(7), signal(7).
 *
 * @packageDocumentation
 */
import type { Kernel } from "../kernel";
import { isWithin } from "../namespaces/namespace";
import { dissolve } from "../network/links";
import type { Signal } from "../program";
import type { Ending, Process } from "./process";

/** Ends a process. */
export function endProcess(kernel: Kernel, process: Process, ending: Ending): void {
  if (process.state === "ended") return;
  process.sleepsOn?.remove(process);
  process.state = "ended";
  process.ending = ending;
  process.pending = undefined;
  process.descriptors.closeAll();
  process.memory.clear();
  kernel.cgroups.exit(process.pids.get(kernel.first.pid)!);
  kernel.strike(process);
  const { pid, net } = process.namespaces;
  if (pid.get(1) === process) killNamespace(kernel, process);
  handOver(kernel, process);
  if (net !== kernel.first.net && !kernel.alive.some(({ namespaces }) => namespaces.net === net))
    dissolve(net, kernel.first.net);
  notifyParent(kernel, process);
}

/** Kills the process with this number in the first namespace. */
export function endByNumber(kernel: Kernel, pid: number): void {
  const process = kernel.first.pid.get(pid);
  if (process !== undefined) endProcess(kernel, process, { exitCode: undefined, signal: "SIGKILL" });
}

/** Takes away what is left of a zombie. */
export function reap(process: Process): void {
  process.namespaces.pid.remove(process.pids);
  process.parent?.children.delete(process);
}

/** Sends a signal. An init ignores what it does not expect, but for SIGKILL and SIGSTOP from outside its namespace. */
export function sendSignal(kernel: Kernel, target: Process, signal: Signal, sender: Process | undefined): void {
  if (target.state === "ended") return;
  const isForced = signal === "SIGKILL" || signal === "SIGSTOP";
  const action = isForced ? "default" : (target.actions.get(signal) ?? "default");
  const isInit = target.namespaces.pid.get(1) === target;
  const isFromInside = sender !== undefined && isWithin(sender.namespaces.pid, target.namespaces.pid);
  if (isInit && action === "default" && (!isForced || isFromInside || target === kernel.init)) return;
  if (signal === "SIGCONT") resume(kernel, target);
  if (action === "ignore") return;
  if (action === "catch") catchSignal(target, signal);
  else if (signal === "SIGCHLD" || signal === "SIGCONT") return;
  else if (signal === "SIGSTOP") stop(kernel, target);
  else endProcess(kernel, target, { exitCode: undefined, signal });
}

function catchSignal(process: Process, signal: Signal): void {
  process.caught.push(signal);
  if (process.state !== "sleeping") return;
  process.interrupted = true;
  process.wakeUp();
}

function stop(kernel: Kernel, process: Process): void {
  if (process.state === "stopped") return;
  process.sleepsOn?.remove(process);
  process.state = "stopped";
  if (kernel.current !== process) kernel.scheduler.remove(process.task, kernel.nowUs);
}

/** A stopped process goes on; a call that slept is tried again. */
function resume(kernel: Kernel, process: Process): void {
  if (process.state !== "stopped") return;
  process.state = "ready";
  kernel.scheduler.wake(process.task, kernel.nowUs);
}

function killNamespace(kernel: Kernel, init: Process): void {
  const { pid } = init.namespaces;
  pid.isDead = true;
  for (const [, member] of pid.members) {
    if (member === init) continue;
    endProcess(kernel, member, { exitCode: undefined, signal: "SIGKILL" });
    reap(member);
  }
}

/** Orphans go to the init of their parent's namespace. */
function handOver(kernel: Kernel, process: Process): void {
  const { pid } = process.namespaces;
  const heir = [pid.get(1), kernel.init].find((one) => one !== undefined && one.state !== "ended") ?? kernel.init;
  for (const child of process.children) {
    child.parent = heir;
    heir.children.add(child);
    if (child.state === "ended") heir.childEnded.wake();
  }
  process.children.clear();
}

function notifyParent(kernel: Kernel, process: Process): void {
  const { parent } = process;
  if (parent === undefined) return;
  if (parent.actions.get("SIGCHLD") === "ignore") reap(process);
  parent.childEnded.wake();
  sendSignal(kernel, parent, "SIGCHLD", undefined);
}
