/**
 * rename: the call with the most rules.
 *
 * Source: rename(2); Linux, fs/namei.c (do_renameat2, vfs_rename).
 *
 * @packageDocumentation
 */
import { done, type ErrorName, failed, type Result } from "../../result";
import type { RenameMode } from "../fileSystem";
import type { Place } from "../mounts";
import { type FileContext, isSame, pathWalk, statOf, type Walked } from "../pathWalk";
import { permission } from "../permission";
import { isMountPoint, isReadOnly, mayChange, mayRemove, refusal } from "./steps";

/** What one walk found, and of which type it is. */
type End = Walked & { readonly type: "directory" | "other" | undefined };

export function rename(context: FileContext, from: string, to: string, mode: RenameMode): Result {
  const walkedFrom = pathWalk(context, from, "noFollow");
  if (walkedFrom.type === "failed") return walkedFrom;
  const walkedTo = pathWalk(context, to, "noFollow");
  if (walkedTo.type === "failed") return walkedTo;
  const [source, target] = [end(walkedFrom.value), end(walkedTo.value)];
  const wrong = wrongNames(source, target, mode) ?? wrongTrees(source, target, mode);
  if (wrong !== undefined) return failed(wrong);
  if (target.place !== undefined && isSame(source.place!, target.place)) return done();
  const refused = refusedBy(context, source, target, mode);
  if (refused !== undefined) return failed(refused);
  return source.parent.mount.fileSystem.rename(
    { directory: source.parent.ino, name: source.name },
    { directory: target.parent.ino, name: target.name },
    mode,
  );
}

function end(walked: Walked): End {
  const stat = walked.place === undefined ? undefined : statOf(walked.place);
  return { ...walked, type: stat === undefined ? undefined : stat.type === "directory" ? "directory" : "other" };
}

function wrongNames(source: End, target: End, mode: RenameMode): ErrorName | undefined {
  if (source.parent.mount !== target.parent.mount) return "EXDEV";
  if (source.last !== "name") return "EBUSY";
  if (target.last !== "name") return mode === "noReplace" ? "EEXIST" : "EBUSY";
  if (isReadOnly(source.parent)) return "EROFS";
  if (source.type === undefined) return source.tooLong === true ? "ENAMETOOLONG" : "ENOENT";
  if (target.tooLong === true) return "ENAMETOOLONG";
  if (mode === "noReplace" && target.type !== undefined) return "EEXIST";
  if (mode === "exchange" && target.type === undefined) return "ENOENT";
  if (mode === "exchange" && target.type === "other" && target.slash) return "ENOTDIR";
  if (source.type === "other" && (source.slash || (mode !== "exchange" && target.slash))) return "ENOTDIR";
  return undefined;
}

/** Nothing may be moved into itself. */
function wrongTrees(source: End, target: End, mode: RenameMode): ErrorName | undefined {
  if (source.type === "directory" && isBelow(target.parent, source.place!)) return "EINVAL";
  if (target.type === "directory" && isBelow(source.parent, target.place!))
    return mode === "exchange" ? "EINVAL" : "ENOTEMPTY";
  return undefined;
}

function refusedBy(context: FileContext, source: End, target: End, mode: RenameMode): ErrorName | undefined {
  const leaving = mayRemove(context, source, source.type!);
  if (leaving !== undefined) return leaving;
  const as = mode === "exchange" ? target.type! : source.type!;
  const entering = target.place === undefined ? mayChange(context, target.parent) : mayRemove(context, target, as);
  if (entering !== undefined) return entering;
  if (source.parent.ino !== target.parent.ino) {
    // A directory that changes its parent is written: its ".." changes.
    const moved = [source, ...(mode === "exchange" ? [target] : [])].filter(({ type }) => type === "directory");
    const refused = moved.map(({ place }) => refusal(context, place!, permission.write)).find((error) => error);
    if (refused !== undefined) return refused;
  }
  return isMountPoint(source) || isMountPoint(target) ? "EBUSY" : undefined;
}

function isBelow(directory: Place, other: Place): boolean {
  const { fileSystem } = directory.mount;
  for (let at = directory.ino; ; ) {
    if (directory.mount === other.mount && at === other.ino) return true;
    const parent = fileSystem.parent(at);
    if (parent.type === "failed" || parent.value === at) return false;
    at = parent.value;
  }
}
