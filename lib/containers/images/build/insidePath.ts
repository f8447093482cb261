/**
 * Paths in an image's tree: where they lead when symbolic links are followed as the container itself would follow them. The root is a wall:
 * `/etc/../../..` and a link to `/` stay within.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";
import { type FileSystem, type Stat } from "../../files";
import { valueOf } from "../../result";
import { place } from "../layers/apply";
import { ancestors, findInode } from "../layers/tree";
import { tarEntry } from "../tar";

const MAX_LINKS = 40;

/**
 * The path that a path leads to, without links; its last parts need not exist.
 *
 * @throws {@link DomainError} if links lead in a circle
 */
export function insidePath(files: FileSystem, path: string): string {
  let rest = path.split("/");
  const found: string[] = [];
  for (let links = 0; rest.length > 0; ) {
    const [part, ...after] = rest as [string, ...string[]];
    rest = after;
    if (part === "" || part === ".") continue;
    if (part === "..") {
      found.pop();
      continue;
    }
    const ino = findInode(files, [...found, part].join("/"));
    const link = ino === undefined ? undefined : linkAt(files, ino);
    if (link === undefined) found.push(part);
    else {
      if (++links > MAX_LINKS) throw new DomainError("the path", "to come to an end of its links", path);
      if (link.startsWith("/")) found.length = 0;
      rest = [...link.split("/"), ...rest];
    }
  }
  return found.join("/");
}

/** What a path of an image leads to; nothing if it is not there. */
export function statInside(files: FileSystem, path: string): Stat | undefined {
  const ino = findInode(files, insidePath(files, path));
  return ino === undefined ? undefined : valueOf(files.stat(ino), path);
}

/** Makes a directory and those above it, where they are missing. Says whether it made one. */
export function makeDirectories(
  files: FileSystem,
  path: string,
  owner: { readonly uid: number; readonly gid: number },
): boolean {
  const inside = insidePath(files, path);
  const missing = [...ancestors(inside), inside].filter((one) => findInode(files, one) === undefined);
  for (const one of missing) place(files, tarEntry({ path: one, type: "directory", ...owner }));
  return missing.length > 0;
}

/** The text of a file of an image; nothing if there is none. */
export function textInside(files: FileSystem, path: string): string | undefined {
  const ino = findInode(files, insidePath(files, path));
  const stat = ino === undefined ? undefined : valueOf(files.stat(ino), path);
  if (stat?.type !== "file") return undefined;
  return new TextDecoder().decode(valueOf(files.open(stat.ino, { write: false }), path).read(0, stat.size));
}

function linkAt(files: FileSystem, ino: number): string | undefined {
  return valueOf(files.stat(ino), "stat").type === "symlink" ? valueOf(files.readLink(ino), "readlink") : undefined;
}
