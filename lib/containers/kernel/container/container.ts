/**
 * Containers: started with everything that keeps them apart.
 *
 * @packageDocumentation
 */
import { FileCalls, type FileSystem, MemoryFileSystem, root as rootUser } from "../../files";
import type { Kernel } from "../kernel";
import { makeGroup, setLimits } from "../processes/groups";
import { fileContextOf } from "../processes/privileges";
import type { Process } from "../processes/process";
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
