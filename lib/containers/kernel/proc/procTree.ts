/** What is where in /proc, and how each file's text comes about. */
import { done, failed, type Result } from "../../result";
import type { Kernel } from "../kernel";
import { namespaceKinds } from "../namespaces/namespace";
import type { PidNamespace } from "../namespaces/pid";
import { pathOf } from "../processes/pathOf";
import { isCapable } from "../processes/privileges";
import { type Process, pidSeenBy } from "../processes/process";
import { mapText, writeMap } from "./idMaps";
import { mountLines } from "./mountLines";

/** Something in /proc. */
export type ProcNode = { readonly uid?: number } & (
  | { readonly type: "directory"; names(): readonly string[] }
  | { readonly type: "file"; read(): string; write?(text: string): Result }
  | { readonly type: "symlink"; target(): string }
) & { readonly write?: (text: string) => Result };

/** What a path in /proc names, as names; nothing if there is no such thing. */
export function procTree(kernel: Kernel, pids: PidNamespace<Process>, path: readonly string[]): ProcNode | undefined {
  const [first, ...rest] = path;
  if (first === undefined)
    return directory([...pids.members.map(([pid]) => String(pid)), ...Object.keys(top(kernel, pids))]);
  const process = /^\d+$/.test(first) ? pids.get(Number(first)) : undefined;
  if (process !== undefined) return ofProcess(kernel, pids, process, rest);
  return walk(top(kernel, pids)[first], rest);
}

type Tree = ProcNode | { readonly [name: string]: Tree };

function walk(tree: Tree | undefined, path: readonly string[]): ProcNode | undefined {
  if (tree === undefined) return undefined;
  if (isNode(tree)) return path.length === 0 ? tree : undefined;
  return path.length === 0 ? directory(Object.keys(tree)) : walk(tree[path[0]!], path.slice(1));
}

function isNode(tree: Tree): tree is ProcNode {
  return typeof tree["type"] === "string";
}

function directory(names: readonly string[]): ProcNode {
  return { type: "directory", names: () => names };
}

function file(read: () => string, write?: (text: string) => Result): ProcNode {
  return { type: "file", read, ...(write && { write }) };
}

/** What is not about one process. */
function top(kernel: Kernel, pids: PidNamespace<Process>): Record<string, Tree> {
  const reader = kernel.current ?? kernel.init;
  const kib = (pages: number) => String(pages * 4).padStart(8);
  return {
    self: { type: "symlink", target: () => String(pidSeenBy(pids, reader) ?? "") },
    mounts: { type: "symlink", target: () => "self/mounts" },
    uptime: file(() => `${(kernel.nowUs / 1e6).toFixed(2)}\n`),
    version: file(() => `Linux version ${kernel.release}\n`),
    meminfo: file(
      () => `MemTotal: ${kib(kernel.totalPages)} kB\nMemFree:  ${kib(kernel.totalPages - kernel.usedPages)} kB\n`,
    ),
    sys: {
      kernel: {
        hostname: file(() => `${reader.namespaces.uts.hostname}\n`),
        osrelease: file(() => `${kernel.release}\n`),
        random: { boot_id: file(() => `${kernel.bootId}\n`) },
      },
      net: {
        ipv4: {
          ip_forward: file(
            () => (reader.namespaces.net.forwards ? "1\n" : "0\n"),
            (text) => {
              const { net } = reader.namespaces;
              if (!isCapable(reader, "CAP_NET_ADMIN", net.owner!)) return failed("EPERM");
              net.forwards = text.trim() === "1";
              return done();
            },
          ),
        },
      },
    },
  };
}

function ofProcess(kernel: Kernel, pids: PidNamespace<Process>, process: Process, path: readonly string[]) {
  const { namespaces, args, cgroup, identity } = process;
  const reader = kernel.current ?? kernel.init;
  const show = (place: Process["root"]) => pathOf(place, reader.root, namespaces.mnt) ?? "/";
  const tree: Tree = {
    status: file(() => status(reader, pids, process)),
    cmdline: file(() => (process.state === "ended" ? "" : args.map((word) => `${word}\0`).join(""))),
    comm: file(() => `${process.name}\n`),
    cgroup: file(() => `0::${reader.namespaces.cgroup.show(cgroup)}\n`),
    mounts: file(() => mountLines(process)),
    uid_map: file(
      () => mapText("uid", namespaces.user, reader),
      (text) => writeMap("uid", namespaces.user, reader, text),
    ),
    gid_map: file(
      () => mapText("gid", namespaces.user, reader),
      (text) => writeMap("gid", namespaces.user, reader, text),
    ),
    setgroups: file(
      () => `${namespaces.user.setgroups}\n`,
      (text) => writeSetgroups(process, reader, text.trim()),
    ),
    cwd: { type: "symlink", target: () => show(process.directory) },
    root: { type: "symlink", target: () => show(process.root) },
    ns: {
      ...Object.fromEntries(
        namespaceKinds.map((kind) => [kind, { type: "symlink", target: () => namespaces[kind].link }]),
      ),
      pid_for_children: { type: "symlink", target: () => process.pidForChildren.link },
    },
  };
  const node = walk(tree, path);
  return node && { ...node, uid: identity.uid };
}

function writeSetgroups({ namespaces }: Process, writer: Process, text: string): Result {
  const { user } = namespaces;
  if (!isCapable(writer, "CAP_SYS_ADMIN", user)) return failed("EPERM");
  if (text !== "allow" && text !== "deny") return failed("EINVAL");
  if (user.gidMap.length > 0 || (text === "allow" && user.setgroups === "deny")) return failed("EPERM");
  user.setgroups = text;
  return done();
}

const letters = {
  ready: "R (running)",
  sleeping: "S (sleeping)",
  stopped: "T (stopped)",
  ended: "Z (zombie)",
} as const;

function status(reader: Process, pids: PidNamespace<Process>, process: Process): string {
  const { name, state, parent, identity, namespaces } = process;
  const { user } = reader.namespaces;
  const [uid, gid] = [user.show("uid", identity.uid), user.show("gid", identity.gid)];
  const levels: number[] = [];
  for (let at: PidNamespace<Process> | undefined = namespaces.pid; at !== undefined; at = at.parent) {
    levels.unshift(process.pids.get(at)!);
    if (at === pids) break;
  }
  return [
    `Name:\t${name}`,
    `State:\t${letters[state]}`,
    `Pid:\t${pidSeenBy(pids, process)}`,
    `PPid:\t${(parent && pidSeenBy(pids, parent)) ?? 0}`,
    `Uid:\t${[uid, uid, uid, uid].join("\t")}`,
    `Gid:\t${[gid, gid, gid, gid].join("\t")}`,
    `NSpid:\t${levels.join("\t")}`,
    `VmRSS:\t${process.memory.residentPages * 4} kB`,
    "",
  ].join("\n");
}
