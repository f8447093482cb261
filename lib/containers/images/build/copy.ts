/**
 * COPY and ADD: which files of a tree go where in the image.
 *
 * ```text
 *   COPY a.txt /srv/          /srv/a.txt
 *   COPY a.txt /srv           /srv/a.txt if /srv is a directory, else the file /srv
 *   COPY src /srv             what is in src, not src itself
 *   COPY *.txt /srv/          each by its name; with several, the destination must end with a slash
 *   ADD  data.tar.gz /srv/    an archive of the context is unpacked
 * ```
 *
 * Left out: ADD from the network, and --link.
 *
 * Source: Docker documentation, "Dockerfile reference": COPY, ADD.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";
import type { FileSystem } from "../../files";
import { isGzip } from "../compression";
import { type Instruction, wrongLine } from "../dockerfile/instruction";
import { unpackLayer } from "../layers";
import { place } from "../layers/apply";
import { joinPath, readTree, splitPath } from "../layers/tree";
import { type TarEntry, tarEntry } from "../tar";
import { insidePath, makeDirectories, statInside } from "./insidePath";
import type { Owner } from "./owner";
import { clean, fits, isPattern } from "./patterns";

/** Files that are copied: their contents, and their paths below the destination. */
export interface CopySource {
  /** Whether these are files of a directory, or of an archive, that go below the destination by their own paths. */
  readonly kind: "file" | "directory" | "document";
  readonly entries: readonly TarEntry[];
}

/** How files arrive. */
export interface CopyTarget {
  /** As written, absolute. */
  readonly destination: string;
  readonly owner: Owner | undefined;
  /** Permissions for all; their own if not given. */
  readonly mode: number | undefined;
}

/**
 * Finds what an instruction copies.
 *
 * @throws {@link DomainError} naming the line if a source leads out of the tree, or is not there
 */
export function findSources(
  tree: readonly TarEntry[],
  sources: readonly string[],
  instruction: Instruction,
): CopySource[] {
  return sources.flatMap((source) => {
    if (/^(https?|git|ssh):/.test(source))
      throw wrongLine(instruction, "to take files from the build context, not the network", source);
    const wanted = inContext(source, instruction);
    const found = isPattern(wanted)
      ? tree.filter(({ path }) => fits(wanted, path))
      : tree.filter(({ path }) => path === wanted);
    if (found.length === 0) throw wrongLine(instruction, "to name files that are in the build context", source);
    return found.map((one) => sourceOf(one, tree, instruction));
  });
}

function sourceOf(found: TarEntry, tree: readonly TarEntry[], { keyword }: Instruction): CopySource {
  const [, name] = splitPath(found.path);
  if (found.type === "directory") {
    const prefix = found.path === "" ? "" : `${found.path}/`;
    const below = tree.filter(({ path }) => path.startsWith(prefix) && path !== found.path);
    return { kind: "directory", entries: below.map((one) => ({ ...one, path: one.path.slice(prefix.length) })) };
  }
  const archived = keyword === "ADD" ? archiveIn(found) : undefined;
  if (archived !== undefined) return { kind: "directory", entries: archived.filter(({ path }) => path !== "") };
  return { kind: "file", entries: [{ ...found, path: name }] };
}

function inContext(source: string, instruction: Instruction): string {
  const path: string[] = [];
  for (const part of clean(source).split("/")) {
    if (part !== "..") path.push(part);
    else if (path.pop() === undefined) throw wrongLine(instruction, "to stay in the build context", source);
  }
  return path.join("/");
}

/** The entries of a file that is a tar archive, compressed or not; nothing if it is none. */
function archiveIn({ content }: TarEntry): readonly TarEntry[] | undefined {
  const magic = new TextDecoder().decode(content.subarray(257, 262));
  if (!isGzip(content) && magic !== "ustar") return undefined;
  try {
    return unpackLayer(content);
  } catch (error) {
    // A compressed file need not be an archive; then it is copied as it is.
    if (isGzip(content) && error instanceof DomainError && /checksum|header of/.test(error.message)) return undefined;
    throw error;
  }
}

/** Puts files where they belong. Directories on the way are made. */
export function placeSources(
  files: FileSystem,
  sources: readonly CopySource[],
  target: CopyTarget,
  instruction: Instruction,
): void {
  const { destination, owner, mode } = target;
  const isDirectory = destination.endsWith("/") || statInside(files, destination)?.type === "directory";
  if (sources.length > 1 && !destination.endsWith("/"))
    throw wrongLine(instruction, "to end the destination of several sources with a slash", destination);
  for (const { kind, entries } of sources) {
    const below = kind === "directory" || isDirectory;
    if (kind === "directory") requireDirectory(files, destination, instruction);
    if (below) makeDirectories(files, destination, owner ?? { uid: 0, gid: 0 });
    for (const entry of entries) {
      const [above, name] = splitPath(below ? joinPath(destination, entry.path) : destination);
      makeDirectories(files, above, owner ?? { uid: 0, gid: 0 });
      const path = joinPath(insidePath(files, above), name);
      place(files, {
        ...entry,
        path,
        ...(owner ?? { uid: 0, gid: 0 }),
        ...(mode !== undefined && entry.type !== "symlink" && { mode }),
      });
    }
  }
}

function requireDirectory(files: FileSystem, path: string, instruction: Instruction): void {
  const type = statInside(files, path)?.type ?? "directory";
  if (type !== "directory") throw wrongLine(instruction, "to copy a directory to a directory", `${path}, a ${type}`);
}

/** A tree as a list for copying: hard links as files of their own. */
export function copyTree(files: FileSystem, isIgnored: (path: string) => boolean = () => false): TarEntry[] {
  return [...readTree(files).values()].map(({ entry }) => entry).filter(({ path }) => path === "" || !isIgnored(path));
}

/** A document of the Dockerfile as a file. */
export function documentSource(name: string, content: string): CopySource {
  return { kind: "file", entries: [tarEntry({ path: name, type: "file", content })] };
}
