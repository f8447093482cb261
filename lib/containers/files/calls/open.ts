/**
 * open: flags, and what becomes of them.
 *
 * ```text
 *   O_CREAT    makes a file if there is none          O_TRUNC      empties a file
 *   O_EXCL     with O_CREAT: refuses if there is one  O_APPEND     each write goes to the end (the caller's business)
 *   O_NOFOLLOW refuses a symbolic link at the end     O_DIRECTORY  refuses all but directories
 * ```
 *
 * Source: open(2); Linux, fs/namei.c (open_last_lookups, do_open, may_open); values are those of x86.
 *
 * @packageDocumentation
 */
import { done, type ErrorName, failed, type Result } from "../../result";
import type { Credentials } from "../credentials";
import type { OpenFile, Stat } from "../fileSystem";
import type { Place } from "../mounts";
import { type FileContext, pathWalk, statOf, type Walked } from "../pathWalk";
import { permission, withoutSetId } from "../permission";
import { isReadOnly, make, refusal } from "./steps";

/** Flags of open, to be added up. */
export const openFlags = {
  O_RDONLY: 0,
  O_WRONLY: 1,
  O_RDWR: 2,
  O_CREAT: 0o100,
  O_EXCL: 0o200,
  O_TRUNC: 0o1000,
  O_APPEND: 0o2000,
  O_DIRECTORY: 0o200000,
  O_NOFOLLOW: 0o400000,
} as const;

/** A file that was opened through a path. */
export interface OpenedFile {
  readonly place: Place;
  /** Its content. Directories, devices, pipes and sockets have none: reading gives nothing, writing `EINVAL`. */
  readonly file: OpenFile;
  readonly flags: number;
}

const { O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_DIRECTORY, O_NOFOLLOW } = openFlags;

export function open(context: FileContext, path: string, flags: number, mode: number): Result<OpenedFile> {
  if ((flags & O_CREAT) !== 0 && (flags & O_DIRECTORY) !== 0) return failed("EINVAL");
  const walked = pathWalk(context, path, followsLast(path, flags));
  if (walked.type === "failed") return walked;
  if ((flags & O_CREAT) !== 0) {
    if (walked.value.last === "name" && walked.value.slash) return failed("EISDIR");
    if (walked.value.tooLong === true) return failed("ENAMETOOLONG");
    if (walked.value.place === undefined) return create(context, walked.value, flags, mode);
    if ((flags & O_EXCL) !== 0) return failed("EEXIST");
  }
  const { place, slash, tooLong } = walked.value;
  if (place === undefined) return failed(tooLong === true ? "ENAMETOOLONG" : "ENOENT");
  const wrong = wrongType(statOf(place), flags, slash) ?? refused(context, place, flags);
  if (wrong !== undefined) return failed(wrong);
  return enter(context, place, flags);
}

function followsLast(path: string, flags: number): "follow" | "noFollow" | "create" {
  if ((flags & O_CREAT) !== 0) return (flags & (O_EXCL | O_NOFOLLOW)) === 0 ? "create" : "noFollow";
  return path.endsWith("/") || (flags & O_NOFOLLOW) === 0 ? "follow" : "noFollow";
}

function create(context: FileContext, { parent, name }: Walked, flags: number, mode: number): Result<OpenedFile> {
  if (isReadOnly(parent)) return failed("EROFS");
  const slot = { directory: parent.ino, name };
  const made = make(context, { parent, slot }, { type: "file", mode: mode & 0o7777 });
  // Who makes a file may use it as asked, whatever its mode says.
  return made.type === "failed" ? made : enter(context, made.value, flags & ~O_TRUNC);
}

function wrongType(stat: Stat | undefined, flags: number, slash: boolean): ErrorName | undefined {
  if (stat === undefined) return "ENOENT";
  const wantsDirectory = (flags & O_DIRECTORY) !== 0 || (slash && (flags & O_CREAT) === 0);
  if (stat.type === "directory") return writes(flags) || (flags & (O_CREAT | O_TRUNC)) !== 0 ? "EISDIR" : undefined;
  if (wantsDirectory) return "ENOTDIR";
  return stat.type === "symlink" ? "ELOOP" : undefined;
}

function refused(context: FileContext, place: Place, flags: number): ErrorName | undefined {
  const isFile = statOf(place)?.type === "file";
  if (isFile && (flags & O_TRUNC) !== 0 && isReadOnly(place)) return "EROFS";
  const asked =
    [permission.read, permission.write, 6, 6][flags & 3]! | ((flags & O_TRUNC) !== 0 ? permission.write : 0);
  return refusal(context, place, asked) ?? (isFile && writes(flags) && isReadOnly(place) ? "EROFS" : undefined);
}

function enter({ credentials }: FileContext, place: Place, flags: number): Result<OpenedFile> {
  const { fileSystem } = place.mount;
  const stat = statOf(place);
  if (stat === undefined) return failed("ENOENT");
  if (stat.type === "socket") return failed("ENXIO");
  if (stat.type !== "file") return done({ place, file: new WithoutContent(place, stat), flags });
  const changes = writes(flags) || (flags & O_TRUNC) !== 0;
  const opened = fileSystem.open(place.ino, { write: changes, truncate: (flags & O_TRUNC) !== 0 });
  if (opened.type === "failed") return opened;
  const file = changes ? new WrittenFile(place, opened.value, credentials) : opened.value;
  if ((flags & O_TRUNC) !== 0) {
    const cut = file.truncate(0);
    if (cut.type === "failed") return cut;
  }
  return done({ place, file, flags });
}

function writes(flags: number): boolean {
  return (flags & (O_RDWR | 1)) !== 0;
}

/** A file that somebody may write: set-user-ID and set-group-ID go when they do, unless they hold CAP_FSETID. */
class WrittenFile implements OpenFile {
  readonly #place: Place;
  readonly #file: OpenFile;
  readonly #credentials: Credentials;

  constructor(place: Place, file: OpenFile, credentials: Credentials) {
    this.#place = place;
    this.#file = file;
    this.#credentials = credentials;
  }

  stat(): Stat {
    return this.#file.stat();
  }

  read(offset: number, length: number): Uint8Array {
    return this.#file.read(offset, length);
  }

  write(offset: number, bytes: Uint8Array): Result<number> {
    if (bytes.length > 0) dropSetId(this.#place, this.#file.stat(), this.#credentials);
    return this.#file.write(offset, bytes);
  }

  truncate(size: number): Result {
    if (size >= 0) dropSetId(this.#place, this.#file.stat(), this.#credentials);
    return this.#file.truncate(size);
  }
}

/** Clears what would let a changed program run as its owner. */
export function dropSetId({ mount, ino }: Place, stat: Stat, credentials: Credentials): void {
  if ((stat.mode & 0o6000) === 0) return;
  const mode = withoutSetId(stat, credentials);
  if (mode !== stat.mode && !credentials.has("CAP_FSETID")) mount.fileSystem.setAttributes(ino, { mode });
}

/** What is opened for what it is, and has no bytes of its own in the file system. */
class WithoutContent implements OpenFile {
  readonly #place: Place;
  readonly #opened: Stat;

  constructor(place: Place, opened: Stat) {
    this.#place = place;
    this.#opened = opened;
  }

  stat(): Stat {
    return statOf(this.#place) ?? this.#opened;
  }

  read(): Uint8Array {
    return new Uint8Array(0);
  }

  write(): Result<number> {
    return failed("EINVAL");
  }

  truncate(): Result {
    return failed("EINVAL");
  }
}
