/**
 * Whether two trees hold the same: names, types, permissions, owners, contents, links, attributes. Times do not count.
 *
 * @packageDocumentation
 */
import type { FileSystem } from "../../files";
import type { TarEntry } from "../tar";
import { linkGroups, readTree } from "./tree";

/** What of two entries differs first; nothing if they are the same but for their times. */
export function entryDifference(a: TarEntry, b: TarEntry): string | undefined {
  if (a.type !== b.type) return `${a.type} against ${b.type}`;
  if (a.mode !== b.mode && a.type !== "symlink") return `mode ${a.mode.toString(8)} against ${b.mode.toString(8)}`;
  if (a.uid !== b.uid || a.gid !== b.gid) return `owner ${a.uid}:${a.gid} against ${b.uid}:${b.gid}`;
  if (a.target !== b.target) return `link to ${String(a.target)} against ${String(b.target)}`;
  if (Buffer.compare(a.content, b.content) !== 0) return `content ${told(a.content)} against ${told(b.content)}`;
  if (a.device?.major !== b.device?.major || a.device?.minor !== b.device?.minor)
    return `device ${device(a)} against ${device(b)}`;
  const [attributesA, attributesB] = [attributes(a), attributes(b)];
  return attributesA === attributesB ? undefined : `attributes "${attributesA}" against "${attributesB}"`;
}

function device({ device: number }: TarEntry): string {
  return number === undefined ? "none" : `${number.major}:${number.minor}`;
}

function attributes({ xattrs }: TarEntry): string {
  if (xattrs.size === 0) return "";
  return [...xattrs]
    .map(([name, value]) => `${name}=${Buffer.from(value).toString("base64")}`)
    .sort()
    .join();
}

/**
 * The first difference of two trees, in the order of paths; nothing if they are the same.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const [a, b] = [new containers.MemoryFileSystem(), new containers.MemoryFileSystem()];
 * containers.applyLayer(a, [containers.tarEntry({ path: "motd", type: "file", content: "hello" })]);
 * assert.equal(containers.treeDifference(a, b), "/motd: there against not there");
 * ```
 */
export function treeDifference(a: FileSystem, b: FileSystem): string | undefined {
  const [treeA, treeB] = [readTree(a), readTree(b)];
  const [groupsA, groupsB] = [linkGroups(treeA), linkGroups(treeB)];
  for (const path of [...new Set([...treeA.keys(), ...treeB.keys()])].sort()) {
    const [nodeA, nodeB] = [treeA.get(path), treeB.get(path)];
    if (nodeA === undefined) return `/${path}: not there against there`;
    if (nodeB === undefined) return `/${path}: there against not there`;
    const different = entryDifference(nodeA.entry, nodeB.entry);
    if (different !== undefined) return `/${path}: ${different}`;
    const [namesA, namesB] = [groupsA.get(path)!.join(), groupsB.get(path)!.join()];
    if (namesA !== namesB) return `/${path}: names ${namesA} against ${namesB}`;
  }
  return undefined;
}

function told(content: Uint8Array): string {
  return content.length > 40 ? `of ${content.length} bytes` : JSON.stringify(new TextDecoder().decode(content));
}
