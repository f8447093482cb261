/**
 * Containers: started with everything that keeps them apart, entered later by more processes.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";
import { FileCalls, type FileSystem, MemoryFileSystem, root as rootUser } from "../../files";
import type { Kernel } from "../kernel";
import { cloneFlagOf, namespaceKinds } from "../namespaces/namespace";
import type { NewProcess } from "../processes/birth";
import { makeGroup, setLimits } from "../processes/groups";
import { fileContextOf } from "../processes/privileges";
import type { Process } from "../processes/process";
import type { Program } from "../program";
import { type ContainerOptions, containerDevices } from "./options";
import { runtime, volumeOf } from "./runtime";

/** A container that was started. */
export interface Container {
  readonly name: string;
  readonly options: ContainerOptions;
  /** The runtime's process, outside; it ends with the exit status of the container's first process. */
  readonly runtime: Process;
  /** The container's first process, while there is one. */
  readonly init: Process | undefined;
}

/**
 * Starts a container. It runs when the kernel does.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const kernel = new containers.Kernel({ hostname: "host" });
 * const box = containers.runContainer(kernel, {
 *   name: "web",
 *   root: containers.emptyTree(),
 *   command: function* (sys) {
 *     const pid = containers.valueOf(yield* sys.getpid(), "getpid");
 *     const { nodename } = containers.valueOf(yield* sys.uname(), "uname");
 *     yield* sys.write(1, `I am process ${pid} on ${nodename}\n`);
 *     return 0;
 *   },
 * });
 * kernel.run();
 * assert.equal(kernel.console.text, "I am process 1 on web\n");
 * assert.equal(box.runtime.ending?.exitCode, 0);
 * ```
 */
export function runContainer(kernel: Kernel, options: ContainerOptions): Container {
  const { name, root, descriptions, environment } = options;
  prepareHost(kernel, name);
  if (root !== undefined) kernel.volumes.set(volumeOf(options), root);
  const process = kernel.start(runtime(options), {
    name: `runtime-${name}`,
    ...(descriptions && { descriptions }),
    ...(environment && { environment }),
  });
  const group = `/containers/${name}`;
  // The runtime itself stays outside: what it needs does not count.
  process.groupOfChildren = group;
  makeGroup(kernel, group);
  if (options.limits !== undefined) setLimits(kernel, group, options.limits);
  process.devices = options.devices ?? containerDevices;
  return {
    name,
    options,
    runtime: process,
    get init() {
      return [...process.children][0];
    },
  };
}

/**
 * Starts one more process in a container that runs: it joins all namespaces, as `docker exec` does. Returns the process that joins.
 *
 * @throws {@link DomainError} if the container does not run
 */
export function enterContainer(
  kernel: Kernel,
  container: Container,
  program: Program,
  options: NewProcess = {},
): Process {
  const { init } = container;
  const pid = init?.pids.get(kernel.first.pid);
  if (pid === undefined) throw new DomainError("container", "to have a first process that runs", container.name);
  const joining: Program = function* (sys, args) {
    // The user namespace comes last: joining the others needs the power over them from outside.
    for (const kind of [...namespaceKinds].sort((a, b) => Number(a === "user") - Number(b === "user"))) {
      const own = yield* sys.readlink(`/proc/self/ns/${kind}`);
      const target = yield* sys.readlink(`/proc/${pid}/ns/${kind}`);
      if (own.type === "done" && target.type === "done" && own.value === target.value) continue;
      pending.push(kind);
    }
    const opened: number[] = [];
    for (const kind of pending) {
      const fd = yield* sys.open(`/proc/${pid}/ns/${kind}`);
      if (fd.type === "done") opened.push(fd.value);
    }
    for (const [at, fd] of opened.entries()) {
      const joined = yield* sys.setns(fd, cloneFlagOf[pending[at]!]);
      if (joined.type === "failed") return 125;
      yield* sys.close(fd);
    }
    const child = yield* sys.clone(program, [], args);
    if (child.type === "failed") return 125;
    const ended = yield* sys.wait4(child.value);
    return ended.type === "done" ? (ended.value?.exitCode ?? 137) : 125;
  };
  const pending: (typeof namespaceKinds)[number][] = [];
  const process = kernel.start(joining, { name: `enter-${container.name}`, ...options });
  process.groupOfChildren = `/containers/${container.name}`;
  process.devices = container.options.devices ?? containerDevices;
  return process;
}

/** What the host must have before a container can begin: /proc and a directory to hang the tree on. */
function prepareHost(kernel: Kernel, name: string): void {
  const files = new FileCalls({ ...fileContextOf(kernel.init), credentials: rootUser });
  for (const directory of ["/proc", "/dev", "/run", `/run/${name}`]) files.mkdir(directory, 0o755);
  kernel.mountBasics();
}

/** A file tree with the directories that every container needs, and nothing in them. */
export function emptyTree(files: FileSystem = new MemoryFileSystem()): FileSystem {
  const calls = FileCalls.on(files);
  for (const directory of ["/proc", "/dev", "/tmp", "/etc", "/bin", "/run"]) calls.mkdir(directory, 0o755);
  calls.chmod("/tmp", 0o1777);
  return files;
}
