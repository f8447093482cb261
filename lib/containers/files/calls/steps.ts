/**
 * Steps that many file calls have in common, in the order in which Linux takes them: the order decides which error is told.
 *
 * Source: Linux, fs/namei.c (filename_create, may_create, may_delete, inode_permission).
 *
 * @packageDocumentation
 */
import { done, type ErrorName, failed, type Result } from "../../result";
import type { NewFile, Slot, Stat } from "../fileSystem";
import type { Place } from "../mounts";
import { type FileContext, pathWalk, statOf, type Walked } from "../pathWalk";
import { inGroup, isStuck, may, permission } from "../permission";

/** A name that is free, in a directory that may be written. */
export interface FreeName {
  readonly parent: Place;
  readonly slot: Slot;
}

/** A path that is to become something. Permission to write the directory is not asked yet. */
export function freeName(context: FileContext, path: string, what: "directory" | "other"): Result<FreeName> {
  const walked = pathWalk(context, path, "noFollow");
  if (walked.type === "failed") return walked;
  const { parent, name, last, place, slash, tooLong } = walked.value;
  if (tooLong === true) return failed("ENAMETOOLONG");
  if (last !== "name" || place !== undefined) return failed("EEXIST");
  if (slash && what === "other") return failed("ENOENT");
  if (isReadOnly(parent)) return failed("EROFS");
  return done({ parent, slot: { directory: parent.ino, name } });
}

/** Why one may not put names into a directory. */
export function mayChange(context: FileContext, directory: Place): ErrorName | undefined {
  return refusal(context, directory, permission.write | permission.execute);
}

/** Why one may not remove what a walk found. */
export function mayRemove(context: FileContext, walked: Walked, as: "directory" | "other"): ErrorName | undefined {
  const refused = mayChange(context, walked.parent);
  if (refused !== undefined) return refused;
  const [directory, victim] = [statOf(walked.parent), statOf(walked.place!)];
  if (directory === undefined || victim === undefined) return "ENOENT";
  if (isStuck(directory, victim, context.credentials)) return "EPERM";
  const isDirectory = victim.type === "directory";
  if (isDirectory === (as === "directory")) return undefined;
  return isDirectory ? "EISDIR" : "ENOTDIR";
}

/** Why one may not read, write or execute what is at a place. */
export function refusal({ credentials }: FileContext, place: Place, asked: number): ErrorName | undefined {
  const stat = statOf(place);
  if (stat === undefined) return "ENOENT";
  const holds = ["file", "directory", "symlink"].includes(stat.type);
  if ((asked & permission.write) !== 0 && holds && place.mount.fileSystem.readOnly === true) return "EROFS";
  return may(stat, credentials, asked) ? undefined : "EACCES";
}

/** Whether changes through this mount are refused. */
export function isReadOnly({ mount }: Place): boolean {
  return mount.readOnly || mount.fileSystem.readOnly === true;
}

/** Whether another file system hangs here. */
export function isMountPoint({ parent, place }: Walked): boolean {
  return place !== undefined && place.mount !== parent.mount;
}

/** Owner, group and mode of what is made in a directory: a set-group-ID directory hands on its group. */
function newFile({ credentials, umask }: FileContext, directory: Stat, file: Omit<NewFile, "uid" | "gid">): NewFile {
  const handsOn = (directory.mode & 0o2000) !== 0;
  const gid = handsOn ? directory.gid : credentials.gid;
  let mode = file.type === "symlink" ? 0o777 : file.mode & ~umask;
  if (file.type === "directory") mode = (mode & 0o1777) | (handsOn ? 0o2000 : 0);
  // Who is not in the group may not make programs that run as the group.
  const isMember = inGroup(credentials, gid) || credentials.has("CAP_FSETID", directory);
  if (file.type === "file" && handsOn && (file.mode & 0o2010) === 0o2010 && !isMember) mode &= ~0o2000;
  return { ...file, mode, uid: credentials.uid, gid };
}

/** Makes something at a free name. */
export function make(
  context: FileContext,
  { parent, slot }: FreeName,
  file: Omit<NewFile, "uid" | "gid">,
): Result<Place> {
  const refused = mayChange(context, parent);
  if (refused !== undefined) return failed(refused);
  const directory = statOf(parent);
  if (directory === undefined) return failed("ENOENT");
  const made = parent.mount.fileSystem.create(slot, newFile(context, directory, file));
  return made.type === "failed" ? made : done({ mount: parent.mount, ino: made.value });
}
