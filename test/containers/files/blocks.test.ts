import test from "ava";
import fc from "fast-check";
import { DomainError } from "../../../lib";
import {
  BlockImage,
  BlockSnapshot,
  copyCosts,
  FileCalls,
  layOnBlocks,
  lookupCosts,
  MemoryFileSystem,
  readFromBlocks,
  valueOf,
} from "../../../lib/containers";

const step = fc.record({
  type: fc.constantFrom(...(["write", "discard", "part", "snapshot"] as const)),
  /** Which of the stores that nobody was built on. */
  at: fc.nat({ max: 9 }),
  block: fc.nat({ max: 19 }),
  value: fc.integer({ min: 1, max: 255 }),
});

test("snapshots read what an array of blocks would hold, and what they were taken of never changes", (t) => {
  const holds = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const image = new BlockImage({ blockBytes: 16, blocks: 20 });
    image.write(3, new Uint8Array(16).fill(9));
    const start = Array.from({ length: 20 }, (_, block) => [...image.read(block)]);
    const leaves = [0, 1].map(() => ({ store: new BlockSnapshot(image), blocks: structuredClone(start) }));
    for (const { type, at, block, value } of steps) {
      const { store, blocks } = leaves[at % leaves.length]!;
      if (type === "snapshot") {
        // Nobody writes to what a snapshot was taken of: two take its place.
        leaves.splice(
          at % leaves.length,
          1,
          ...[0, 1].map(() => ({ store: new BlockSnapshot(store), blocks: structuredClone(blocks) })),
        );
        continue;
      }
      if (type === "write") store.write(block, new Uint8Array(16).fill(value));
      if (type === "part") store.writePart(block, 5, new Uint8Array([value]));
      if (type === "discard") store.discard(block);
      if (type === "part") blocks[block]![5] = value;
      else blocks[block]!.fill(type === "discard" ? 0 : value);
    }
    for (const { store, blocks } of leaves)
      t.deepEqual(
        Array.from({ length: 20 }, (_, block) => [...store.read(block)]),
        blocks,
      );
    t.deepEqual(
      Array.from({ length: 20 }, (_, block) => [...image.read(block)]),
      start,
    );
  });
  t.notThrows(() => fc.assert(holds, { numRuns: 200, seed: 1 }));
});

test("a snapshot counts its own blocks, and tables where it has any", (t) => {
  const snapshot = new BlockSnapshot(new BlockImage({ blockBytes: 64, blocks: 100 }));
  t.deepEqual([snapshot.allocatedBlocks, snapshot.mapBlocks], [0, 0]);
  for (const block of [0, 1, 9]) snapshot.write(block, new Uint8Array(64));
  // 8 entries of 8 bytes in a table; 13 tables for 100 blocks, whose directory takes 2 blocks.
  t.deepEqual([snapshot.allocatedBlocks, snapshot.mapBlocks], [3, 2 + 2]);
  snapshot.discard(9);
  t.is(snapshot.allocatedBlocks, 2);
});

test("a volume reads back every file that was laid on it", (t) => {
  const files = new MemoryFileSystem();
  const calls = FileCalls.on(files);
  valueOf(calls.mkdir("/d"), "mkdir");
  const contents = { "/a": "x".repeat(5000), "/d/b": "", "/d/c": "end" };
  for (const [path, content] of Object.entries(contents)) valueOf(calls.writeFile(path, content), path);
  const volume = layOnBlocks(files, { blockBytes: 512 });
  for (const [path, content] of Object.entries(contents))
    t.is(Buffer.from(readFromBlocks(volume, volume.image, path, 0, content.length)).toString(), content);
  t.throws(() => readFromBlocks(volume, volume.image, "/a", 4999, 2), { instanceOf: DomainError });
});

test("one byte duplicates the file, or a block, an inode's block and a map", (t) => {
  const rows = copyCosts({ fileBytes: [64, 4096, 1 << 20], patterns: ["one byte"] });
  t.deepEqual(
    rows.map(({ byFileBytes }) => byFileBytes),
    [4096, 4096, 1 << 20],
  );
  t.deepEqual(
    rows.map(({ byBlockBytes }) => byBlockBytes),
    [4, 4, 4].map((blocks) => blocks * 4096),
  );
});

test("writing all of it duplicates all of it both ways", (t) => {
  const [row] = copyCosts({ fileBytes: [1 << 20], patterns: ["all of it"] });
  t.is(row!.byFileBytes, 1 << 20);
  t.true(row!.byBlockBytes >= 1 << 20 && row!.byBlockBytes < 1.02 * (1 << 20));
});

test("a lookup costs as many directories as layers lie above, then none; a missing name asks all", (t) => {
  const rows = lookupCosts(50);
  t.deepEqual(
    rows.slice(0, 50).map(({ first }) => first),
    Array.from({ length: 50 }, (_, at) => at + 1),
  );
  t.true(rows.slice(0, 50).every(({ again }) => again === 0));
  t.like(rows[50], { found: false, first: 50, again: 50, blockMaps: 50 });
});
