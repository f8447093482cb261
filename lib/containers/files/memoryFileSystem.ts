/**
 * A file system in memory, with the semantics of tmpfs.
 *
 * ```text
 *   table of inodes      1: directory ── "etc" ──▶ 2: directory ── "hosts" ──▶ 3: file ── pages
 *                                                                └ "h2" ─────▶ 3          a hard link: two names, one inode
 * ```
 *
 * Left out: access and change times, access control lists, quotas, the limit on inodes. A write that does not fit fails whole; tmpfs
 * would write a part. An inode whose last name is gone lives on in the files that were opened before, and is `ESTALE` for all else.
 *
 * Source: Linux, Documentation/filesystems/tmpfs.rst; mm/shmem.c; fs/libfs.c.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { done, failed, type Result } from "../result";
import { PAGE_BYTES } from "./fileContent";
import type {
  DirectoryEntry,
  FileSystem,
  NewAttributes,
  NewFile,
  OpenFile,
  RenameMode,
  Slot,
  Stat,
  XattrMode,
} from "./fileSystem";
import { Inode } from "./inode";
import { MemoryFile, type Room } from "./memoryFile";

/** How a file system in memory is made. */
export interface MemoryFileSystemOptions {
  /** The name in /proc/mounts; `tmpfs` if not given. */
  readonly type?: string;
  /** Now, in ms; always 0 if not given. */
  readonly clock?: () => number;
  /** What all files together may take, in bytes; they take whole pages. No limit if not given. */
  readonly sizeBytes?: number;
}

/**
 * Files and directories in memory.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const files = new containers.MemoryFileSystem();
 * const made = files.create({ directory: files.root, name: "hosts" }, { type: "file", mode: 0o644, uid: 0, gid: 0 });
 * const ino = containers.valueOf(made, "create");
 * assert.deepEqual(files.lookup({ directory: files.root, name: "hosts" }), containers.done(ino));
 * assert.deepEqual(files.lookup({ directory: files.root, name: "passwd" }), containers.failed("ENOENT"));
 * ```
 */
export class MemoryFileSystem implements FileSystem {
  readonly type: string;
  readonly root = 1;
  readonly #inodes: (Inode | undefined)[] = [undefined];
  readonly #clock: () => number;
  readonly #room: Room;

  /** @throws {@link DomainError} if `sizeBytes` is below 0 */
  constructor({ type = "tmpfs", clock = () => 0, sizeBytes = Infinity }: MemoryFileSystemOptions = {}) {
    if (!(sizeBytes >= 0)) throw new DomainError("sizeBytes", "to be 0 or more", sizeBytes);
    this.type = type;
    this.#clock = clock;
    this.#room = { freePages: Math.floor(sizeBytes / PAGE_BYTES), usedPages: 0, clock };
    const root = this.#add({ type: "directory", mode: 0o755, uid: 0, gid: 0 });
    root.parent = root;
  }

  /** What the contents of all files take, in bytes. */
  get usedBytes(): number {
    return this.#room.usedPages * PAGE_BYTES;
  }

  stat(ino: number): Result<Stat> {
    const inode = this.#inodes[ino];
    return inode === undefined ? failed("ESTALE") : done(inode.stat());
  }

  lookup({ directory, name }: Slot): Result<number> {
    const parent = this.#inodes[directory];
    if (parent?.type !== "directory") return failed(parent === undefined ? "ESTALE" : "ENOTDIR");
    const inode = parent.children.get(name);
    return inode === undefined ? failed("ENOENT") : done(inode.ino);
  }

  parent(directory: number): Result<number> {
    const inode = this.#directory(directory);
    return inode.type === "failed" ? inode : done(inode.value.parent!.ino);
  }

  list(directory: number): Result<readonly DirectoryEntry[]> {
    const parent = this.#directory(directory);
    if (parent.type === "failed") return parent;
    return done(Array.from(parent.value.children, ([name, { ino, type }]) => ({ name, ino, type })));
  }

  create(slot: Slot, file: NewFile): Result<number> {
    const parent = this.#freeSlot(slot);
    if (parent.type === "failed") return parent;
    const inode = this.#add(file);
    if (file.type === "directory") inode.parent = parent.value;
    this.#enter(parent.value, slot.name, inode);
    return done(inode.ino);
  }

  link(ino: number, slot: Slot): Result {
    const inode = this.#inodes[ino];
    if (inode === undefined) return failed("ESTALE");
    if (inode.type === "directory") return failed("EPERM");
    const parent = this.#freeSlot(slot);
    if (parent.type === "failed") return parent;
    inode.links++;
    this.#enter(parent.value, slot.name, inode);
    return done();
  }

  unlink(slot: Slot): Result {
    const found = this.#find(slot);
    if (found.type === "failed") return found;
    const { parent, inode } = found.value;
    if (inode.type === "directory") return failed("EISDIR");
    this.#leave(parent, slot.name, inode);
    return done();
  }

  removeDirectory(slot: Slot): Result {
    const found = this.#find(slot);
    if (found.type === "failed") return found;
    const { parent, inode } = found.value;
    if (inode.type !== "directory") return failed("ENOTDIR");
    if (inode.children.size > 0) return failed("ENOTEMPTY");
    this.#leave(parent, slot.name, inode);
    return done();
  }

  rename(from: Slot, to: Slot, mode: RenameMode): Result {
    const source = this.#find(from);
    if (source.type === "failed") return source;
    const parent = this.#directory(to.directory);
    if (parent.type === "failed") return parent;
    const { inode } = source.value;
    const target = parent.value.children.get(to.name);
    const refused = refusal(inode, target, mode);
    if (refused !== undefined) return failed(refused);
    if (isBelow(parent.value, inode)) return failed("EINVAL");
    if (target !== undefined && mode === "exchange" && isBelow(source.value.parent, target)) return failed("EINVAL");
    if (target !== inode) this.#move(source.value, from.name, { parent: parent.value, inode: target }, to.name, mode);
    return done();
  }

  open(ino: number): Result<OpenFile> {
    const inode = this.#inodes[ino];
    if (inode === undefined) return failed("ESTALE");
    if (inode.type === "directory") return failed("EISDIR");
    if (inode.type !== "file") return failed(inode.type === "symlink" ? "ELOOP" : "ENXIO");
    return done(new MemoryFile(inode, this.#room));
  }

  setAttributes(ino: number, { mode, uid, gid, modifiedMs }: NewAttributes): Result {
    const inode = this.#inodes[ino];
    if (inode === undefined) return failed("ESTALE");
    if (mode !== undefined) inode.mode = mode & 0o7777;
    if (uid !== undefined) inode.uid = uid;
    if (gid !== undefined) inode.gid = gid;
    if (modifiedMs !== undefined) inode.modifiedMs = modifiedMs;
    return done();
  }

  readLink(ino: number): Result<string> {
    const inode = this.#inodes[ino];
    if (inode === undefined) return failed("ESTALE");
    return inode.type === "symlink" ? done(inode.body as string) : failed("EINVAL");
  }

  getXattr(ino: number, name: string): Result<Uint8Array> {
    const inode = this.#inodes[ino];
    if (inode === undefined) return failed("ESTALE");
    const value = inode.xattrs?.get(name);
    if (value === undefined && unsupported(name) !== undefined) return failed(unsupported(name)!);
    return value === undefined ? failed("ENODATA") : done(value.slice());
  }

  setXattr(ino: number, name: string, value: Uint8Array, mode: XattrMode = "either"): Result {
    const inode = this.#inodes[ino];
    if (inode === undefined) return failed("ESTALE");
    const wrong = unsupported(name);
    if (wrong !== undefined) return failed(wrong);
    const exists = inode.xattrs?.has(name) === true;
    if (mode === "create" && exists) return failed("EEXIST");
    if (mode === "replace" && !exists) return failed("ENODATA");
    inode.xattrs ??= new Map();
    inode.xattrs.set(name, value.slice());
    return done();
  }

  removeXattr(ino: number, name: string): Result {
    const inode = this.#inodes[ino];
    if (inode === undefined) return failed("ESTALE");
    return inode.xattrs?.delete(name) === true ? done() : failed(unsupported(name) ?? "ENODATA");
  }

  listXattrs(ino: number): Result<readonly string[]> {
    const inode = this.#inodes[ino];
    return inode === undefined ? failed("ESTALE") : done([...(inode.xattrs?.keys() ?? [])].sort());
  }

  #add(file: NewFile): Inode {
    const inode = new Inode(this.#inodes.length, file, this.#clock());
    this.#inodes.push(inode);
    return inode;
  }

  #directory(ino: number): Result<Inode> {
    const inode = this.#inodes[ino];
    if (inode === undefined) return failed("ESTALE");
    return inode.type === "directory" ? done(inode) : failed("ENOTDIR");
  }

  #find({ directory, name }: Slot): Result<Found> {
    const parent = this.#directory(directory);
    if (parent.type === "failed") return parent;
    const inode = parent.value.children.get(name);
    return inode === undefined ? failed("ENOENT") : done({ parent: parent.value, inode });
  }

  #freeSlot({ directory, name }: Slot): Result<Inode> {
    const parent = this.#directory(directory);
    if (parent.type === "failed") return parent;
    if (parent.value.children.has(name)) return failed("EEXIST");
    return isName(name) ? parent : failed("EINVAL");
  }

  /** A directory gets an entry; what a subdirectory's ".." adds is counted. */
  #enter(parent: Inode, name: string, inode: Inode): void {
    parent.children.set(name, inode);
    parent.modifiedMs = this.#clock();
    if (inode.type !== "directory") return;
    parent.links++;
    inode.parent = parent;
  }

  /** A directory loses an entry, for good: the inode loses a name. */
  #leave(parent: Inode, name: string, inode: Inode): void {
    this.#take(parent, name, inode);
    inode.links -= inode.type === "directory" ? 2 : 1;
    if (inode.links > 0) return;
    this.#inodes[inode.ino] = undefined;
    if (inode.type === "file") this.#release(inode);
  }

  #take(parent: Inode, name: string, inode: Inode): void {
    parent.children.delete(name);
    parent.modifiedMs = this.#clock();
    if (inode.type === "directory") parent.links--;
  }

  #move(from: Found, fromName: string, to: Maybe, toName: string, mode: RenameMode): void {
    this.#take(from.parent, fromName, from.inode);
    if (to.inode !== undefined && mode === "exchange") {
      this.#take(to.parent, toName, to.inode);
      this.#enter(from.parent, fromName, to.inode);
    } else if (to.inode !== undefined) this.#leave(to.parent, toName, to.inode);
    this.#enter(to.parent, toName, from.inode);
  }

  /** Gives back the room of a file without names. Who still has it open reads on: its pages are then nobody's. */
  #release({ content }: Inode): void {
    const pages = content?.allocatedPages ?? 0;
    this.#room.usedPages -= pages;
    this.#room.freePages += pages;
  }
}

interface Found {
  readonly parent: Inode;
  readonly inode: Inode;
}

interface Maybe {
  readonly parent: Inode;
  readonly inode: Inode | undefined;
}

/** Why one inode may not take the place of the other. */
function refusal(inode: Inode, target: Inode | undefined, mode: RenameMode) {
  if (target === undefined) return mode === "exchange" ? "ENOENT" : undefined;
  if (mode === "noReplace") return "EEXIST";
  if (mode === "exchange" || target === inode) return undefined;
  if (inode.type !== "directory") return target.type === "directory" ? "EISDIR" : undefined;
  if (target.type !== "directory") return "ENOTDIR";
  return target.children.size > 0 ? "ENOTEMPTY" : undefined;
}

/** Whether a directory is `other` or lies below it. */
function isBelow(directory: Inode, other: Inode): boolean {
  if (other.type !== "directory") return false;
  for (let at = directory; ; at = at.parent!) {
    if (at === other) return true;
    if (at.parent === at) return false;
  }
}

/** What is wrong with an attribute's name. */
function unsupported(name: string) {
  const space = ["user.", "trusted.", "security."].find((prefix) => name.startsWith(prefix));
  if (space === undefined) return "EOPNOTSUPP";
  return name === space ? "EINVAL" : undefined;
}

function isName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !name.includes("/") && !name.includes("\0");
}
