/**
 * What is duplicated when a container writes to a file that it shares: by file, and by block.
 *
 * ```text
 *              one file of an image, one write pattern
 *             ╱                                       ╲
 *   an overlay over it                        a snapshot of its blocks
 *   copied: the file                          copied: the blocks written, the inode's block, and the map
 *             ╲                                       ╱
 *                both then read the same: checked
 * ```
 *
 * @packageDocumentation
 */
import { isEqual } from "lodash";
import { DomainError } from "../../../errors";
import { type Random, seeded } from "../../../sim";
import { valueOf } from "../../result";
import { BlockSnapshot } from "../blocks/blockSnapshot";
import { layOnBlocks, readFromBlocks, writeOnBlocks } from "../blocks/volume";
import { FileCalls } from "../fileCalls";
import { MemoryFileSystem } from "../memoryFileSystem";
import { OverlayFileSystem } from "../overlay/overlayFileSystem";

/** How a file is written: one byte, a byte in each of 64 random places, or all of it. */
export type WritePattern = "one byte" | "64 places" | "all of it";

/** What one pattern duplicates. */
export interface CopyCostRow {
  readonly pattern: WritePattern;
  readonly fileBytes: number;
  readonly blockBytes: number;
  /** Bytes that the program wrote. */
  readonly writtenBytes: number;
  /** Bytes that the upper layer takes then. */
  readonly byFileBytes: number;
  /** Bytes that the snapshot takes then: blocks and map. */
  readonly byBlockBytes: number;
}

/** What is compared. */
export interface CopyCostOptions {
  /** Whole numbers of at least 64. */
  readonly fileBytes: readonly number[];
  readonly patterns: readonly WritePattern[];
  /** 4096 if not given. */
  readonly blockBytes?: number;
  /** Of the random places; 1 if not given. */
  readonly seed?: number;
}

/**
 * Writes to files of several sizes under both kinds of copy on write.
 *
 * @returns one row per pattern and size
 * @throws {@link DomainError} if a file is shorter than 64 bytes
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const [row] = containers.copyCosts({ fileBytes: [1 << 20], patterns: ["one byte"] });
 * assert.equal(row?.byFileBytes, 1 << 20);
 * assert.equal(row.byBlockBytes, 4 * 4096); // the block, the inode's, and a map of two levels
 * ```
 */
export function copyCosts({ fileBytes, patterns, blockBytes = 4096, seed = 1 }: CopyCostOptions): CopyCostRow[] {
  return patterns.flatMap((pattern) => fileBytes.map((size) => cost(pattern, size, blockBytes, seeded(seed))));
}

function cost(pattern: WritePattern, fileBytes: number, blockBytes: number, random: Random): CopyCostRow {
  if (!Number.isInteger(fileBytes) || fileBytes < 64)
    throw new DomainError("fileBytes", "to be a whole number from 64 on", fileBytes);
  const image = new MemoryFileSystem();
  valueOf(FileCalls.on(image).writeFile("/data", new Uint8Array(fileBytes).fill(1)), "write");
  const upper = new MemoryFileSystem();
  const overlay = FileCalls.on(new OverlayFileSystem({ lower: [image], upper }));
  const volume = layOnBlocks(image, { blockBytes });
  const snapshot = new BlockSnapshot(volume.image);
  const writes = writesOf(pattern, fileBytes, random);
  const { file } = valueOf(overlay.open("/data", 2), "open");
  for (const { at, bytes } of writes) {
    valueOf(file.write(at, bytes), "write");
    writeOnBlocks(volume, snapshot, "/data", at, bytes);
  }
  for (const { at } of writes)
    if (!isEqual(file.read(at, 1), readFromBlocks(volume, snapshot, "/data", at, 1)))
      throw new Error(`They differ at ${at}`);
  return {
    pattern,
    fileBytes,
    blockBytes,
    writtenBytes: writes.reduce((sum, { bytes }) => sum + bytes.length, 0),
    byFileBytes: upper.usedBytes,
    byBlockBytes: (snapshot.allocatedBlocks + snapshot.mapBlocks) * blockBytes,
  };
}

function writesOf(pattern: WritePattern, size: number, random: Random): { at: number; bytes: Uint8Array }[] {
  const byte = new Uint8Array([2]);
  if (pattern === "all of it") return [{ at: 0, bytes: new Uint8Array(size).fill(2) }];
  if (pattern === "one byte") return [{ at: Math.floor(size / 2), bytes: byte }];
  return Array.from({ length: 64 }, () => ({ at: random.integer(size), bytes: byte }));
}
