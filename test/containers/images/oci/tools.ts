/** The tools of others, on directories that are taken away after the test. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import { MemoryFileSystem } from "../../../../lib/containers/files/memoryFileSystem";
import { applyLayer, readTar } from "../../../../lib/containers/images";
import { hasTool } from "../../../support/tools";

/** Whether umoci and skopeo are here, and we are root: owners and devices are root's to make. */
export function hasOciTools(t: ExecutionContext): boolean {
  const isThere = (name: string) => spawnSync(name, ["--version"]).status === 0;
  return hasTool(
    t,
    "umoci with skopeo, and root's rights for them,",
    () => isThere("umoci") && isThere("skopeo") && process.getuid?.() === 0,
  );
}

export function temporaryFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), "strata-oci-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function run(folder: string, command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** A tree of the disk, as GNU tar sees it. */
export function diskTree(folder: string): MemoryFileSystem {
  const args = ["-C", folder, "--format=pax", "--sort=name", "--xattrs", "--xattrs-include=*", "-cf", "-", "."];
  const files = new MemoryFileSystem();
  applyLayer(files, readTar(execFileSync("tar", args, { maxBuffer: 2 ** 26, stdio: ["ignore", "pipe", "ignore"] })));
  return files;
}
