/**
 * The lecture's stack of layers, with a few files in each, and a container that has worked in it.
 *
 * ```text
 *   My Hadoop FS         /opt/hadoop, settings of its own            written by the container
 *   Data Analytics FS    /bin/python, /opt/plot                      shared by all that analyse data
 *   Ubuntu base FS       /bin/sh, /etc/hosts, /etc/passwd            shared by all that use Ubuntu
 *   Host FS              /etc/resolv.conf, /etc/hosts                what the host lends
 * ```
 *
 * @packageDocumentation
 */
import { valueOf } from "../../result";
import { FileCalls } from "../fileCalls";
import { MemoryFileSystem } from "../memoryFileSystem";
import { OverlayFileSystem } from "../overlay/overlayFileSystem";
import type { NamedLayer } from "./layerTable";

const contents = {
  "Data Analytics FS": ["/bin/python", "/opt/plot"],
  "Ubuntu base FS": ["/bin/sh", "/etc/hosts", "/etc/passwd", "/bin/vi"],
  "Host FS": ["/etc/hosts", "/etc/resolv.conf"],
} as const;

/** A stack and the container's view of it. */
export interface LayerStack {
  /** Topmost first; the first is the container's own. */
  readonly layers: readonly NamedLayer[];
  /** What the container sees, and writes to. */
  readonly overlay: OverlayFileSystem;
}

/**
 * Makes the stack. `fresh`: the container has done nothing yet. Otherwise it has installed Hadoop, changed /etc/passwd, and removed
 * /bin/vi.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const { overlay } = containers.lectureLayers();
 * const files = containers.FileCalls.on(overlay);
 * assert.equal(containers.valueOf(files.readText("/etc/hosts"), "read"), "of the Ubuntu base FS");
 * assert.deepEqual(files.stat("/bin/vi"), containers.failed("ENOENT"));
 * ```
 */
export function lectureLayers(state: "fresh" | "used" = "used"): LayerStack {
  const lower = Object.entries(contents).map(([name, paths]) => ({ name, files: filesWith(paths, `of the ${name}`) }));
  const upper = new MemoryFileSystem();
  const overlay = new OverlayFileSystem({ lower: lower.map(({ files }) => files), upper });
  if (state === "used") work(FileCalls.on(overlay));
  return { layers: [{ name: "My Hadoop FS", files: upper }, ...lower], overlay };
}

function work(calls: FileCalls): void {
  write(calls, "/opt/hadoop", "of the container");
  write(calls, "/etc/passwd", "of the container");
  valueOf(calls.unlink("/bin/vi"), "unlink");
}

function filesWith(paths: readonly string[], content: string): MemoryFileSystem {
  const files = new MemoryFileSystem();
  for (const path of paths) write(FileCalls.on(files), path, content);
  return files;
}

/** Writes a file, and makes the directories above if they are missing. */
function write(calls: FileCalls, path: string, content: string): void {
  const names = path.split("/").slice(1, -1);
  for (const [at] of names.entries()) calls.mkdir(`/${names.slice(0, at + 1).join("/")}`);
  valueOf(calls.writeFile(path, content), path);
}
