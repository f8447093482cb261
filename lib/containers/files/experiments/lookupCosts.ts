/**
 * What a lookup touches: directories of layers in an overlay, maps in a chain of snapshots, by how deep the thing lies.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";
import { valueOf } from "../../result";
import { BlockSnapshot } from "../blocks/blockSnapshot";
import { BlockImage } from "../blocks/blockStore";
import { FileCalls } from "../fileCalls";
import { MemoryFileSystem } from "../memoryFileSystem";
import { OverlayFileSystem } from "../overlay/overlayFileSystem";

/** What is looked for at one depth. */
export interface LookupCostRow {
  /** Layers that do not have it and lie above the one that does; all of them if none has it. */
  readonly depth: number;
  readonly found: boolean;
  /** Layers' directories asked for the name, for the first time and for the second. */
  readonly first: number;
  readonly again: number;
  /** Maps of snapshots asked for the block, every time. */
  readonly blockMaps: number;
}

/**
 * Looks for a file in each of so many layers, and for one that is nowhere. Every layer has the directory.
 *
 * @param layers - how many, 1 to 500
 * @returns one row per layer, from the top, then one for the missing file
 * @throws {@link DomainError} if `layers` is not from 1 to 500
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const rows = containers.lookupCosts(3);
 * assert.deepEqual(rows.map(({ first }) => first), [1, 2, 3, 3]);
 * assert.deepEqual(rows.map(({ again }) => again), [0, 0, 0, 3]);
 * ```
 */
export function lookupCosts(layers: number): LookupCostRow[] {
  if (!Number.isInteger(layers) || layers < 1 || layers > 500)
    throw new DomainError("layers", "to be from 1 to 500", layers);
  const overlay = new OverlayFileSystem({ lower: Array.from({ length: layers }, (_, at) => layerWith(`file${at}`)) });
  const directory = valueOf(overlay.lookup({ directory: overlay.root, name: "bin" }), "lookup");
  const asked = (name: string) => {
    const before = overlay.counts.lookups;
    const { type } = overlay.lookup({ directory, name });
    return { found: type === "done", count: overlay.counts.lookups - before };
  };
  const chain = snapshots(layers);
  return Array.from({ length: layers + 1 }, (_, depth) => {
    const [first, again] = [asked(`file${depth}`), asked(`file${depth}`)];
    return { depth, found: first.found, first: first.count, again: again.count, blockMaps: chain.mapsAsked(depth) };
  });
}

function layerWith(name: string): MemoryFileSystem {
  const files = new MemoryFileSystem();
  const calls = FileCalls.on(files);
  valueOf(calls.mkdir("/bin"), "mkdir");
  valueOf(calls.writeFile(`/bin/${name}`, ""), "write");
  return files;
}

/** A chain of as many snapshots, block 0 written in the topmost. */
function snapshots(count: number): BlockSnapshot {
  let top = new BlockSnapshot(new BlockImage({ blockBytes: 512, blocks: count + 1 }));
  for (let depth = count - 1; depth >= 0; depth--) {
    top.write(depth, new Uint8Array(512));
    if (depth > 0) top = new BlockSnapshot(top);
  }
  return top;
}
