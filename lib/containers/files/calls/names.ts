/**
 * Calls that make and remove names.
 *
 * Source: mkdir(2), rmdir(2), unlink(2), link(2), symlink(2), mknod(2); Linux, fs/namei.c.
 *
 * @packageDocumentation
 */
import { done, failed, type Result } from "../../result";
import type { DeviceNumber, FileType, Stat } from "../fileSystem";
import { type FileContext, pathWalk, resolve, statOf } from "../pathWalk";
import { may, owns, permission } from "../permission";
import { freeName, isMountPoint, isReadOnly, make, mayChange, mayRemove } from "./steps";

export function mkdir(context: FileContext, path: string, mode: number): Result {
  const free = freeName(context, path, "directory");
  if (free.type === "failed") return free;
  return settled(make(context, free.value, { type: "directory", mode }));
}

/** What mknod makes. */
export interface NewNode {
  readonly type: FileType;
  readonly mode: number;
  readonly device?: DeviceNumber;
}

export function mknod(context: FileContext, path: string, node: NewNode): Result {
  if (node.type === "directory") return failed("EPERM");
  if (node.type === "symlink") return failed("EINVAL");
  const free = freeName(context, path, "other");
  if (free.type === "failed") return free;
  const refused = mayChange(context, free.value.parent);
  if (refused !== undefined) return failed(refused);
  if (isDevice(node) && !isWhiteout(node) && !context.credentials.has("CAP_MKNOD")) return failed("EPERM");
  return settled(make(context, free.value, node));
}

/** The device 0/0, which marks a name as deleted in a layer, gives no access to anything: everybody may make it. */
function isWhiteout({ type, device }: NewNode): boolean {
  return type === "character" && (device?.major ?? 0) === 0 && (device?.minor ?? 0) === 0;
}

function isDevice({ type }: NewNode): boolean {
  return type === "character" || type === "block";
}

export function symlink(context: FileContext, target: string, path: string): Result {
  if (target === "") return failed("ENOENT");
  if (Buffer.byteLength(target) >= 4096) return failed("ENAMETOOLONG");
  const free = freeName(context, path, "other");
  if (free.type === "failed") return free;
  return settled(make(context, free.value, { type: "symlink", mode: 0o777, target }));
}

export function link(context: FileContext, from: string, to: string, follow: "follow" | "noFollow"): Result {
  const source = resolve(context, from, follow);
  if (source.type === "failed") return source;
  const free = freeName(context, to, "other");
  if (free.type === "failed") return free;
  const { parent, slot } = free.value;
  if (source.value.mount !== parent.mount) return failed("EXDEV");
  const stat = statOf(source.value);
  if (stat === undefined) return failed("ENOENT");
  if (!mayLink(context, stat)) return failed("EPERM");
  const refused = mayChange(context, parent);
  if (refused !== undefined) return failed(refused);
  return parent.mount.fileSystem.link(source.value.ino, slot);
}

/** fs.protected_hardlinks, as distributions set it: nobody links what they could not open for writing. */
function mayLink({ credentials }: FileContext, stat: Stat): boolean {
  if (owns(stat, credentials)) return true;
  const isProgram = (stat.mode & 0o4000) !== 0 || (stat.mode & 0o2010) === 0o2010;
  return stat.type === "file" && !isProgram && may(stat, credentials, permission.read | permission.write);
}

export function unlink(context: FileContext, path: string): Result {
  const walked = pathWalk(context, path, "noFollow");
  if (walked.type === "failed") return walked;
  const { parent, name, last, place, slash, tooLong } = walked.value;
  if (last !== "name") return failed("EISDIR");
  if (isReadOnly(parent)) return failed("EROFS");
  if (place === undefined) return failed(tooLong === true ? "ENAMETOOLONG" : "ENOENT");
  if (slash) return failed(statOf(place)?.type === "directory" ? "EISDIR" : "ENOTDIR");
  const refused = mayRemove(context, walked.value, "other");
  if (refused !== undefined) return failed(refused);
  if (isMountPoint(walked.value)) return failed("EBUSY");
  return parent.mount.fileSystem.unlink({ directory: parent.ino, name });
}

export function rmdir(context: FileContext, path: string): Result {
  const walked = pathWalk(context, path, "noFollow");
  if (walked.type === "failed") return walked;
  const { parent, name, last, place, tooLong } = walked.value;
  if (last !== "name") return failed(({ ".": "EINVAL", "..": "ENOTEMPTY", "/": "EBUSY" } as const)[last]);
  if (isReadOnly(parent)) return failed("EROFS");
  if (place === undefined) return failed(tooLong === true ? "ENAMETOOLONG" : "ENOENT");
  const refused = mayRemove(context, walked.value, "directory");
  if (refused !== undefined) return failed(refused);
  if (isMountPoint(walked.value)) return failed("EBUSY");
  return parent.mount.fileSystem.removeDirectory({ directory: parent.ino, name });
}

function settled(result: Result<unknown>): Result {
  return result.type === "failed" ? result : done();
}
