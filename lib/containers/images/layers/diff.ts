/**
 * What changed between two trees, as a layer: new and changed files, and a whiteout for each that is gone.
 *
 * ```text
 * before           after            layer
 * etc/hosts        etc/hosts *      etc, etc/hosts             changed: whole, though one byte differs
 * etc/motd                          etc/.wh.motd               gone
 *                  srv/a            srv, srv/a                 new
 * ```
 *
 * Directories above a change are in the layer, too, so that it tells their permissions. Times alone are no change.
 *
 * Source: OCI image specification, layer.md, "Representing Changes".
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";
import type { FileSystem } from "../../files";
import { byPath, type TarEntry, tarEntry } from "../tar";
import { entryDifference } from "./compare";
import { ancestors, joinPath, linkGroups, readTree, splitPath, type TreeNode, withHardLinks } from "./tree";

/** A file with this before its name says that the name is gone. */
export const WHITEOUT = ".wh.";
/** A file of this name says that nothing of the directory is left of lower layers. */
export const OPAQUE = ".wh..wh..opq";

/**
 * The layer that makes `after` out of `before`.
 *
 * @throws {@link DomainError} if a file of `after` has a name that a whiteout would have
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const [before, after] = [new containers.MemoryFileSystem(), new containers.MemoryFileSystem()];
 * containers.applyLayer(before, [containers.tarEntry({ path: "etc/motd", type: "file" })]);
 * containers.applyLayer(after, [containers.tarEntry({ path: "etc", type: "directory" })]);
 * assert.deepEqual(containers.diffTrees(before, after).map(({ path }) => path), ["", "etc", "etc/.wh.motd"]);
 * ```
 */
export function diffTrees(before: FileSystem, after: FileSystem): TarEntry[] {
  const [old, now] = [readTree(before), readTree(after)];
  const [oldGroups, groups] = [linkGroups(old), linkGroups(now)];
  const isLinkedAsBefore = (path: string) =>
    groups.get(path)!.join("\0") ===
    oldGroups
      .get(path)!
      .filter((other) => now.has(other))
      .join("\0");
  const changed = [...now.values()].filter(({ entry }) => {
    const was = old.get(entry.path);
    return was === undefined || entryDifference(was.entry, entry) !== undefined || !isLinkedAsBefore(entry.path);
  });
  const gone = [...old.keys()].filter((path) => !now.has(path) && isDirectory(now.get(splitPath(path)[0])));
  return asLayer(
    now,
    changed.map(({ entry }) => entry.path),
    gone,
  );
}

/** Entries of the changed paths, of the directories above, and whiteouts of the paths that are gone. */
function asLayer(now: ReadonlyMap<string, TreeNode>, changed: readonly string[], gone: readonly string[]): TarEntry[] {
  const paths = new Set([...changed, ...[...changed, ...gone].flatMap(ancestors)]);
  const entries = withHardLinks([...now.values()].filter(({ entry }) => paths.has(entry.path)));
  entries.forEach(refuseWhiteoutName);
  return [...entries, ...gone.map(whiteoutFor)].sort(byPath);
}

/** The entry that says that a path is gone. */
export function whiteoutFor(path: string): TarEntry {
  const [directory, name] = splitPath(path);
  return tarEntry({ path: joinPath(directory, WHITEOUT + name), type: "file", mode: 0 });
}

/** The entry that says that nothing of a directory is left of lower layers. */
export function opaqueFor(directory: string): TarEntry {
  return tarEntry({ path: joinPath(directory, OPAQUE), type: "file", mode: 0 });
}

/** A layer cannot hold such files: to others they would be whiteouts. */
export function refuseWhiteoutName({ path }: TarEntry): void {
  if (splitPath(path)[1].startsWith(WHITEOUT))
    throw new DomainError("a layer's files", `to have no name with "${WHITEOUT}"`, path);
}

function isDirectory(node: TreeNode | undefined): boolean {
  return node?.entry.type === "directory";
}
