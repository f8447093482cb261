/**
 * Extended attributes, and who may use which.
 *
 * ```text
 *   user.*       of files and directories; as the mode permits reading and writing
 *   trusted.*    CAP_SYS_ADMIN alone; others do not see them
 *   security.*   read by all; written with CAP_SYS_ADMIN, capabilities with CAP_SETFCAP
 * ```
 *
 * Left out: `system.*`, which are access control lists.
 *
 * Source: xattr(7); Linux, fs/xattr.c (xattr_permission), security/commoncap.c.
 *
 * @packageDocumentation
 */
import { done, type ErrorName, failed, type Result } from "../../result";
import type { XattrMode } from "../fileSystem";
import type { Place } from "../mounts";
import { type FileContext, resolve, statOf } from "../pathWalk";
import { owns, permission } from "../permission";
import { isReadOnly, refusal } from "./steps";

const MAX_NAME = 255;
const MAX_VALUE = 65536;

/** How a path's last name is taken. */
type Follow = "follow" | "noFollow";

/** What is written, and whether it must be new or be there. */
export interface NewXattr {
  readonly name: string;
  readonly value: Uint8Array;
  readonly mode: XattrMode;
}

export function setXattr(context: FileContext, path: string, xattr: NewXattr, follow: Follow): Result {
  const { name, value, mode } = xattr;
  if (wrongLength(name)) return failed("ERANGE");
  if (value.length > MAX_VALUE) return failed("E2BIG");
  const found = writable(context, path, name, follow);
  if (found.type === "failed") return found;
  const { mount, ino } = found.value;
  return mount.fileSystem.setXattr(ino, name, value, mode);
}

export function removeXattr(context: FileContext, path: string, name: string, follow: Follow): Result {
  if (wrongLength(name)) return failed("ERANGE");
  const found = writable(context, path, name, follow);
  return found.type === "failed" ? found : found.value.mount.fileSystem.removeXattr(found.value.ino, name);
}

export function getXattr(context: FileContext, path: string, name: string, follow: Follow): Result<Uint8Array> {
  if (wrongLength(name)) return failed("ERANGE");
  const place = resolve(context, path, follow);
  if (place.type === "failed") return place;
  const refused = mayRead(context, place.value, name);
  if (refused !== undefined) return failed(refused);
  return place.value.mount.fileSystem.getXattr(place.value.ino, name);
}

export function listXattrs(context: FileContext, path: string, follow: Follow): Result<readonly string[]> {
  const place = resolve(context, path, follow);
  if (place.type === "failed") return place;
  const names = place.value.mount.fileSystem.listXattrs(place.value.ino);
  if (names.type === "failed" || context.credentials.has("CAP_SYS_ADMIN")) return names;
  return done(names.value.filter((name) => !name.startsWith("trusted.")));
}

function writable(context: FileContext, path: string, name: string, follow: Follow): Result<Place> {
  const place = resolve(context, path, follow);
  if (place.type === "failed") return place;
  if (isReadOnly(place.value)) return failed("EROFS");
  const refused = mayWrite(context, place.value, name);
  return refused === undefined ? place : failed(refused);
}

function mayWrite(context: FileContext, place: Place, name: string): ErrorName | undefined {
  const { credentials } = context;
  const stat = statOf(place);
  if (stat === undefined) return "ENOENT";
  if (name.startsWith("system.")) return undefined;
  if (name === "security.capability") return credentials.has("CAP_SETFCAP", stat) ? undefined : "EPERM";
  if (name.startsWith("security.") || name.startsWith("trusted."))
    return credentials.has("CAP_SYS_ADMIN") ? undefined : "EPERM";
  if (name.startsWith("user.")) {
    if (stat.type !== "file" && stat.type !== "directory") return "EPERM";
    if (stat.type === "directory" && (stat.mode & 0o1000) !== 0 && !owns(stat, credentials)) return "EPERM";
  }
  return refusal(context, place, permission.write);
}

function mayRead(context: FileContext, place: Place, name: string): ErrorName | undefined {
  const type = statOf(place)?.type;
  if (name.startsWith("security.") || name.startsWith("system.")) return undefined;
  if (name.startsWith("trusted.")) return context.credentials.has("CAP_SYS_ADMIN") ? undefined : "ENODATA";
  if (name.startsWith("user.") && type !== "file" && type !== "directory") return "ENODATA";
  return refusal(context, place, permission.read);
}

function wrongLength(name: string): boolean {
  return name === "" || Buffer.byteLength(name) > MAX_NAME;
}
