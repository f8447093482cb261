/**
 * From an image to what a container sees: its layers, one file system each, stacked by an overlay; or unpacked into one tree.
 *
 * ```text
 *   image's layers   3, 2, 1   ──►  lower directories of an overlay, topmost first; read only
 *   upper            empty          what the container writes, and what a build keeps as the next layer
 * ```
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";
import { type FileSystem, MemoryFileSystem, OverlayFileSystem } from "../../files";
import { valueOf } from "../../result";
import { applyLayer, chainIds, diffIdOf, layerToUpper, unpackLayer } from "../layers";
import type { BlobStore } from "./blobs";
import { type Image, layersOf, type StoredLayer } from "./image";

/**
 * Unpacks an image into an empty file system, layer by layer.
 *
 * @throws {@link DomainError} if a layer is not what the configuration's DiffID says
 */
export function unpackImage(store: BlobStore, image: Image, into: FileSystem): void {
  for (const { descriptor, diffId } of layersOf(image)) {
    const blob = store.read(descriptor);
    const is = diffIdOf(blob);
    if (is !== diffId) throw new DomainError(`the DiffID of layer ${descriptor.digest}`, `to be ${diffId}`, is);
    applyLayer(into, unpackLayer(blob));
  }
}

/** An image's layers as file systems, topmost first, as an overlay takes them. One layer is unpacked once, whatever the images. */
export class LayerCache {
  readonly #store: BlobStore;
  readonly #known = new Map<string, FileSystem>();

  constructor(store: BlobStore) {
    this.#store = store;
  }

  /** The lower directories for a container of these layers, which are given from the bottom up. */
  lowers(layers: readonly StoredLayer[]): FileSystem[] {
    const stack: FileSystem[] = [];
    // By the chain, not the layer alone: directories that a layer does not mention are as they are below it.
    const chain = chainIds(layers.map(({ diffId }) => diffId));
    for (const [at, { descriptor }] of layers.entries()) {
      const known = this.#known.get(chain[at]!) ?? this.#unpack(this.#store.read(descriptor), stack);
      this.#known.set(chain[at]!, known);
      stack.unshift(known);
    }
    return stack;
  }

  #unpack(blob: Uint8Array, below: readonly FileSystem[]): FileSystem {
    const files = new MemoryFileSystem();
    const lower = below.length === 0 ? undefined : new OverlayFileSystem({ lower: [...below] });
    layerToUpper(unpackLayer(blob), files, lower);
    return files;
  }
}

/**
 * The root of a new container: the image's layers, and an empty upper directory above them.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const store = new containers.BlobStore();
 * const layer = containers.storeLayer(store, [containers.tarEntry({ path: "etc/motd", type: "file", content: "hello" })]);
 * const image = containers.storeImage(store, [layer], { os: "linux", architecture: "amd64" });
 * const { merged, upper } = containers.containerRoot(store, image);
 * assert.deepEqual(containers.listTree(merged).map(({ path }) => path), ["", "etc", "etc/motd"]);
 * assert.deepEqual(containers.listTree(upper).map(({ path }) => path), [""]);
 * ```
 */
export function containerRoot(store: BlobStore, image: Image, layers = new LayerCache(store)): WritableRoot {
  return writableOn(layers.lowers(layersOf(image)));
}

/** What a container sees, and where its changes go. */
export interface WritableRoot {
  readonly merged: FileSystem;
  readonly upper: FileSystem;
}

/** An empty upper directory on lower ones, topmost first. The root is the upper directory's, so it gets the owner and mode of theirs. */
export function writableOn(lower: readonly FileSystem[]): WritableRoot {
  const upper = new MemoryFileSystem();
  if (lower.length === 0) return { merged: upper, upper };
  const { mode, uid, gid } = valueOf(lower[0]!.stat(lower[0]!.root), "the root");
  valueOf(upper.setAttributes(upper.root, { mode, uid, gid }), "the root");
  return { merged: new OverlayFileSystem({ lower, upper }), upper };
}
