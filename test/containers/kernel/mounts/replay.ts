/** Carries out recorded mounts in the small kernel, and tells what came of them in the words of the recording. */

import type { Request } from "../../../../lib/containers";
import { Kernel, MemoryFileSystem, type MountFlag, type Program } from "../../../../lib/containers";
import { answer } from "../../../../lib/containers/kernel/calls/answer";
import type { MountPoint, PeerGroup } from "../../../../lib/containers/kernel/mounts/mountPoint";
import { pathOf } from "../../../../lib/containers/kernel/processes/pathOf";
import type { Process } from "../../../../lib/containers/kernel/processes/process";

/** One sequence, as the recorder writes it. */
export interface MountRun {
  /** How the second namespace's copy of the base hears of the first's. */
  readonly second: "shared" | "private" | "slave";
  readonly steps: readonly (readonly [who: number, op: readonly string[], error: string])[];
  /** The mounts that each of the two namespaces has at the end. */
  readonly mounts: readonly (readonly string[])[];
}

const BASE = "/base";
const kinds: Readonly<Record<string, MountFlag>> = {
  shared: "MS_SHARED",
  private: "MS_PRIVATE",
  slave: "MS_SLAVE",
  unbindable: "MS_UNBINDABLE",
};

const pausing: Program = function* (sys) {
  yield* sys.pause();
  return 0;
};

/** Runs a sequence in the small kernel. */
export function replay(run: MountRun): Pick<MountRun, "steps" | "mounts"> {
  const kernel = new Kernel({ root: new MemoryFileSystem() });
  const call = (process: Process, name: Request["call"], ...args: unknown[]): string => {
    const result = answer(kernel, process, { call: name, args });
    return result.type === "failed" ? result.error : "";
  };
  const first = kernel.start(pausing);
  call(first, "mkdir", BASE);
  call(first, "mount", "tmpfs", BASE, "tmpfs");
  for (const name of ["a", "b", "c"])
    for (const path of [name, `${name}/x`, `${name}/y`, `${name}/x/x`, `${name}/y/x`])
      call(first, "mkdir", `${BASE}/${path}`);
  call(first, "mount", "none", BASE, "none", ["MS_SHARED"]);
  call(first, "clone", pausing, ["CLONE_NEWNS"]);
  const second = [...first.children][0]!;
  call(second, "mount", "none", BASE, "none", [kinds[run.second]!]);
  const processes = [first, second];
  const steps = run.steps.map(([who, op]) => {
    const perform = (name: Request["call"], ...args: unknown[]) => call(processes[who]!, name, ...args);
    return [who, op, step(perform, op)] as const;
  });
  return { steps, mounts: canonical(processes) };
}

function step(
  call: (name: Request["call"], ...args: unknown[]) => string,
  [kind = "", ...paths]: readonly string[],
): string {
  const [from, to] = paths.map((path) => `${BASE}/${path}`.replace(/\/$/, ""));
  if (kind === "mount") {
    const error = call("mount", "tmpfs", from, "tmpfs");
    if (error === "") for (const name of ["x", "y"]) call("mkdir", `${from}/${name}`);
    return error;
  }
  if (kind === "bind") return call("mount", from, to, "none", ["MS_BIND"]);
  if (kind === "rbind") return call("mount", from, to, "none", ["MS_BIND", "MS_REC"]);
  if (kind === "move") return call("mount", from, to, "none", ["MS_MOVE"]);
  if (kind === "umount") return call("umount2", from);
  if (kind === "detach") return call("umount2", from, ["MNT_DETACH"]);
  const isRecursive = kind.startsWith("r") && kinds[kind.slice(1)] !== undefined;
  const flag = kinds[isRecursive ? kind.slice(1) : kind];
  return call("mount", "none", from, "none", isRecursive ? [flag, "MS_REC"] : [flag]);
}

/** File systems and groups numbered as they appear; mounts by path, lower ones first. */
function canonical(processes: readonly Process[]): string[][] {
  const [systems, groups] = [new Map<object, number>(), new Map<object, number>()];
  const number = (names: Map<object, number>, key: object) => names.set(key, names.get(key) ?? names.size).get(key)!;
  return processes.map(({ namespaces, root }) => {
    const { mnt } = namespaces;
    const rows = mnt.mounts.flatMap((mount) => {
      const path = pathOf(mount.place, root, mnt);
      return path !== undefined && (path === BASE || path.startsWith(`${BASE}/`))
        ? [{ mount, path: path.slice(BASE.length + 1) }]
        : [];
    });
    const depth = (mount: MountPoint): number => (mount.hangs === undefined ? 0 : 1 + depth(mount.hangs.on));
    rows.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : depth(a.mount) - depth(b.mount)));
    return rows.map(({ mount, path }) => {
      const { fileSystem, peers, master, unbindable } = mount;
      const system = `fs${number(systems, fileSystem)}${rootPath(mount)}`;
      const tag = (name: string, group: PeerGroup | undefined) =>
        group === undefined ? [] : [`${name}:${number(groups, group)}`];
      return [
        path || ".",
        system,
        ...(unbindable ? ["unbindable"] : []),
        ...tag("shared", peers),
        ...tag("master", master),
      ].join(" ");
    });
  });
}

/** The path of a mount's root in its file system. */
function rootPath({ fileSystem, root }: MountPoint): string {
  const names: string[] = [];
  for (let at = root; at !== fileSystem.root; ) {
    const parent = fileSystem.parent(at);
    if (parent.type === "failed") return "?";
    const entries = fileSystem.list(parent.value);
    names.unshift(entries.type === "done" ? entries.value.find(({ ino }) => ino === at)!.name : "?");
    at = parent.value;
  }
  return `/${names.join("/")}`;
}
