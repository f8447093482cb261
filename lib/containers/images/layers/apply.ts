/**
 * Puts a layer onto a tree: first everything that its whiteouts take away, then everything that it brings.
 *
 * ```text
 *   layer               tree before        tree after
 *   a/.wh..wh..opq      a/x                           all that was in a is gone, and then:
 *   a/new               a/y                a/new
 *   b/.wh.x             b/x  b/y           b/y
 * ```
 *
 * A whiteout hides what lower layers brought, never what its own layer brings. Nothing follows a symbolic link: a path through one is refused.
 *
 * Source: OCI image specification, layer.md, "Applying Changesets", "Whiteouts".
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";
import type { FileSystem, NewFile, Slot } from "../../files";
import { valueOf } from "../../result";
import { type TarEntry, tarEntry } from "../tar";
import { OPAQUE, WHITEOUT } from "./diff";
import { findInode, removeTree, splitPath } from "./tree";

/** What an entry of a layer means. */
export type LayerEntryKind = "file" | "whiteout" | "opaque" | "ignored";

/** Tells whiteouts from files. Other names with `.wh..wh.` are records of AUFS, for nobody else. */
export function layerEntryKind({ path }: TarEntry): LayerEntryKind {
  const [, name] = splitPath(path);
  if (name === OPAQUE) return "opaque";
  if (name.startsWith(`${WHITEOUT}${WHITEOUT}`)) return "ignored";
  return name.startsWith(WHITEOUT) ? "whiteout" : "file";
}

/** The path that a whiteout takes away, or the directory that an opaque mark empties. */
export function whiteoutPath({ path }: TarEntry): string {
  const [directory, name] = splitPath(path);
  if (name === OPAQUE) return directory;
  return directory === "" ? name.slice(WHITEOUT.length) : `${directory}/${name.slice(WHITEOUT.length)}`;
}

/**
 * Applies a layer to a tree, in place.
 *
 * @throws {@link DomainError} if a path leads through something that is no directory; entries before it stay applied
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const tree = new containers.MemoryFileSystem();
 * containers.applyLayer(tree, [containers.tarEntry({ path: "etc/motd", type: "file", content: "hello" })]);
 * containers.applyLayer(tree, [containers.tarEntry({ path: "etc/.wh.motd", type: "file" })]);
 * assert.deepEqual(containers.listTree(tree).map(({ path }) => path), ["", "etc"]);
 * ```
 */
export function applyLayer(files: FileSystem, layer: readonly TarEntry[]): void {
  const of = (kind: LayerEntryKind) => layer.filter((entry) => layerEntryKind(entry) === kind);
  for (const entry of of("opaque")) empty(files, whiteoutPath(entry));
  for (const entry of of("whiteout")) remove(files, whiteoutPath(entry));
  for (const entry of of("file")) place(files, entry);
}

/** Takes a path away, if it is there. */
function remove(files: FileSystem, path: string): void {
  const [directory, name] = splitPath(path);
  const ino = findInode(files, directory);
  if (ino !== undefined && findInode(files, path) !== undefined) removeTree(files, { directory: ino, name });
}

function empty(files: FileSystem, path: string): void {
  const ino = findInode(files, path);
  if (ino === undefined || !isDirectory(files, ino)) return;
  for (const { name } of valueOf(files.list(ino), path)) removeTree(files, { directory: ino, name });
}

/** Puts one file in its place. What is there makes way, unless both are directories. */
export function place(files: FileSystem, entry: TarEntry): void {
  const slot = entry.path === "" ? undefined : slotFor(files, entry.path);
  const there = slot === undefined ? files.root : inodeAt(files, slot);
  if (slot === undefined || (entry.type === "directory" && isDirectory(files, there))) decorate(files, there!, entry);
  else {
    if (there !== undefined) removeTree(files, slot);
    if (entry.type === "hardlink") link(files, entry, slot);
    else create(files, entry, slot);
  }
}

function inodeAt(files: FileSystem, slot: Slot): number | undefined {
  const found = files.lookup(slot);
  return found.type === "done" ? found.value : undefined;
}

function isDirectory(files: FileSystem, ino: number | undefined): boolean {
  return ino !== undefined && valueOf(files.stat(ino), "stat").type === "directory";
}

function create(files: FileSystem, entry: TarEntry, slot: Slot): void {
  const ino = valueOf(files.create(slot, newFile(entry)), `create ${entry.path}`);
  if (entry.content.length > 0)
    valueOf(valueOf(files.open(ino, { write: true }), entry.path).write(0, entry.content), `write ${entry.path}`);
  decorate(files, ino, entry);
}

/** The place of a path; directories that no layer mentions are made, root's and readable by all. */
function slotFor(files: FileSystem, path: string): Slot {
  const [above, name] = splitPath(path);
  const found = findInode(files, above);
  if (found === undefined) place(files, tarEntry({ path: above, type: "directory" }));
  const directory = found ?? findInode(files, above)!;
  const { type } = valueOf(files.stat(directory), above);
  if (type !== "directory") throw new DomainError(`the way to ${path}`, "to lead through directories", type);
  return { directory, name };
}

function link(files: FileSystem, { path, target = "" }: TarEntry, slot: Slot): void {
  const ino = findInode(files, target);
  if (ino === undefined || isDirectory(files, ino))
    throw new DomainError(`the hard link ${path}`, "to name a file of the tree", target);
  valueOf(files.link(ino, slot), `link ${path}`);
}

function newFile({ type, mode, uid, gid, target, device }: TarEntry): NewFile {
  return {
    type: type as NewFile["type"],
    mode,
    uid,
    gid,
    ...(target !== undefined && { target }),
    ...(device !== undefined && { device }),
  };
}

/** Gives an inode the entry's owner, permissions, attributes and time. */
function decorate(
  files: FileSystem,
  ino: number,
  { path, type, mode, uid, gid, xattrs, modifiedSeconds }: TarEntry,
): void {
  const names = files.listXattrs(ino);
  for (const name of names.type === "done" ? names.value : [])
    if (!xattrs.has(name)) valueOf(files.removeXattr(ino, name), `${name} of ${path}`);
  for (const [name, value] of xattrs) valueOf(files.setXattr(ino, name, value), `${name} of ${path}`);
  const modifiedMs = modifiedSeconds * 1000;
  valueOf(
    files.setAttributes(ino, type === "symlink" ? { uid, gid, modifiedMs } : { uid, gid, mode, modifiedMs }),
    path,
  );
}
