/**
 * The two spellings of "gone": an overlay's upper directory marks it with devices and attributes, a layer in an archive with names, because
 * every tar can hold a name.
 *
 * ```text
 *   overlay's upper directory                        layer in an archive
 *   etc/motd     character device 0/0                etc/.wh.motd           an empty file
 *   var/cache    trusted.overlay.opaque = "y"        var/cache/.wh..wh..opq
 * ```
 *
 * Source: Linux, Documentation/filesystems/overlayfs.rst, "whiteouts and opaque directories"; OCI image specification, layer.md.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";
import type { FileSystem } from "../../files";
import { valueOf } from "../../result";
import { byPath, type TarEntry, tarEntry } from "../tar";
import { layerEntryKind, place, whiteoutPath } from "./apply";
import { opaqueFor, refuseWhiteoutName, whiteoutFor } from "./diff";
import { ancestors, entryAt, findInode, listTree } from "./tree";

const ATTRIBUTES = "trusted.overlay.";
const OPAQUE_ATTRIBUTE = `${ATTRIBUTES}opaque`;
/** An upper directory with these is no complete account of itself: contents or names are elsewhere. */
const notAlone = ["redirect", "metacopy"].map((name) => ATTRIBUTES + name);
const yes = new TextEncoder().encode("y");

/**
 * The layer that an upper directory holds.
 *
 * @throws {@link DomainError} if a file's name is a whiteout's, or a directory was renamed with a redirect
 */
export function upperToLayer(upper: FileSystem): TarEntry[] {
  return listTree(upper).flatMap(translate).sort(byPath);
}

function translate(entry: TarEntry): TarEntry[] {
  if (isWhiteoutDevice(entry)) return [whiteoutFor(entry.path)];
  refuseWhiteoutName(entry);
  const bad = notAlone.find((name) => entry.xattrs.has(name));
  if (bad !== undefined) throw new DomainError(`the upper directory's ${entry.path}`, `to have no ${bad}`, true);
  const own = { ...entry, xattrs: new Map([...entry.xattrs].filter(([name]) => !name.startsWith(ATTRIBUTES))) };
  return entry.xattrs.get(OPAQUE_ATTRIBUTE)?.[0] === yes[0] ? [own, opaqueFor(entry.path)] : [own];
}

/**
 * Fills an empty file system as the upper directory, or one of the lower ones, that a layer stands for.
 *
 * @param lower - what is below, for permissions of directories that the layer does not mention; they are root's and 755 if not given
 * @throws {@link DomainError} if the layer holds a character device 0/0, which would be a whiteout here
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const upper = new containers.MemoryFileSystem();
 * containers.layerToUpper([containers.tarEntry({ path: "etc/.wh.motd", type: "file", mode: 0 })], upper);
 * const [, , motd] = containers.listTree(upper);
 * assert.deepEqual([motd?.path, motd?.type, motd?.device], ["etc/motd", "character", { major: 0, minor: 0 }]);
 * assert.deepEqual(containers.upperToLayer(upper).at(-1)?.path, "etc/.wh.motd");
 * ```
 */
export function layerToUpper(layer: readonly TarEntry[], upper: FileSystem, lower?: FileSystem): void {
  const of = (kind: string) => layer.filter((entry) => layerEntryKind(entry) === kind);
  const files = of("file");
  const wrong = files.find(isWhiteoutDevice);
  if (wrong !== undefined) throw new DomainError(`the layer's ${wrong.path}`, "to be no character device 0/0", "one");
  const paths = new Set(files.map(({ path }) => path));
  const gone = of("whiteout").map(whiteoutPath);
  for (const entry of [...missingDirectories(layer, paths, lower), ...files]) place(upper, entry);
  for (const path of gone)
    if (!paths.has(path)) place(upper, tarEntry({ path, type: "character", mode: 0, device: { major: 0, minor: 0 } }));
  // A directory that replaces one of the same name: what was in the old one must not shine through.
  const replaced = files.filter(({ path, type }) => type === "directory" && gone.includes(path));
  const emptied = new Set([...replaced.map(({ path }) => path), ...of("opaque").map(whiteoutPath)]);
  for (const path of emptied) markOpaque(upper, path);
}

/** Directories above the layer's entries that it does not hold itself, as they are below. */
function missingDirectories(
  layer: readonly TarEntry[],
  paths: ReadonlySet<string>,
  lower: FileSystem | undefined,
): TarEntry[] {
  const missing = new Set(["", ...layer.flatMap(({ path }) => ancestors(path))].filter((path) => !paths.has(path)));
  return [...missing].sort().map((path) => {
    const below = lower && entryAt(lower, path);
    return below?.type === "directory" ? below : tarEntry({ path, type: "directory" });
  });
}

function markOpaque(upper: FileSystem, path: string): void {
  valueOf(upper.setXattr(findInode(upper, path)!, OPAQUE_ATTRIBUTE, yes), path);
}

function isWhiteoutDevice({ type, device }: TarEntry): boolean {
  return type === "character" && device?.major === 0 && device.minor === 0;
}
