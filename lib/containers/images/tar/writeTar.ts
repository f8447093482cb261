/**
 * Writes a tar archive. The same entries give the same bytes, whatever their order, the computer or the day.
 *
 * ```text
 * entry, entry, …  ──sort by path──►  header content, header content, …, two blocks of zeros
 *                                     └ before it an extended header, if name, owner or attributes do not fit
 * ```
 *
 * Source: POSIX.1-2017, pax, "ustar Interchange Format".
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";
import { byPath, type TarEntry, type TarEntryType } from "./entry";
import { encodeRecords, XATTR_PREFIX } from "./extendedHeader";
import { encodeHeader, fitsOctal, TAR_BLOCK, type TarHeader } from "./header";

/** Letters of the types in headers. */
export const flags: Readonly<Record<TarEntryType, string>> = {
  file: "0",
  hardlink: "1",
  symlink: "2",
  character: "3",
  block: "4",
  directory: "5",
  fifo: "6",
};

const encoder = new TextEncoder();

/**
 * The bytes of an archive with these entries.
 *
 * @throws {@link DomainError} if two entries have the same path, one has a path that could lead out of the tree, or an empty attribute
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const tar = containers.writeTar([containers.tarEntry({ path: "hello", type: "file", content: "hi\n" })]);
 * assert.equal(tar.length, 4 * 512); // header, content, two blocks of zeros
 * assert.deepEqual(containers.readTar(tar).map(({ path, mode }) => [path, mode]), [["hello", 0o644]]);
 * ```
 */
export function writeTar(entries: readonly TarEntry[]): Uint8Array {
  const sorted = [...entries].sort(byPath);
  sorted.forEach((entry, at) => {
    if (entry.path === sorted[at - 1]?.path) throw new DomainError("paths", "to differ", entry.path);
    requireInside(entry.path, "path");
  });
  const parts = sorted.flatMap(entryParts);
  return new Uint8Array(Buffer.concat([...parts, new Uint8Array(2 * TAR_BLOCK)]));
}

/**
 * Refuses a path that is absolute or has empty, "." or ".." parts.
 *
 * @throws {@link DomainError} naming it
 */
export function requireInside(path: string, what: string): void {
  if (path === "") return;
  if (path.startsWith("/")) throw new DomainError(what, "to be relative to the tree", path);
  if (path.includes("\0")) throw new DomainError(what, "to have no zero byte", path);
  const bad = path.split("/").find((part) => part === "" || part === "." || part === "..");
  if (bad !== undefined) throw new DomainError(what, `to have no part "${bad}"`, path);
}

function entryParts(entry: TarEntry): Uint8Array[] {
  const records = extendedRecords(entry);
  const own = [encodeHeader(headerOf(entry)), ...filled(entry.content)];
  if (records.size === 0) return own;
  const bytes = encodeRecords(records);
  const before = encodeHeader({
    ...headerOf(entry),
    name: "PaxHeaders/entry",
    linkName: "",
    flag: "x",
    mode: 0o644,
    size: bytes.length,
    major: 0,
    minor: 0,
  });
  return [before, ...filled(bytes), ...own];
}

function headerOf(entry: TarEntry): TarHeader {
  const { mode, uid, gid, content, type, target = "", device } = entry;
  const size = content.length;
  return {
    name: cut(nameOf(entry)),
    mode: mode & 0o7777,
    uid: fitsOctal(uid, "uid") ? uid : 0,
    gid: fitsOctal(gid, "gid") ? gid : 0,
    size: fitsOctal(size, "size") ? size : 0,
    modifiedSeconds: Math.max(0, Math.floor(entry.modifiedSeconds)),
    flag: flags[type],
    linkName: cut(target),
    major: device?.major ?? 0,
    minor: device?.minor ?? 0,
  };
}

/** Directories end with a slash, and the root is a dot. */
function nameOf({ path, type }: TarEntry): string {
  if (path === "") return "./";
  return type === "directory" ? `${path}/` : path;
}

function extendedRecords(entry: TarEntry): Map<string, Uint8Array> {
  const { uid, gid, content, target = "", xattrs } = entry;
  const records = new Map<string, Uint8Array>();
  const put = (key: string, value: string | number) => records.set(key, encoder.encode(String(value)));
  if (cut(nameOf(entry)) !== nameOf(entry)) put("path", nameOf(entry));
  if (cut(target) !== target) put("linkpath", target);
  if (!fitsOctal(uid, "uid")) put("uid", uid);
  if (!fitsOctal(gid, "gid")) put("gid", gid);
  if (!fitsOctal(content.length, "size")) put("size", content.length);
  for (const name of [...xattrs.keys()].sort()) records.set(XATTR_PREFIX + name, requireValue(xattrs.get(name)!, name));
  return records;
}

/** In an extended header an empty value means that there is none. */
function requireValue(value: Uint8Array, name: string): Uint8Array {
  if (value.length === 0)
    throw new DomainError(`the attribute ${name}`, "to have a value, to be kept in an archive", "");
  return value;
}

/** What of a name fits a header: a hundred bytes of plain text. */
function cut(name: string): string {
  return name.replace(/[^\x20-\x7e]/gu, "?").slice(0, 100);
}

function filled(bytes: Uint8Array): Uint8Array[] {
  const gap = (TAR_BLOCK - (bytes.length % TAR_BLOCK)) % TAR_BLOCK;
  return gap === 0 ? [bytes] : [bytes, new Uint8Array(gap)];
}
