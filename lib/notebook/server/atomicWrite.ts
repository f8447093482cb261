/**
 * Saving that leaves the old file or the new one, never half, whenever the process or the machine stops.
 *
 * ```text
 * write .name.<random>.tmp beside the file ──> fsync ──> rename over the file ──> fsync the folder
 * ```
 *
 * The mode of the old file is kept, and a linked file is written where it lies. After Pillai et al., "All File Systems Are Not Created
 * Equal", OSDI 2014.
 *
 * @packageDocumentation
 */
import { randomBytes } from "node:crypto";
import { open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Replaces `file` by `data` in one step. */
export async function writeAtomically(file: string, data: string | Uint8Array): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const before = await stat(target).catch(() => undefined);
  if (before?.isDirectory()) throw Object.assign(new Error(`${file} is a directory`), { code: "EISDIR" });
  // The bit is what the owner means by "do not write", also where the process could rename over it.
  if (before && (before.mode & 0o222) === 0) throw Object.assign(new Error(`${file} is read-only`), { code: "EACCES" });
  const temporary = join(dirname(target), temporaryName(target));
  try {
    await writeDurably(temporary, data, before?.mode);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(target));
}

/** A hidden name that fits where the name of `target` does. */
function temporaryName(target: string): string {
  return `.${basename(target).slice(0, 60)}.${randomBytes(6).toString("hex")}.tmp`;
}

async function writeDurably(file: string, data: string | Uint8Array, mode: number | undefined): Promise<void> {
  const handle = await open(file, "wx", 0o666);
  try {
    if (mode !== undefined) await handle.chmod(mode & 0o7777).catch(() => undefined);
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the rename itself durable. Windows cannot open folders, and needs it not. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
