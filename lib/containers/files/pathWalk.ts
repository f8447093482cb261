/**
 * From a path to an inode, name by name.
 *
 * ```text
 *   /srv/link/../x      root ─ "srv" ─▶ dir ─ "link" ─▶ symlink: its target is walked in its place
 *                                                          ─ ".." ─▶ the directory above; at a mount's root: where it hangs
 *                                                          ─ "x" ──▶ the last name: the caller decides what it must be
 * ```
 *
 * Each directory on the way must permit search. More than 40 symbolic links on one walk are a loop.
 *
 * Left out: lookups without locks, automounts, `openat2`'s restrictions.
 *
 * Source: path_resolution(7); Linux, Documentation/filesystems/path-lookup.rst.
 *
 * @packageDocumentation
 */
import { done, type ErrorName, failed, type Result } from "../result";
import type { Credentials } from "./credentials";
import type { Stat } from "./fileSystem";
import type { Mounts, Place } from "./mounts";
import { may, permission } from "./permission";

/** Where a process stands, and who it is. The fields may change while it runs. */
export interface FileContext {
  /** What "/" is. */
  readonly root: Place;
  /** The working directory. */
  readonly directory: Place;
  readonly credentials: Credentials;
  /** Permission bits that new files do not get. */
  readonly umask: number;
  readonly mounts: Mounts;
}

/** Where a walk came to. */
export interface Walked {
  /** The directory that has the last name. */
  readonly parent: Place;
  /** The last name; "." for paths that end in "/" alone, "." or "..". */
  readonly name: string;
  /** How the path ended: in a name, or in what is no name. */
  readonly last: "name" | "." | ".." | "/";
  /** What the path names; nothing if the last name is not there. */
  readonly place: Place | undefined;
  /** Whether a "/" follows the last name. */
  readonly slash: boolean;
  /** Whether the last name is longer than a name can be: `ENAMETOOLONG` as soon as anybody looks for it. */
  readonly tooLong?: boolean;
}

/** The most symbolic links on one walk. */
const MAX_LINKS = 40;
/** The longest path and name, in bytes, the path's with its terminating zero. */
const MAX_PATH = 4096;
const MAX_NAME = 255;

/**
 * Walks a path.
 *
 * @param follow - whether the last name may be a symbolic link to go through; `create` says that a file is to be made there, so that no
 * "/" may follow its name: `EISDIR`
 * @returns where it leads; `ENOENT`, `ENOTDIR`, `EACCES`, `ELOOP` and `ENAMETOOLONG` for what is wrong before the last name
 */
export function pathWalk(context: FileContext, path: string, follow: "follow" | "noFollow" | "create"): Result<Walked> {
  if (path === "") return failed("ENOENT");
  if (byteLength(path) >= MAX_PATH) return failed("ENAMETOOLONG");
  const creates = follow === "create";
  return walk(context, { from: context.directory, path, follow: follow !== "noFollow", creates, links: { count: 0 } });
}

/** What a path names; `ENOENT` if it names nothing, `ENOTDIR` if "/" follows what is no directory. */
export function resolve(context: FileContext, path: string, follow: "follow" | "noFollow"): Result<Place> {
  const walked = pathWalk(context, path, path.endsWith("/") ? "follow" : follow);
  if (walked.type === "failed") return walked;
  const { place, slash, tooLong } = walked.value;
  if (place === undefined) return failed(tooLong === true ? "ENAMETOOLONG" : "ENOENT");
  return slash && statOf(place)?.type !== "directory" ? failed("ENOTDIR") : done(place);
}

/** What is known of a place; nothing if it is gone. */
export function statOf({ mount, ino }: Place): Stat | undefined {
  const stat = mount.fileSystem.stat(ino);
  return stat.type === "done" ? stat.value : undefined;
}

interface Walk {
  readonly from: Place;
  readonly path: string;
  /** Whether a symbolic link at the end is walked as well. */
  readonly follow: boolean;
  /** Whether a file is to be made at the end. */
  readonly creates: boolean;
  /** Links met so far, in this walk and those around it. */
  readonly links: { count: number };
}

function walk(context: FileContext, { from, path, follow, creates, links }: Walk): Result<Walked> {
  const names = path.split("/").filter((name) => name !== "");
  const slash = path.endsWith("/");
  let at = path.startsWith("/") ? context.root : from;
  if (names.length === 0) return done({ parent: at, name: ".", last: "/", place: at, slash: false });
  for (let step = 0; ; step++) {
    const name = names[step]!;
    const isLast = step === names.length - 1;
    const refused = search(context, at);
    if (refused !== undefined) return failed(refused);
    if (name === "." || name === "..") {
      const to = name === "." ? at : up(context, at);
      if (to === undefined) return failed("ENOENT");
      if (isLast) return done({ parent: at, name: ".", last: name, place: to, slash });
      at = to;
      continue;
    }
    if (isLast && slash && creates) return failed("EISDIR");
    const found = lookup(context, at, name);
    if (found.type === "failed") {
      const tooLong = found.error === "ENAMETOOLONG";
      if (!isLast || (found.error !== "ENOENT" && !tooLong)) return found;
      return done({ parent: at, name, last: "name", place: undefined, slash, tooLong });
    }
    const target = !isLast || follow ? linkTarget(found.value) : undefined;
    if (target === undefined) {
      if (isLast) return done({ parent: at, name, last: "name", place: found.value, slash });
      at = found.value;
      continue;
    }
    if (++links.count > MAX_LINKS) return failed("ELOOP");
    const inner = walk(context, { from: at, path: target, follow: true, creates: creates && isLast, links });
    if (inner.type === "failed") return inner;
    const place = inner.value.place;
    if (isLast) return done({ ...inner.value, slash: slash || inner.value.slash });
    if (place === undefined) return failed("ENOENT");
    at = place;
  }
}

/** Why one may not look for names here. */
function search({ credentials }: FileContext, at: Place): ErrorName | undefined {
  const stat = statOf(at);
  if (stat === undefined) return "ENOENT";
  if (stat.type !== "directory") return "ENOTDIR";
  return may(stat, credentials, permission.execute) ? undefined : "EACCES";
}

function lookup({ mounts }: FileContext, { mount, ino }: Place, name: string): Result<Place> {
  if (byteLength(name) > MAX_NAME) return failed("ENAMETOOLONG");
  const found = mount.fileSystem.lookup({ directory: ino, name });
  if (found.type === "failed") return found.error === "ESTALE" ? failed("ENOENT") : found;
  return done(mounts.down({ mount, ino: found.value }));
}

/** The directory above: out of a mount if need be, never out of the process's root. */
function up({ root, mounts }: FileContext, from: Place): Place | undefined {
  let at = from;
  while (!isSame(at, root)) {
    const point = mounts.up(at);
    if (point === undefined) {
      const parent = at.mount.fileSystem.parent(at.ino);
      return parent.type === "done" ? mounts.down({ mount: at.mount, ino: parent.value }) : undefined;
    }
    at = point;
  }
  return at;
}

function linkTarget(place: Place): string | undefined {
  const target = statOf(place)?.type === "symlink" ? place.mount.fileSystem.readLink(place.ino) : undefined;
  return target?.type === "done" ? target.value : undefined;
}

/** Whether two places are one: the same inode through the same mount. */
export function isSame(one: Place, other: Place): boolean {
  return one.mount === other.mount && one.ino === other.ino;
}

function byteLength(text: string): number {
  return text.length * 3 <= MAX_NAME ? text.length : Buffer.byteLength(text);
}
