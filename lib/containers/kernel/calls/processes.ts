/** Calls about processes and time. */
import { done, failed } from "../../result";
import { newNamespaces } from "../namespaces/create";
import { cloneProcess } from "../processes/birth";
import { endProcess, reap } from "../processes/end";
import { execute } from "../processes/exec";
import { isCapable } from "../processes/privileges";
import { pidSeenBy } from "../processes/process";
import { sleepOn } from "../processes/waitQueue";
import type { ProcessRequests } from "../program";
import { type Handlers, within } from "./caller";

const US_PER_SECOND = 1_000_000;

export const processHandlers: Handlers<Omit<ProcessRequests, "kill" | "sigaction" | "sigpending" | "pause">> = {
  getpid: ({ process }) => done(pidSeenBy(process.namespaces.pid, process)!),
  getppid: ({ process }) =>
    done(process.parent === undefined ? 0 : (pidSeenBy(process.namespaces.pid, process.parent) ?? 0)),
  clone: ({ kernel, process }, program, flags = [], args) => {
    const made = newNamespaces(kernel, process, flags, process.groupOfChildren);
    if (made.type === "failed") return made;
    const { set, pidForChildren, identity, copyOf } = made.value;
    const born = cloneProcess(kernel, process, program, {
      namespaces: set,
      pid: pidForChildren,
      ...(args && { args }),
    });
    if (born.type === "failed") return born;
    const child = born.value;
    child.identity = identity;
    child.root = within(child.root, copyOf);
    child.directory = within(child.directory, copyOf);
    return done(pidSeenBy(process.namespaces.pid, child)!);
  },
  execve: (caller, path, args, environment) => execute(caller, path, args, environment),
  exit: ({ kernel, process }, code) => {
    endProcess(kernel, process, { exitCode: code & 0xff, signal: undefined });
    return { type: "gone" };
  },
  wait4: ({ process }, pid = -1, options = []) => {
    const numberOf = (child: typeof process) => pidSeenBy(process.namespaces.pid, child) ?? 0;
    const children = [...process.children].filter((child) => pid === -1 || numberOf(child) === pid);
    if (children.length === 0) return failed("ECHILD");
    const zombie = children.find(({ state }) => state === "ended");
    if (zombie === undefined) return options.includes("WNOHANG") ? done(undefined) : sleepOn(process.childEnded);
    const waited = { pid: numberOf(zombie), ...zombie.ending! };
    reap(zombie);
    return done(waited);
  },
  nanosleep: ({ kernel, process }, seconds) => {
    if (!(seconds >= 0)) return failed("EINVAL");
    const untilUs = process.wakesAtUs ?? kernel.nowUs + seconds * US_PER_SECOND;
    if (kernel.nowUs < untilUs) return { type: "sleeps", on: undefined, untilUs };
    process.wakesAtUs = undefined;
    return done();
  },
  sched_yield: () => done(),
  setpriority: ({ process }, nice) => {
    if (nice < process.task.nice && !process.identity.effective.has("CAP_SYS_NICE")) return failed("EACCES");
    Object.assign(process.task, { nice: Math.max(-20, Math.min(19, nice)) });
    return done();
  },
  clock_gettime: ({ kernel }) => done(kernel.seconds),
  clock_settime: ({ kernel, process }, seconds) => {
    if (!isCapable(process, "CAP_SYS_TIME", kernel.first.user)) return failed("EPERM");
    kernel.clockOffsetSeconds = seconds - kernel.nowUs / US_PER_SECOND;
    return done();
  },
  compute: () => done(),
  environment: ({ process }) => done(process.environment),
};
