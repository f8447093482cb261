/**
 * One more process in a container that runs.
 *
 * ```text
 *   outside: /proc/<first process>/ns/*  ── open, setns, one by one ──▶  clone: the child is inside
 * ```
 *
 * Source: setns(2), nsenter(1).
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";
import type { Kernel } from "../kernel";
import { cloneFlagOf, type NamespaceKind, namespaceKinds } from "../namespaces/namespace";
import type { NewProcess } from "../processes/birth";
import type { Process } from "../processes/process";
import type { Program, Request, SystemCalls } from "../program";
import type { Container } from "./container";
import { containerDevices } from "./options";

type Run<T> = Generator<Request, T, unknown>;

/** Exit status of a process that could not get in. */
const NOT_ENTERED = 125;

/** The user namespace comes last: joining the others needs the power over them from outside. */
const joiningOrder: readonly NamespaceKind[] = [...namespaceKinds.filter((kind) => kind !== "user"), "user"];

/**
 * Starts one more process in a container: it joins all namespaces, as `docker exec` does. Returns the process that joins.
 *
 * @throws {@link DomainError} if the container does not run
 */
export function enterContainer(
  kernel: Kernel,
  container: Container,
  program: Program,
  options: NewProcess = {},
): Process {
  const pid = container.init?.pids.get(kernel.first.pid);
  if (pid === undefined) throw new DomainError("container", "to have a first process that runs", container.name);
  const process = kernel.start(joining(pid, program), { name: `enter-${container.name}`, ...options });
  process.groupOfChildren = `/containers/${container.name}`;
  process.devices = container.options.devices ?? containerDevices;
  return process;
}

function joining(pid: number, program: Program): Program {
  return function* (sys, args) {
    const opened: (readonly [kind: NamespaceKind, fd: number])[] = [];
    // All are opened before the first is joined: then another /proc may be in place.
    for (const kind of joiningOrder) {
      if (yield* isJoined(sys, pid, kind)) continue;
      const fd = yield* sys.open(`/proc/${pid}/ns/${kind}`);
      if (fd.type === "failed") return NOT_ENTERED;
      opened.push([kind, fd.value]);
    }
    for (const [kind, fd] of opened) {
      const joined = yield* sys.setns(fd, cloneFlagOf[kind]);
      if (joined.type === "failed") return NOT_ENTERED;
      yield* sys.close(fd);
    }
    const child = yield* sys.clone(program, [], args);
    if (child.type === "failed") return NOT_ENTERED;
    const ended = yield* sys.wait4(child.value);
    return ended.type === "done" ? (ended.value?.exitCode ?? 137) : NOT_ENTERED;
  };
}

/** Whether the caller is in that namespace of the process already. */
function* isJoined(sys: SystemCalls, pid: number, kind: NamespaceKind): Run<boolean> {
  const own = yield* sys.readlink(`/proc/self/ns/${kind}`);
  const target = yield* sys.readlink(`/proc/${pid}/ns/${kind}`);
  return own.type === "done" && target.type === "done" && own.value === target.value;
}
