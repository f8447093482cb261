/**
 * A file as an archive holds it: everything that a file system knows of it, and its name.
 *
 * @packageDocumentation
 */
import type { DeviceNumber, FileType } from "../../files";

/** What an entry can be. Sockets live in a running kernel only. */
export type TarEntryType = Exclude<FileType, "socket"> | "hardlink";

/** One entry. */
export interface TarEntry {
  /** From the tree's root, without a slash before or after: `etc/hosts`; empty for the root itself. */
  readonly path: string;
  readonly type: TarEntryType;
  /** Permission bits, set-user-ID, set-group-ID and sticky: 0 to 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** When the content last changed, in seconds since 1970. */
  readonly modifiedSeconds: number;
  /** Of files; empty else. */
  readonly content: Uint8Array;
  /** A symbolic link's text, or the path of an earlier entry for a hard link. */
  readonly target?: string;
  /** Of character and block devices. */
  readonly device?: DeviceNumber;
  /** Extended attributes. */
  readonly xattrs: ReadonlyMap<string, Uint8Array>;
}

/** What a new entry must say; the rest is root's, with usual permissions, at time 0. */
export type NewTarEntry = Pick<TarEntry, "path" | "type"> &
  Partial<Omit<TarEntry, "content">> & { readonly content?: Uint8Array | string };

const noBytes = new Uint8Array();
const usualMode: Partial<Record<TarEntryType, number>> = { directory: 0o755, symlink: 0o777 };

/**
 * An entry, with what is not said filled in.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const entry = containers.tarEntry({ path: "etc/hostname", type: "file", content: "web\n" });
 * assert.deepEqual([entry.mode, entry.content.length], [0o644, 4]);
 * ```
 */
export function tarEntry(entry: NewTarEntry): TarEntry {
  const { content = noBytes } = entry;
  return {
    mode: usualMode[entry.type] ?? 0o644,
    uid: 0,
    gid: 0,
    modifiedSeconds: 0,
    xattrs: new Map(),
    ...entry,
    content: typeof content === "string" ? new TextEncoder().encode(content) : content,
  };
}

/** By path, so that directories come before what is in them. Not by a locale: the order must be the same everywhere. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
