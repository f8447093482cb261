/**
 * Reads a directory that several layers have: each name counts where it is found first, from the top.
 *
 * Source: Linux, Documentation/filesystems/overlayfs.rst, "readdir"; fs/overlayfs/readdir.c.
 *
 * @packageDocumentation
 */
import type { FileType } from "../fileSystem";
import { isWhiteout, type Layers, mark, type Real } from "./layers";
import type { OverlayNode } from "./node";

/** A name, and what is behind it in the topmost layer that has it. */
export interface MergedEntry {
  readonly name: string;
  readonly type: FileType;
  readonly real: Real;
}

/** The names of a directory, those of upper layers first. One that a single layer has is read as it is: nothing is looked for. */
export function readDirectory(layers: Layers, directory: OverlayNode): MergedEntry[] {
  const [only, ...others] = parts(layers, directory);
  if (only === undefined || others.length > 0) return readMerged(layers, directory);
  const entries = only.layer.fileSystem.list(only.ino);
  if (entries.type === "failed") return [];
  return entries.value.map(({ name, ino, type }) => ({ name, type, real: { layer: only.layer, ino } }));
}

/** The names of a directory that are not hidden. */
export function readMerged(layers: Layers, directory: OverlayNode): MergedEntry[] {
  const seen = new Map<string, MergedEntry | undefined>();
  const places = parts(layers, directory);
  for (const real of places) {
    const entries = real.layer.fileSystem.list(real.ino);
    if (entries.type === "failed") continue;
    // Whiteouts that are files are only looked for where directories are merged and marked to have them.
    const hasFileWhiteouts = places.length > 1 && mark(layers, real, "opaque") === "x";
    for (const { name, ino, type } of entries.value) {
      if (seen.has(name)) continue;
      const here = { layer: real.layer, ino };
      const maybe = type === "character" || (type === "file" && hasFileWhiteouts);
      seen.set(name, maybe && isHidden(layers, here) ? undefined : { name, type, real: here });
    }
  }
  return [...seen.values()].filter((entry) => entry !== undefined);
}

/** A directory's places, topmost first. */
function parts({ upper }: Layers, { upper: ino, lowers }: OverlayNode): readonly Real[] {
  return ino === undefined || upper === undefined ? lowers : [{ layer: upper, ino }, ...lowers];
}

function isHidden(layers: Layers, real: Real): boolean {
  const stat = real.layer.fileSystem.stat(real.ino);
  return stat.type === "done" && isWhiteout(layers, real, stat.value);
}
