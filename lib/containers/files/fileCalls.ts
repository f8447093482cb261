/**
 * The system calls on files, by path.
 *
 * ```text
 *   mkdir("/srv/data")       pathWalk ─▶ "/srv" and the name "data" ─▶ permission to write "/srv" ─▶ FileSystem.create
 * ```
 *
 * Each call checks in Linux's order, so that it fails with Linux's error where several things are wrong. Left out: file descriptors,
 * offsets and `close`, which are the kernel's business; leases, locks, quotas.
 *
 * Source: the manual page of each call, section 2.
 *
 * @packageDocumentation
 */
import { failed, type Result } from "../result";
import * as attributes from "./calls/attributes";
import * as names from "./calls/names";
import { type OpenedFile, open, openFlags } from "./calls/open";
import { rename } from "./calls/rename";
import { refusal } from "./calls/steps";
import * as xattrs from "./calls/xattrs";
import { type Credentials, root as rootUser } from "./credentials";
import type { DirectoryEntry, FileSystem, RenameMode, Stat, XattrMode } from "./fileSystem";
import { type Place, singleMount } from "./mounts";
import { type FileContext, resolve } from "./pathWalk";
import { permission } from "./permission";

/**
 * Files, as a process uses them.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const calls = containers.FileCalls.on(new containers.MemoryFileSystem());
 * calls.mkdir("/etc");
 * calls.writeFile("/etc/hostname", "web\n");
 * calls.symlink("etc/hostname", "/name");
 * assert.equal(containers.valueOf(calls.readText("/name"), "read"), "web\n");
 * assert.deepEqual(calls.rmdir("/etc"), containers.failed("ENOTEMPTY"));
 * ```
 */
export class FileCalls {
  readonly context: FileContext;

  constructor(context: FileContext) {
    this.context = context;
  }

  /** Calls on one file system alone, by root if not told otherwise, with umask 022. */
  static on(fileSystem: FileSystem, credentials: Credentials = rootUser): FileCalls {
    const { mounts, root } = singleMount(fileSystem);
    return new FileCalls({ root, directory: root, credentials, umask: 0o022, mounts });
  }

  /** What a path names. */
  place(path: string, follow: "follow" | "noFollow" = "follow"): Result<Place> {
    return resolve(this.context, path, follow);
  }

  /** @param flags - of {@link openFlags}, added up */
  open(path: string, flags: number = openFlags.O_RDONLY, mode = 0o666): Result<OpenedFile> {
    return open(this.context, path, flags, mode);
  }

  mkdir(path: string, mode = 0o777): Result {
    return names.mkdir(this.context, path, mode);
  }

  rmdir(path: string): Result {
    return names.rmdir(this.context, path);
  }

  unlink(path: string): Result {
    return names.unlink(this.context, path);
  }

  rename(from: string, to: string, mode: RenameMode = "replace"): Result {
    return rename(this.context, from, to, mode);
  }

  /** A further name for an inode; a symbolic link at the end of `from` is itself linked, if not told otherwise. */
  link(from: string, to: string, follow: "follow" | "noFollow" = "noFollow"): Result {
    return names.link(this.context, from, to, follow);
  }

  symlink(target: string, path: string): Result {
    return names.symlink(this.context, target, path);
  }

  mknod(path: string, node: names.NewNode): Result {
    return names.mknod(this.context, path, node);
  }

  readlink(path: string): Result<string> {
    return attributes.readlink(this.context, path);
  }

  stat(path: string): Result<Stat> {
    return attributes.stat(this.context, path, "follow");
  }

  lstat(path: string): Result<Stat> {
    return attributes.stat(this.context, path, "noFollow");
  }

  /** @param asked - 4 to read, 2 to write, 1 to execute, added up; 0 to exist */
  access(path: string, asked: number): Result {
    return attributes.access(this.context, path, asked);
  }

  chmod(path: string, mode: number): Result {
    return attributes.chmod(this.context, path, mode);
  }

  chown(path: string, owners: attributes.Owners): Result {
    return attributes.chown(this.context, path, owners, "follow");
  }

  lchown(path: string, owners: attributes.Owners): Result {
    return attributes.chown(this.context, path, owners, "noFollow");
  }

  truncate(path: string, size: number): Result {
    return attributes.truncate(this.context, path, size);
  }

  /** Sets when the content last changed. */
  setTime(path: string, modifiedMs: number, isNow: "now" | "given" = "given"): Result {
    return attributes.setTime(this.context, path, modifiedMs, isNow === "now");
  }

  /** Names in a directory, without "." and "..". */
  readDirectory(path: string): Result<readonly DirectoryEntry[]> {
    const place = resolve(this.context, path, "follow");
    if (place.type === "failed") return place;
    const { mount, ino } = place.value;
    const entries = mount.fileSystem.list(ino);
    if (entries.type === "failed") return entries;
    const refused = refusal(this.context, place.value, permission.read);
    return refused === undefined ? entries : failed(refused);
  }

  setXattr(path: string, name: string, value: Uint8Array | string, mode: XattrMode = "either"): Result {
    return xattrs.setXattr(this.context, path, { name, value: bytesOf(value), mode }, "follow");
  }

  getXattr(path: string, name: string): Result<Uint8Array> {
    return xattrs.getXattr(this.context, path, name, "follow");
  }

  removeXattr(path: string, name: string): Result {
    return xattrs.removeXattr(this.context, path, name, "follow");
  }

  listXattrs(path: string): Result<readonly string[]> {
    return xattrs.listXattrs(this.context, path, "follow");
  }

  /** All bytes of a file. */
  readFile(path: string): Result<Uint8Array> {
    const opened = this.open(path);
    if (opened.type === "failed") return opened;
    const { file } = opened.value;
    const { type, size } = file.stat();
    return type === "directory" ? failed("EISDIR") : { type: "done", value: file.read(0, size) };
  }

  /** All of a file, as UTF-8 text. */
  readText(path: string): Result<string> {
    const bytes = this.readFile(path);
    return bytes.type === "failed" ? bytes : { type: "done", value: new TextDecoder().decode(bytes.value) };
  }

  /** Makes a file, or empties one, and writes. Text is written as UTF-8. */
  writeFile(path: string, content: Uint8Array | string, mode = 0o666): Result<number> {
    const { O_WRONLY, O_CREAT, O_TRUNC } = openFlags;
    const opened = this.open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
    return opened.type === "failed" ? opened : opened.value.file.write(0, bytesOf(content));
  }
}

function bytesOf(content: Uint8Array | string): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}
