/**
 * Files of a file system, laid on blocks: what a disk image of it is.
 *
 * ```text
 *   block   0 …            i …                                    n …
 *          ┌──────────────┬───────────────────────────────┬──────────────
 *          │ inode table  │ /bin/sh  /etc/hosts  …        │ free
 *          └──────────────┴───────────────────────────────┴──────────────
 *            256 bytes each   whole blocks, one file after the other
 * ```
 *
 * The layout is fixed: files are written in place, none is made, lengthened or removed. That is enough to see which blocks a write
 * touches: those of its bytes, and the one of the file's inode, where the time of the change stands.
 *
 * Left out: directories' blocks, free-block maps, a journal; each would add a few blocks to every write.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";
import { valueOf } from "../../result";
import type { FileSystem, Stat } from "../fileSystem";
import type { BlockSnapshot } from "./blockSnapshot";
import { BlockImage, type BlockStore } from "./blockStore";

/** Bytes of an inode, as in ext4. */
const INODE_BYTES = 256;

/** Where a file is. */
export interface Extent {
  /** Its place in the inode table. */
  readonly inode: number;
  /** The first block of its content. */
  readonly first: number;
  /** Bytes. */
  readonly size: number;
}

/** A file system's files on blocks. */
export interface Volume {
  readonly image: BlockImage;
  /** By path. */
  readonly extents: ReadonlyMap<string, Extent>;
}

/**
 * Lays the regular files of a file system on blocks.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const files = new containers.MemoryFileSystem();
 * containers.FileCalls.on(files).writeFile("/data", new Uint8Array(10_000).fill(7));
 * const { image, extents } = containers.layOnBlocks(files, { blockBytes: 4096 });
 * assert.deepEqual(extents.get("/data"), { inode: 0, first: 1, size: 10_000 });
 * assert.equal(image.allocatedBlocks, 1 + 3);
 * ```
 */
export function layOnBlocks(files: FileSystem, { blockBytes }: { readonly blockBytes: number }): Volume {
  const found = filesBelow(files, files.root, "");
  const inodeBlocks = Math.max(1, Math.ceil((found.length * INODE_BYTES) / blockBytes));
  const extents = new Map<string, Extent>();
  let first = inodeBlocks;
  for (const [inode, { path, stat }] of found.entries()) {
    extents.set(path, { inode, first, size: stat.size });
    first += Math.ceil(stat.size / blockBytes);
  }
  const image = new BlockImage({ blockBytes, blocks: first });
  for (let block = 0; block < inodeBlocks; block++) image.write(block, new Uint8Array(blockBytes).fill(1));
  for (const { path, stat } of found) copyIn(files, stat, image, extents.get(path)!.first);
  return { image, extents };
}

/**
 * Writes into a file on blocks: its bytes, and its inode.
 *
 * @throws {@link DomainError} if there is no such file, or it ends before
 */
export function writeOnBlocks(volume: Volume, store: BlockSnapshot, path: string, at: number, bytes: Uint8Array): void {
  const { inode, first, size } = extentOf(volume, path, at + bytes.length);
  for (let done = 0; done < bytes.length; ) {
    const start = (at + done) % store.blockBytes;
    const part = bytes.subarray(done, done + store.blockBytes - start);
    store.writePart(first + Math.floor((at + done) / store.blockBytes), start, part);
    done += part.length;
  }
  const stamp = new TextEncoder().encode(`${path} ${size}`.slice(0, INODE_BYTES));
  const place = inode * INODE_BYTES;
  store.writePart(Math.floor(place / store.blockBytes), place % store.blockBytes, stamp.subarray(0, 64));
}

/**
 * Reads from a file on blocks.
 *
 * @throws {@link DomainError} if there is no such file, or it ends before
 */
export function readFromBlocks(
  volume: Volume,
  store: BlockStore,
  path: string,
  at: number,
  length: number,
): Uint8Array {
  const { first } = extentOf(volume, path, at + length);
  return Uint8Array.from({ length }, (_, byte) => {
    const place = at + byte;
    return store.read(first + Math.floor(place / store.blockBytes))[place % store.blockBytes]!;
  });
}

function extentOf({ extents }: Volume, path: string, end: number): Extent {
  const extent = extents.get(path);
  if (extent === undefined) throw new DomainError("path", "to be a file of the volume", path);
  if (end > extent.size) throw new DomainError("end", `to be ${extent.size} at most, the end of ${path}`, end);
  return extent;
}

function filesBelow(files: FileSystem, directory: number, path: string): { path: string; stat: Stat }[] {
  return valueOf(files.list(directory), path).flatMap(({ name, ino, type }) => {
    const below = `${path}/${name}`;
    if (type === "directory") return filesBelow(files, ino, below);
    return type === "file" ? [{ path: below, stat: valueOf(files.stat(ino), below) }] : [];
  });
}

function copyIn(files: FileSystem, { ino, size }: Stat, image: BlockImage, first: number): void {
  const file = valueOf(files.open(ino, { write: false }), "open");
  for (let at = 0; at < size; at += image.blockBytes) {
    const block = new Uint8Array(image.blockBytes);
    block.set(file.read(at, image.blockBytes));
    image.write(first + at / image.blockBytes, block);
  }
}
