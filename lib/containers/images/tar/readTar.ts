/**
 * Reads a tar archive that somebody else made, and refuses what could do harm, before a single file is written.
 *
 * ```text
 * refused: ../etc/passwd   /etc/passwd   a link to ../../x as hard link   the same path twice   a file of 10 TB   half an archive
 * kept:    a symbolic link to anywhere: it is a text, and nothing here follows it
 * ```
 *
 * Sparse files and archives in several volumes are left out: refused by their type.
 *
 * Source: POSIX.1-2017, pax; GNU tar manual, "Basic Tar Format" (types L and K for long names).
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";
import { type TarEntry, type TarEntryType, tarEntry } from "./entry";
import { decodeRecords, type ExtendedRecords, XATTR_PREFIX } from "./extendedHeader";
import { decodeHeader, TAR_BLOCK, type TarHeader } from "./header";
import { flags, requireInside } from "./writeTar";

/** How much an archive may hold. */
export interface TarLimits {
  /** Entries; 1,000,000 if not given. */
  readonly entries?: number;
  /** Bytes of all contents together; 4 GiB if not given. */
  readonly contentBytes?: number;
  /** Whether character and block devices are taken; kept if not given. An unprivileged reader refuses them. */
  readonly devices?: "keep" | "refuse";
}

const types = new Map<string, TarEntryType>([
  ...Object.entries(flags).map(([type, flag]) => [flag, type as TarEntryType] as const),
  ["", "file"],
  ["7", "file"],
]);
const decoder = new TextDecoder();
const noRecords: ExtendedRecords = new Map();

/** What the entries before an entry say about it. */
interface Pending {
  records: ExtendedRecords;
  longName?: string;
  longLink?: string;
}

/**
 * The entries of an archive, in its order.
 *
 * @throws {@link DomainError} naming the entry and the reason: a path that leads out of the tree, a hard link to what is not before it, a path
 * twice, content beyond the limits, a wrong checksum, an unknown type, or an archive that ends too early
 */
export function readTar(bytes: Uint8Array, limits: TarLimits = {}): TarEntry[] {
  const reader = new Reader(bytes, limits);
  const entries: TarEntry[] = [];
  for (let entry = reader.next(); entry !== undefined; entry = reader.next()) entries.push(entry);
  return entries;
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #limits: Required<TarLimits>;
  readonly #seen = new Map<string, TarEntryType>();
  #at = 0;
  #contentBytes = 0;
  #global: ExtendedRecords = noRecords;

  constructor(bytes: Uint8Array, limits: TarLimits) {
    this.#bytes = bytes;
    this.#limits = { entries: 1_000_000, contentBytes: 2 ** 32, devices: "keep", ...limits };
  }

  next(): TarEntry | undefined {
    const pending: Pending = { records: this.#global };
    for (;;) {
      const where = `tar entry ${this.#seen.size + 1}`;
      const header = this.#header(where);
      if (header === undefined) return undefined;
      const records =
        header.flag === "x" || header.flag === "g" || header.flag === "L" || header.flag === "K"
          ? noRecords
          : pending.records;
      const size = numberOf(records, "size", header.size, where);
      const content = this.#content(size, header.flag, where);
      if (!this.#describesNext(header.flag, content, pending, where))
        return this.#entry(header, content, pending, where);
    }
  }

  #header(where: string): TarHeader | undefined {
    const block = this.#bytes.subarray(this.#at, this.#at + TAR_BLOCK);
    // GNU tar accepts an archive that ends without its blocks of zeros; nothing is lost by that.
    if (block.length === 0) return undefined;
    if (block.length < TAR_BLOCK) throw new DomainError(where, `to have a header of ${TAR_BLOCK} bytes`, block.length);
    this.#at += TAR_BLOCK;
    return decodeHeader(block, where);
  }

  #content(size: number, flag: string, where: string): Uint8Array {
    const hasContent = !["1", "2", "3", "4", "5", "6"].includes(flag);
    if (!hasContent) return new Uint8Array();
    this.#contentBytes += size;
    const { contentBytes } = this.#limits;
    if (this.#contentBytes > contentBytes)
      throw new DomainError(where, `to keep all contents within ${contentBytes} bytes`, this.#contentBytes);
    const content = this.#bytes.subarray(this.#at, this.#at + size);
    if (content.length < size)
      throw new DomainError(where, `to be followed by ${size} bytes of content`, content.length);
    this.#at += Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
    return content;
  }

  /** Extended headers and GNU's long names belong to the entry after them. */
  #describesNext(flag: string, content: Uint8Array, pending: Pending, where: string): boolean {
    if (flag === "x") pending.records = merged(this.#global, decodeRecords(content, where));
    else if (flag === "g") pending.records = this.#global = merged(this.#global, decodeRecords(content, where));
    else if (flag === "L") pending.longName = withoutZero(content);
    else if (flag === "K") pending.longLink = withoutZero(content);
    else return false;
    return true;
  }

  #entry(header: TarHeader, content: Uint8Array, pending: Pending, where: string): TarEntry {
    const { records } = pending;
    const name = textOf(records, "path") ?? pending.longName ?? header.name;
    const isDirectory = name.endsWith("/") && ["0", ""].includes(header.flag);
    const type = isDirectory ? "directory" : types.get(header.flag);
    if (type === undefined) throw new DomainError(where, "to be of a known type", header.flag);
    const path = normalize(name);
    const link = textOf(records, "linkpath") ?? pending.longLink ?? header.linkName;
    this.#refuse(path, type, where);
    const target = type === "hardlink" ? this.#hardLinkTarget(link, where) : type === "symlink" ? link : undefined;
    const isDevice = type === "character" || type === "block";
    this.#seen.set(path, type);
    return tarEntry({
      path,
      type,
      mode: header.mode & 0o7777,
      uid: numberOf(records, "uid", header.uid, where),
      gid: numberOf(records, "gid", header.gid, where),
      modifiedSeconds: numberOf(records, "mtime", header.modifiedSeconds, where),
      content,
      ...(target !== undefined && { target }),
      ...(isDevice && { device: { major: header.major, minor: header.minor } }),
      xattrs: xattrsOf(records),
    });
  }

  #refuse(path: string, type: TarEntryType, where: string): void {
    const { entries, devices } = this.#limits;
    requireInside(path, `${where}: path`);
    if (this.#seen.has(path)) throw new DomainError(`${where}: path`, "to be there once", path);
    if (this.#seen.size >= entries)
      throw new DomainError("the archive", `to have at most ${entries} entries`, entries + 1);
    const isDevice = type === "character" || type === "block";
    if (isDevice && devices === "refuse") throw new DomainError(`${where}: ${path}`, "to be no device", type);
  }

  #hardLinkTarget(link: string, where: string): string {
    const target = normalize(link);
    requireInside(target, `${where}: hard link's target`);
    const type = this.#seen.get(target);
    if (type === undefined || type === "directory")
      throw new DomainError(`${where}: hard link's target`, "to be an earlier entry that is no directory", link);
    return target;
  }
}

/** "./a/b/" is a/b; "./" and "." are the root. */
function normalize(name: string): string {
  const path = name.replace(/^(\.\/+)+/, "").replace(/\/+$/, "");
  if (name !== "" && path === "" && name.startsWith("/")) return "/";
  return path === "." ? "" : path;
}

/** An empty value takes away what was said before. */
function merged(before: ExtendedRecords, records: ExtendedRecords): ExtendedRecords {
  return new Map([...before, ...records].filter(([, value]) => value.length > 0));
}

function withoutZero(bytes: Uint8Array): string {
  return decoder.decode(bytes).replace(/\0+$/, "");
}

function textOf(records: ExtendedRecords, key: string): string | undefined {
  const value = records.get(key);
  return value === undefined ? undefined : decoder.decode(value);
}

function numberOf(records: ExtendedRecords, key: string, otherwise: number, where: string): number {
  const text = textOf(records, key);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0) || !(value < 2 ** 53))
    throw new DomainError(`${where}: ${key}`, "to be a number from 0 to 2^53", text);
  return key === "mtime" ? value : Math.floor(value);
}

function xattrsOf(records: ExtendedRecords): ReadonlyMap<string, Uint8Array> {
  const found = [...records].filter(([key]) => key.startsWith(XATTR_PREFIX));
  return new Map(found.map(([key, value]) => [key.slice(XATTR_PREFIX.length), value]));
}
