/**
 * Removes from the upper layer, and hides what is below.
 *
 * Source: Linux, Documentation/filesystems/overlayfs.rst, "whiteouts and opaque directories".
 *
 * @packageDocumentation
 */
import { done, type Result } from "../../result";
import type { Slot } from "../fileSystem";
import { ask } from "./findInLayers";
import type { Layers } from "./layers";

/** Hides a name: a character device 0/0 stands for it in the upper layer. It belongs to nobody in particular. */
export function whiteOut({ upper, counts }: Layers, slot: Slot, gid = 0): Result<number> {
  counts.whiteouts++;
  const device = { major: 0, minor: 0 };
  return upper!.fileSystem.create(slot, { type: "character", mode: 0, uid: 0, gid, device });
}

/** The group of a whiteout that a rename makes in place: a set-group-ID directory hands its own on. */
export function groupOfWhiteout({ upper }: Layers, directory: number): number {
  const stat = upper!.fileSystem.stat(directory);
  return stat.type === "done" && (stat.value.mode & 0o2000) !== 0 ? stat.value.gid : 0;
}

/** Whether the upper layer hides a name. */
export function isWhitedOut(layers: Layers, slot: Slot): boolean {
  return ask(layers, { layer: layers.upper!, ino: slot.directory }, slot.name).type === "whiteout";
}

/** Removes what the upper layer has under a name, if anything; of a directory that looks empty, the whiteouts in it, too. */
export function removeUpper({ upper }: Layers, slot: Slot): Result {
  const { fileSystem } = upper!;
  const found = fileSystem.lookup(slot);
  if (found.type === "failed") return done();
  const entries = fileSystem.list(found.value);
  if (entries.type === "failed") return fileSystem.unlink(slot);
  for (const { name } of entries.value) fileSystem.unlink({ directory: found.value, name });
  return fileSystem.removeDirectory(slot);
}
