/**
 * What every file system can do: inodes, and names for them in directories. Paths, permissions, mounts and open descriptors are the
 * business of the layers above.
 *
 * ```text
 * path        "/etc/hosts"           pathWalk, fileCalls: symbolic links, "..", permissions, mounts
 *   │
 * inode       lookup(1, "etc") = 5, lookup(5, "hosts") = 9       FileSystem
 *   │
 * open file   read, write, truncate                              OpenFile
 * ```
 *
 * Source: Linux, Documentation/filesystems/vfs.rst, "The Inode Object", "The File Object".
 *
 * @packageDocumentation
 */
import type { Result } from "../result";

/** What an inode can be. */
export type FileType = "file" | "directory" | "symlink" | "character" | "block" | "fifo" | "socket";

/** The number of a device. */
export interface DeviceNumber {
  readonly major: number;
  readonly minor: number;
}

/** What is known of an inode. */
export interface Stat {
  /** The inode's number, unique in its file system. */
  readonly ino: number;
  readonly type: FileType;
  /** Permission bits, set-user-ID, set-group-ID and sticky: 0 to 0o7777. */
  readonly mode: number;
  /** Names that lead to it; 2 and one a subdirectory for directories. */
  readonly links: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of a file, length of a symbolic link's target, 0 else. */
  readonly size: number;
  /** Of character and block devices. */
  readonly device?: DeviceNumber;
  /** When the content last changed, in ms. */
  readonly modifiedMs: number;
}

/** A file to be made. */
export interface NewFile {
  readonly type: FileType;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Where a symbolic link leads. */
  readonly target?: string;
  readonly device?: DeviceNumber;
}

/** What may be changed of an inode. */
export interface NewAttributes {
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly modifiedMs?: number;
}

/** One name in a directory. */
export interface DirectoryEntry {
  readonly name: string;
  readonly ino: number;
  readonly type: FileType;
}

/** A name in a directory: where an entry is, or is to be. */
export interface Slot {
  /** The directory's inode. */
  readonly directory: number;
  readonly name: string;
}

/** What a rename does when the new name is taken: RENAME_NOREPLACE, RENAME_EXCHANGE. */
export type RenameMode = "replace" | "noReplace" | "exchange";

/** What setting an attribute does: XATTR_CREATE, XATTR_REPLACE, or either. */
export type XattrMode = "either" | "create" | "replace";

/** A file that was opened; it stays usable when its last name goes. */
export interface OpenFile {
  stat(): Stat;
  /** At most `length` bytes from `offset`; fewer at the end. */
  read(offset: number, length: number): Uint8Array;
  /** Writes all bytes, or fails; a gap before `offset` reads as zeros. */
  write(offset: number, bytes: Uint8Array): Result<number>;
  truncate(size: number): Result;
}

/** Inodes and names. Every call takes inodes of this file system; a number that is not one gives `ESTALE`. */
export interface FileSystem {
  /** As in /proc/mounts: `tmpfs`, `overlay`, `proc`. */
  readonly type: string;
  /** The inode of the topmost directory. */
  readonly root: number;
  /** Whether every change gives `EROFS`; it may change if not given. */
  readonly readOnly?: boolean;
  stat(ino: number): Result<Stat>;
  /** `ENOENT` if the directory has no such name; `ENOTDIR`. Knows no "." and "..". */
  lookup(slot: Slot): Result<number>;
  /** The directory above; the root's is the root. */
  parent(directory: number): Result<number>;
  /** All names but "." and "..", in an order that stays the same while nothing changes. */
  list(directory: number): Result<readonly DirectoryEntry[]>;
  /** `EEXIST`, `ENOTDIR`, `ENOSPC`, `EROFS`. */
  create(slot: Slot, file: NewFile): Result<number>;
  /** A further name. `EPERM` for directories. */
  link(ino: number, slot: Slot): Result;
  /** Removes a name of anything but a directory (`EISDIR`). */
  unlink(slot: Slot): Result;
  /** `ENOTEMPTY`, `ENOTDIR`. */
  removeDirectory(slot: Slot): Result;
  /** Atomic. `EINVAL` into one's own subdirectory; `EISDIR`, `ENOTDIR`, `ENOTEMPTY`, `EEXIST`; `EXDEV` where an overlay cannot. */
  rename(from: Slot, to: Slot, mode: RenameMode): Result;
  /** Opens a file's content. `write` may copy up; `truncate` says that the caller will empty the file at once. */
  open(ino: number, how: { readonly write: boolean; readonly truncate?: boolean }): Result<OpenFile>;
  setAttributes(ino: number, attributes: NewAttributes): Result;
  readLink(ino: number): Result<string>;
  /** Extended attributes: `user.*`, `trusted.*`, `security.*`. `ENODATA` if there is none of this name. */
  getXattr(ino: number, name: string): Result<Uint8Array>;
  /** `EEXIST` if it must be new and is not, `ENODATA` if it must be there and is not. */
  setXattr(ino: number, name: string, value: Uint8Array, mode?: XattrMode): Result;
  removeXattr(ino: number, name: string): Result;
  /** Names, sorted. */
  listXattrs(ino: number): Result<readonly string[]>;
}
