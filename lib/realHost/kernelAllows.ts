/**
 * What the kernel at hand lets this process try: namespaces, overlay mounts, control groups.
 *
 * @packageDocumentation
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runInNamespaces, type ShellRun } from "./inNamespaces";
import { findTrees, RealGroup } from "./realGroup";

/** Whether something is allowed; if not, why. */
export type Allowed = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

/** What may be tried. */
export interface KernelRights {
  readonly namespaces: Allowed;
  readonly overlay: Allowed;
  readonly controlGroups: Allowed;
}

const MOUNT_OVERLAY = `mount -t tmpfs none "$1"; cd "$1"; mkdir l u w m
  mount -t overlay none -o lowerdir=l,upperdir=u,workdir=w m; echo fine`;

/**
 * Tries each once, and undoes it. Nothing is thrown: what is not possible has a reason.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { realHost } from "strata";
 *
 * const { namespaces } = await realHost.kernelAllows();
 * assert.ok(namespaces.allowed || namespaces.reason !== "");
 * ```
 */
export async function kernelAllows(): Promise<KernelRights> {
  return {
    namespaces: asAllowed(runInNamespaces("echo fine")),
    overlay: asAllowed(withFolder((folder) => runInNamespaces(MOUNT_OVERLAY, [folder]))),
    controlGroups: await groupsAllowed(),
  };
}

/** Gives `work` an empty folder, and removes it afterwards. */
export function withFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(path.join(tmpdir(), "strata-"));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function asAllowed(run: ShellRun): Allowed {
  return run.type === "ran" ? { allowed: true } : { allowed: false, reason: run.reason };
}

async function groupsAllowed(): Promise<Allowed> {
  try {
    const trees = findTrees();
    if (trees === undefined) return { allowed: false, reason: "no control groups with the cpu controller are mounted" };
    const parent = new RealGroup(`strata-${process.pid}-try`, trees);
    try {
      parent.child("child").set({ weight: 100, processes: 10, memoryBytes: 2 ** 24 });
    } finally {
      await parent.remove();
    }
    return { allowed: true };
  } catch (error) {
    return { allowed: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
