/**
 * A layer as it is kept: an archive, its two digests, and the digest of the whole stack up to it.
 *
 * ```text
 *   entries ──tar──► bytes ──gzip──► blob
 *                      │               └ digest: the blob's name in stores and registries
 *                      └ DiffID: the same however it was compressed
 *
 *   ChainID(1) = DiffID(1)        ChainID(n) = sha256(ChainID(n-1) + " " + DiffID(n)): names a tree, not a difference
 * ```
 *
 * Source: OCI image specification, config.md, "Layer DiffID", "Layer ChainID".
 *
 * @packageDocumentation
 */
import { gunzip, gzip, type InflateLimits, isGzip } from "../compression";
import { type Digest, digestOf } from "../digest";
import { readTar, type TarEntry, type TarLimits, writeTar } from "../tar";

/** A layer, ready to be stored. */
export interface PackedLayer {
  /** What is stored and sent: an archive, compressed or not. */
  readonly blob: Uint8Array;
  /** The digest of the archive, uncompressed. */
  readonly diffId: Digest;
  readonly isCompressed: boolean;
}

/** How layers are packed. */
export type Compression = "gzip" | "none";

/**
 * Packs entries. Times are set to 0, so that the same tree gives the same digests on any day.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const entries = [containers.tarEntry({ path: "hello", type: "file", content: "hi\n" })];
 * const [packed, plain] = (["gzip", "none"] as const).map((how) => containers.packLayer(entries, how));
 * assert.equal(packed!.diffId, plain!.diffId);
 * assert.notEqual(containers.digestOf(packed!.blob), containers.digestOf(plain!.blob));
 * assert.deepEqual(containers.unpackLayer(packed!.blob), containers.unpackLayer(plain!.blob));
 * ```
 */
export function packLayer(entries: readonly TarEntry[], compression: Compression = "gzip"): PackedLayer {
  const tar = writeTar(entries.map((entry) => ({ ...entry, modifiedSeconds: 0 })));
  const isCompressed = compression === "gzip";
  return { blob: isCompressed ? gzip(tar) : tar, diffId: digestOf(tar), isCompressed };
}

/**
 * The entries of a layer's blob, compressed or not.
 *
 * @throws {@link DomainError} as {@link readTar} does, and if it inflates beyond the limits
 */
export function unpackLayer(blob: Uint8Array, limits: TarLimits & InflateLimits = {}): TarEntry[] {
  return readTar(inflated(blob, limits), limits);
}

/** The digest of a layer's archive, whatever it is compressed with. */
export function diffIdOf(blob: Uint8Array): Digest {
  return digestOf(inflated(blob));
}

function inflated(blob: Uint8Array, limits: InflateLimits = {}): Uint8Array {
  return isGzip(blob) ? gunzip(blob, limits) : blob;
}

/**
 * The names of the trees that a stack of layers makes, one for each layer.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const [a, b] = [containers.digestOf("a"), containers.digestOf("b")];
 * assert.deepEqual(containers.chainIds([a, b]), [a, containers.digestOf(`${a} ${b}`)]);
 * ```
 */
export function chainIds(diffIds: readonly Digest[]): Digest[] {
  const chain: Digest[] = [];
  for (const diffId of diffIds) {
    const below = chain.at(-1);
    chain.push(below === undefined ? diffId : digestOf(`${below} ${diffId}`));
  }
  return chain;
}
