/**
 * Calls that read and change what is known of an inode.
 *
 * Source: stat(2), access(2), chmod(2), chown(2), truncate(2), utimensat(2); Linux, fs/attr.c, fs/open.c.
 *
 * @packageDocumentation
 */
import { done, failed, type Result } from "../../result";
import type { Stat } from "../fileSystem";
import type { Place } from "../mounts";
import { type FileContext, resolve, statOf } from "../pathWalk";
import { inGroup, owns, permission, withoutSetId } from "../permission";
import { dropSetId } from "./open";
import { isReadOnly, refusal } from "./steps";

/** How a path's last name is taken. */
type Follow = "follow" | "noFollow";

export function stat(context: FileContext, path: string, follow: Follow): Result<Stat> {
  const place = resolve(context, path, follow);
  return place.type === "failed" ? place : known(place.value);
}

export function readlink(context: FileContext, path: string): Result<string> {
  const place = resolve(context, path, "noFollow");
  return place.type === "failed" ? place : place.value.mount.fileSystem.readLink(place.value.ino);
}

export function access(context: FileContext, path: string, asked: number): Result {
  if ((asked & ~7) !== 0) return failed("EINVAL");
  const place = resolve(context, path, "follow");
  if (place.type === "failed") return place;
  const refused = asked === 0 ? undefined : refusal(context, place.value, asked);
  if (refused !== undefined) return failed(refused);
  const holds = ["file", "directory", "symlink"].includes(statOf(place.value)!.type);
  return (asked & permission.write) !== 0 && holds && isReadOnly(place.value) ? failed("EROFS") : done();
}

export function chmod(context: FileContext, path: string, mode: number): Result {
  const found = changeable(context, path, "follow");
  if (found.type === "failed") return found;
  const { place, stat } = found.value;
  const { credentials } = context;
  if (!owns(stat, credentials)) return failed("EPERM");
  const isMember = inGroup(credentials, stat.gid) || credentials.has("CAP_FSETID", stat);
  return place.mount.fileSystem.setAttributes(place.ino, { mode: mode & (isMember ? 0o7777 : 0o5777) });
}

/** New owners; what is not given stays. */
export interface Owners {
  readonly uid?: number;
  readonly gid?: number;
}

export function chown(context: FileContext, path: string, { uid, gid }: Owners, follow: Follow): Result {
  const found = changeable(context, path, follow);
  if (found.type === "failed") return found;
  const { place, stat } = found.value;
  const { credentials } = context;
  const isOwner = credentials.uid === stat.uid;
  const mayAll = credentials.has("CAP_CHOWN", stat);
  if (uid !== undefined && !(isOwner && uid === stat.uid) && !mayAll) return failed("EPERM");
  if (gid !== undefined && !(isOwner && (gid === stat.gid || inGroup(credentials, gid))) && !mayAll)
    return failed("EPERM");
  const mode = stat.type === "directory" ? stat.mode : withoutSetId(stat, credentials);
  // Clearing the bits is a chmod, which the owner alone may do.
  if (mode !== stat.mode && uid === undefined && gid === undefined && !owns(stat, credentials)) return failed("EPERM");
  return place.mount.fileSystem.setAttributes(place.ino, {
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
    ...(mode !== stat.mode && { mode }),
  });
}

export function truncate(context: FileContext, path: string, size: number): Result {
  if (!(size >= 0)) return failed("EINVAL");
  const place = resolve(context, path, "follow");
  if (place.type === "failed") return place;
  const type = statOf(place.value)?.type;
  if (type !== "file") return failed(type === "directory" ? "EISDIR" : "EINVAL");
  if (isReadOnly(place.value)) return failed("EROFS");
  const refused = refusal(context, place.value, permission.write);
  if (refused !== undefined) return failed(refused);
  const opened = place.value.mount.fileSystem.open(place.value.ino, { write: true });
  if (opened.type === "failed") return opened;
  dropSetId(place.value, opened.value.stat(), context.credentials);
  return opened.value.truncate(size);
}

/** Sets the time of the last change; "now" needs no more than permission to write. */
export function setTime(context: FileContext, path: string, modifiedMs: number, isNow: boolean): Result {
  const found = changeable(context, path, "follow");
  if (found.type === "failed") return found;
  const { place, stat } = found.value;
  if (!owns(stat, context.credentials)) {
    if (!isNow) return failed("EPERM");
    const refused = refusal(context, place, permission.write);
    if (refused !== undefined) return failed(refused);
  }
  return place.mount.fileSystem.setAttributes(place.ino, { modifiedMs });
}

function changeable(context: FileContext, path: string, follow: Follow): Result<{ place: Place; stat: Stat }> {
  const place = resolve(context, path, follow);
  if (place.type === "failed") return place;
  if (isReadOnly(place.value)) return failed("EROFS");
  const stat = known(place.value);
  return stat.type === "failed" ? stat : done({ place: place.value, stat: stat.value });
}

function known(place: Place): Result<Stat> {
  const stat = statOf(place);
  return stat === undefined ? failed("ENOENT") : done(stat);
}
