/**
 * Published images as a registry would hold them: real names and sizes of layers, without their bytes. What is shared comes out of the
 * digests, as it would with the bytes.
 *
 * @packageDocumentation
 */
import { groupBy, sumBy } from "lodash";
import type { Digest } from "../digest";
import { BlobStore, type Descriptor, mediaTypes, readManifest, storeImage } from "../oci";
import { Registry } from "./registry";
import { pull, push } from "./transfer";

/** A layer of a published image. */
export interface PublishedLayer {
  /** As `python:3.11.1-bullseye`. */
  readonly image: string;
  /** 0 for the bottom. */
  readonly layerIndex: number;
  /** The first hexadecimal digits of the layer's digest. */
  readonly digestPrefix: string;
  readonly compressedBytes: number;
}

/** One image, pulled after those before it. */
export interface PulledImage {
  readonly image: string;
  /** Bytes of all its layers. */
  readonly wholeBytes: number;
  /** Bytes of the layers that moved. */
  readonly movedBytes: number;
  /** Bytes of all layers on the host afterwards. */
  readonly storedBytes: number;
  /** The layers, from the bottom up, and whether each moved. */
  readonly layers: readonly { readonly digest: Digest; readonly bytes: number; readonly moved: boolean }[];
}

/**
 * A registry with these images.
 *
 * @throws {@link DomainError} if two rows give one digest different sizes
 */
export function publishImages(rows: readonly PublishedLayer[]): Registry {
  const registry = new Registry();
  for (const [name, layers] of Object.entries(groupBy(rows, "image"))) {
    const store = new BlobStore();
    const stored = [...layers]
      .sort((a, b) => a.layerIndex - b.layerIndex)
      .map((row) => ({ descriptor: describe(row), diffId: digestOfPrefix(row.digestPrefix) }));
    for (const { descriptor } of stored) store.note(descriptor);
    const image = storeImage(store, stored, { os: "linux", architecture: "amd64" });
    push(store, image.descriptor, registry, name, registry.repositories());
  }
  return registry;
}

/**
 * Pulls images one after the other onto an empty host.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const layer = (image: string, layerIndex: number, digestPrefix: string, compressedBytes: number) => ({ image, layerIndex, digestPrefix, compressedBytes });
 * const registry = containers.publishImages([layer("a", 0, "11", 100), layer("a", 1, "22", 10), layer("b", 0, "11", 100), layer("b", 1, "33", 1)]);
 * const [, b] = containers.pullInTurn(registry, ["a", "b"]);
 * assert.deepEqual([b?.wholeBytes, b?.movedBytes, b?.storedBytes], [101, 1, 111]);
 * ```
 */
export function pullInTurn(registry: Registry, images: readonly string[]): PulledImage[] {
  const host = new BlobStore();
  let storedBytes = 0;
  return images.map((image) => {
    const { image: manifest, moved, movedLayerBytes } = pull(registry, image, host);
    storedBytes += movedLayerBytes;
    const came = new Set(moved.map(({ digest }) => digest));
    const layers = readManifest(host, manifest).layers.map(({ digest, size }) => ({
      digest,
      bytes: size,
      moved: came.has(digest),
    }));
    return { image, wholeBytes: sumBy(layers, "bytes"), movedBytes: movedLayerBytes, storedBytes, layers };
  });
}

function describe({ digestPrefix, compressedBytes }: PublishedLayer): Descriptor {
  return { mediaType: mediaTypes.layerGzip, digest: digestOfPrefix(digestPrefix), size: compressedBytes };
}

/** The table has the first digits alone; the others are zeros here. */
function digestOfPrefix(prefix: string): Digest {
  return `sha256:${prefix.padEnd(64, "0")}`;
}
