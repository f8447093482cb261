/**
 * A whole file system as a list of entries, and names in it without a path walk: nothing here follows a symbolic link.
 *
 * ```text
 * /              ""            directory
 * ├─ bin         "bin"         directory
 * │  ├─ sh       "bin/sh"      file
 * │  └─ ash      "bin/ash"     hardlink to bin/sh: two names of one inode, the first in order is the file
 * └─ tmp         "tmp"         directory
 * ```
 *
 * Sockets are left out: they mean nothing without the process that listens.
 *
 * @packageDocumentation
 */
import { groupBy } from "lodash";
import type { FileSystem, Slot, Stat } from "../../files";
import { valueOf } from "../../result";
import { byPath, type TarEntry, type TarEntryType, tarEntry } from "../tar";

/** A file of a tree, and which inode it is. */
export interface TreeNode {
  /** The entry, a further name of a file as if it were the first. */
  readonly entry: TarEntry;
  readonly ino: number;
}

/** All files of a tree by path, in the order of the paths. */
export function readTree(files: FileSystem): ReadonlyMap<string, TreeNode> {
  const nodes: TreeNode[] = [];
  const visit = (ino: number, path: string): void => {
    const stat = valueOf(files.stat(ino), path);
    if (stat.type === "socket") return;
    nodes.push({ ino, entry: entryOf(files, path, stat) });
    if (stat.type !== "directory") return;
    for (const { name, ino: below } of valueOf(files.list(ino), path)) visit(below, joinPath(path, name));
  };
  visit(files.root, "");
  return new Map(nodes.sort((a, b) => byPath(a.entry, b.entry)).map((node) => [node.entry.path, node]));
}

/**
 * All files of a tree as entries, in the order of their paths. Further names of a file are hard links to the first.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const files = new containers.MemoryFileSystem();
 * containers.applyLayer(files, [containers.tarEntry({ path: "etc/hostname", type: "file", content: "web\n" })]);
 * assert.deepEqual(containers.listTree(files).map(({ path }) => path), ["", "etc", "etc/hostname"]);
 * ```
 */
export function listTree(files: FileSystem): TarEntry[] {
  return withHardLinks([...readTree(files).values()]);
}

/** Entries of nodes; of each inode with several names, all but the first become hard links. */
export function withHardLinks(nodes: readonly TreeNode[]): TarEntry[] {
  const first = new Map<number, string>();
  return nodes.map(({ ino, entry }) => {
    const target = first.get(ino);
    const { path, mode, uid, gid, modifiedSeconds } = entry;
    if (target !== undefined) return tarEntry({ path, type: "hardlink", target, mode, uid, gid, modifiedSeconds });
    if (entry.type !== "directory") first.set(ino, entry.path);
    return entry;
  });
}

/** For every path, all paths of the same inode, in order. */
export function linkGroups(tree: ReadonlyMap<string, TreeNode>): ReadonlyMap<string, readonly string[]> {
  const groups = Object.values(groupBy([...tree.values()], "ino")).map((nodes) => nodes.map(({ entry }) => entry.path));
  return new Map(groups.flatMap((paths) => paths.map((path) => [path, paths] as const)));
}

/** The inode of a path; nothing if it is not there, or a part of it is no directory. */
export function findInode(files: FileSystem, path: string): number | undefined {
  let ino = files.root;
  for (const name of path === "" ? [] : path.split("/")) {
    const found = files.lookup({ directory: ino, name });
    if (found.type === "failed") return undefined;
    ino = found.value;
  }
  return ino;
}

/** The entry of one path; nothing if it is not there. */
export function entryAt(files: FileSystem, path: string): TarEntry | undefined {
  const ino = findInode(files, path);
  return ino === undefined ? undefined : entryOf(files, path, valueOf(files.stat(ino), path));
}

/** Removes a name, and all that is below it. */
export function removeTree(files: FileSystem, slot: Slot): void {
  const ino = valueOf(files.lookup(slot), slot.name);
  if (valueOf(files.stat(ino), slot.name).type !== "directory") valueOf(files.unlink(slot), slot.name);
  else {
    for (const { name } of valueOf(files.list(ino), slot.name)) removeTree(files, { directory: ino, name });
    valueOf(files.removeDirectory(slot), slot.name);
  }
}

/** The directory's path and the last name. */
export function splitPath(path: string): readonly [directory: string, name: string] {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? ["", path] : [path.slice(0, slash), path.slice(slash + 1)];
}

/** A name below a directory; the root's path is empty. */
export function joinPath(directory: string, name: string): string {
  return directory === "" ? name : `${directory}/${name}`;
}

/** The directories above a path, the root first. */
export function ancestors(path: string): string[] {
  if (path === "") return [];
  const parts = path.split("/").slice(0, -1);
  return ["", ...parts.map((_, at) => parts.slice(0, at + 1).join("/"))];
}

function entryOf(files: FileSystem, path: string, stat: Stat): TarEntry {
  const { ino, mode, uid, gid, device, modifiedMs } = stat;
  return tarEntry({
    path,
    type: stat.type as TarEntryType,
    mode,
    uid,
    gid,
    modifiedSeconds: Math.floor(modifiedMs / 1000),
    ...(stat.type === "file" && { content: valueOf(files.open(ino, { write: false }), path).read(0, stat.size) }),
    ...(stat.type === "symlink" && { target: valueOf(files.readLink(ino), path) }),
    ...(device !== undefined && { device }),
    xattrs: xattrsOf(files, ino, path),
  });
}

function xattrsOf(files: FileSystem, ino: number, path: string): ReadonlyMap<string, Uint8Array> {
  const names = files.listXattrs(ino);
  if (names.type === "failed") return new Map();
  return new Map(names.value.map((name) => [name, valueOf(files.getXattr(ino, name), `${name} of ${path}`)]));
}
