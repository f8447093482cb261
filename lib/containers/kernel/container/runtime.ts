/**
 * A container, by hand: the system calls that a container runtime makes, one after the other.
 *
 * ```text
 *   runtime (outside)                         first process (inside)
 *   clone(CLONE_NEWNS | CLONE_NEWPID | …) ──▶ waits
 *   writes uid_map, plugs in the network
 *   closes the pipe ────────────────────────▶ goes on: mounts private, its root, /proc, /dev
 *                                             pivot_root, the old root is taken off
 *                                             drops capabilities, becomes its user
 *   waits for the end                         execve
 * ```
 *
 * Source: OCI runtime specification, "Linux container configuration"; pivot_root(2), "EXAMPLES".
 *
 * @packageDocumentation
 */
import type { Result } from "../../result";
import { cloneFlagOf } from "../namespaces/namespace";
import type { Program, Request, SystemCalls } from "../program";
import { execute } from "../programs/shell/shell";
import { print, writeFile } from "../programs/text";
import {
  type ContainerOptions,
  type ContainerVolume,
  containerCapabilities,
  containerDevices,
  containerNamespaces,
} from "./options";

type Run<T> = Generator<Request, T, unknown>;

/** Exit status of a container that could not begin. */
const NOT_STARTED = 125;

/** The runtime: makes the container, waits for its first process, and ends as that did. */
export function runtime(options: ContainerOptions): Program {
  return function* (sys) {
    const { namespaces = containerNamespaces } = options;
    const pipe = yield* sys.pipe();
    if (pipe.type === "failed") return NOT_STARTED;
    const [go, hold] = pipe.value;
    const flags = namespaces.map((kind) => cloneFlagOf[kind]);
    const child = yield* sys.clone((inside) => firstProcess(inside, options, [go, hold]), flags, [options.name]);
    if (child.type === "failed") return yield* giveUp(sys, "clone", child);
    yield* sys.close(go);
    if (namespaces.includes("user")) yield* mapIds(sys, child.value, options);
    if (options.network !== undefined) yield* plugIn(sys, child.value, options.name, options.network);
    yield* sys.close(hold);
    const ended = yield* sys.wait4(child.value);
    return ended.type === "done" ? (ended.value?.exitCode ?? 137) : NOT_STARTED;
  };
}

function* mapIds(sys: SystemCalls, pid: number, { idMap }: ContainerOptions): Run<void> {
  const { inside, outside, count } = idMap ?? { inside: 0, outside: 100_000, count: 65_536 };
  for (const file of ["uid_map", "gid_map"])
    yield* writeFile(sys, `/proc/${pid}/${file}`, `${inside} ${outside} ${count}\n`);
}

/** A veth pair: one end on the bridge, the other inside. */
function* plugIn(
  sys: SystemCalls,
  pid: number,
  name: string,
  network: NonNullable<ContainerOptions["network"]>,
): Run<void> {
  const [outer, inner] = [`veth-${name}`, `peer-${name}`];
  yield* sys.netlink({ type: "newVeth", name: outer, peer: inner });
  yield* sys.netlink({ type: "setMaster", name: outer, bridge: network.bridge });
  yield* sys.netlink({ type: "setUp", name: outer });
  yield* sys.netlink({ type: "moveTo", name: inner, namespaceOf: pid });
}

/** The container's first process, from its birth to its program. */
function* firstProcess(
  sys: SystemCalls,
  options: ContainerOptions,
  [go, hold]: readonly [number, number],
): Run<number> {
  const { namespaces = containerNamespaces, name, root, network, capabilities = containerCapabilities } = options;
  yield* sys.close(hold);
  yield* sys.read(go);
  yield* sys.close(go);
  if (namespaces.includes("user")) {
    yield* sys.setgid(0);
    yield* sys.setuid(0);
  }
  if (namespaces.includes("uts")) yield* sys.sethostname(options.hostname ?? name);
  if (namespaces.includes("net")) yield* setUpNetwork(sys, name, network);
  if (namespaces.includes("mnt")) {
    const changed = yield* changeRoot(sys, options, root !== undefined);
    if (changed.type === "failed") return yield* giveUp(sys, "root", changed);
  }
  const moved = yield* sys.chdir(options.directory ?? "/");
  if (moved.type === "failed") return yield* giveUp(sys, options.directory ?? "/", moved);
  yield* sys.setgid(options.gid ?? 0);
  if ((options.uid ?? 0) !== 0) yield* sys.setuid(options.uid ?? 0);
  yield* sys.capset(capabilities);
  if (options.allowedCalls !== undefined) yield* sys.seccomp(options.allowedCalls);
  if (typeof options.command === "function") return yield* options.command(sys, [name]);
  return yield* execute(sys, options.command, new Map(Object.entries(options.environment ?? {})));
}

function* setUpNetwork(sys: SystemCalls, name: string, network: ContainerOptions["network"]): Run<void> {
  yield* sys.netlink({ type: "setUp", name: "lo" });
  if (network === undefined) return;
  yield* sys.netlink({ type: "rename", name: `peer-${name}`, to: "eth0" });
  yield* sys.netlink({ type: "newAddress", name: "eth0", address: network.address });
  yield* sys.netlink({ type: "setUp", name: "eth0" });
  if (network.gateway !== undefined)
    yield* sys.netlink({ type: "newRoute", destination: "default", via: network.gateway });
}

/** Mounts become private; then the container's tree takes the place of the host's. */
function* changeRoot(sys: SystemCalls, options: ContainerOptions, hasRoot: boolean): Run<Result> {
  const isPrivate = yield* sys.mount("none", "/", "none", ["MS_REC", "MS_PRIVATE"]);
  if (isPrivate.type === "failed" || !hasRoot) return isPrivate;
  const target = `/run/${options.name}`;
  const mounted = yield* sys.mount(volumeOf(options), target, "volume");
  if (mounted.type === "failed") return mounted;
  const proc = yield* sys.mount("proc", `${target}/proc`, "proc");
  // Without process numbers of its own it may only show the host's.
  if (proc.type === "failed") yield* sys.mount("/proc", `${target}/proc`, "none", ["MS_BIND", "MS_REC"]);
  yield* sys.mount("tmpfs", `${target}/dev`, "tmpfs");
  yield* nodes(sys, `${target}/dev`, options);
  for (const volume of options.volumes ?? []) {
    const shown = yield* show(sys, volume, target);
    if (shown.type === "failed") return shown;
  }
  yield* sys.chdir(target);
  const pivoted = yield* sys.pivot_root(".", ".");
  return pivoted.type === "failed" ? pivoted : yield* sys.umount2(".", ["MNT_DETACH"]);
}

/** Binds a part of the host's tree into the container's. */
function* show(sys: SystemCalls, { source, target, access = "write" }: ContainerVolume, root: string): Run<Result> {
  const path = root + target;
  const stat = yield* sys.stat(source);
  if (stat.type === "failed") return stat;
  if (stat.value.type === "directory") yield* sys.mkdir(path);
  else yield* sys.mknod(path, "file", 0o644);
  const bound = yield* sys.mount(source, path, "none", ["MS_BIND"]);
  if (bound.type === "failed" || access === "write") return bound;
  return yield* sys.mount("none", path, "none", ["MS_BIND", "MS_REMOUNT", "MS_RDONLY"]);
}

/** The name under which the host knows the container's file tree. */
export function volumeOf({ name }: ContainerOptions): string {
  return `container-${name}`;
}

const numbers: Readonly<Record<string, readonly [number, number]>> = {
  null: [1, 3],
  zero: [1, 5],
  full: [1, 7],
  random: [1, 8],
  urandom: [1, 9],
  console: [5, 1],
};

/** Nodes for its devices; where it may not make any, the host's are shown in their place. */
function* nodes(sys: SystemCalls, directory: string, { devices = containerDevices }: ContainerOptions): Run<void> {
  for (const name of devices) {
    const [major, minor] = numbers[name] ?? [254, 0];
    const path = `${directory}/${name}`;
    const made = yield* sys.mknod(path, name === "vda" ? "block" : "character", 0o666, { major, minor });
    if (made.type === "done") continue;
    yield* writeFile(sys, path, "");
    yield* sys.mount(`/dev/${name}`, path, "none", ["MS_BIND"]);
  }
}

function* giveUp(sys: SystemCalls, what: string, failure: Result<unknown>): Run<number> {
  yield* print(sys, 2, `container: ${what}: ${failure.type === "failed" ? failure.error : ""}\n`);
  return NOT_STARTED;
}
