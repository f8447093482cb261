/**
 * An image: a manifest that names layers and a configuration, and the configuration, which says how to run them.
 *
 * ```text
 *   manifest ──► configuration    user, environment, command; DiffIDs of the layers; history
 *      │                          its digest is the image's ID
 *      └──────► layer 1, layer 2, …   from the bottom up
 * ```
 *
 * Source: OCI image specification 1.0, manifest.md, config.md.
 *
 * @packageDocumentation
 */
import { z } from "zod";
import { DomainError } from "../../../errors";
import { type Digest, requireDigest } from "../digest";
import { type Compression, packLayer } from "../layers";
import type { TarEntry } from "../tar";
import type { BlobStore } from "./blobs";
import { type Descriptor, descriptorSchema, jsonBytes, mediaTypes, type Platform, parseJson } from "./descriptor";

/** How to run an image; keys as in the JSON. */
export interface RunConfig {
  readonly User?: string;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  /** `NAME=value`. */
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Volumes?: Readonly<Record<string, object>>;
  readonly WorkingDir?: string;
  readonly Labels?: Readonly<Record<string, string>>;
}

/** One step of how an image came about. */
export interface History {
  readonly created?: string;
  readonly created_by?: string;
  readonly comment?: string;
  /** Whether the step changed the configuration only. */
  readonly empty_layer?: boolean;
}

/** An image's configuration; keys as in the JSON. */
export interface ImageConfig extends Platform {
  readonly created?: string;
  readonly config?: RunConfig;
  readonly rootfs: { readonly type: "layers"; readonly diff_ids: readonly Digest[] };
  readonly history?: readonly History[];
}

/** What an image consists of; keys as in the JSON. */
export interface Manifest {
  readonly schemaVersion: 2;
  readonly mediaType?: string;
  readonly config: Descriptor;
  /** From the bottom up. */
  readonly layers: readonly Descriptor[];
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An image that was read. */
export interface Image {
  /** Names the manifest: what a tag points to. */
  readonly descriptor: Descriptor;
  readonly manifest: Manifest;
  readonly config: ImageConfig;
  /** The digest of the configuration: the same for the same trees, however they were compressed. */
  readonly id: Digest;
}

const texts = z.array(z.string());
const keys = z.record(z.string(), z.looseObject({}));
const configSchema = z.looseObject({
  os: z.string(),
  architecture: z.string(),
  config: z
    .looseObject({
      User: z.string().optional(),
      ExposedPorts: keys.nullish(),
      Env: texts.nullish(),
      Entrypoint: texts.nullish(),
      Cmd: texts.nullish(),
      Volumes: keys.nullish(),
      WorkingDir: z.string().optional(),
      Labels: z.record(z.string(), z.string()).nullish(),
    })
    .optional(),
  rootfs: z.looseObject({ type: z.literal("layers"), diff_ids: texts }),
  history: z.array(z.looseObject({})).nullish(),
});
const manifestSchema = z.looseObject({
  schemaVersion: z.literal(2),
  config: descriptorSchema,
  layers: z.array(descriptorSchema),
});

/** A layer that is in a store. */
export interface StoredLayer {
  readonly descriptor: Descriptor;
  readonly diffId: Digest;
}

/** Packs entries and keeps them. */
export function storeLayer(
  store: BlobStore,
  entries: readonly TarEntry[],
  compression: Compression = "gzip",
): StoredLayer {
  const { blob, diffId, isCompressed } = packLayer(entries, compression);
  return { descriptor: store.add(isCompressed ? mediaTypes.layerGzip : mediaTypes.layer, blob), diffId };
}

/**
 * Keeps configuration and manifest of an image whose layers are in the store.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const store = new containers.BlobStore();
 * const layer = containers.storeLayer(store, [containers.tarEntry({ path: "hello", type: "file", content: "hi\n" })]);
 * const image = containers.storeImage(store, [layer], { os: "linux", architecture: "amd64", config: { Cmd: ["/hello"] } });
 * assert.deepEqual(containers.readImage(store, image.descriptor), image);
 * assert.equal(store.digests().length, 3); // layer, configuration, manifest
 * ```
 */
export function storeImage(
  store: BlobStore,
  layers: readonly StoredLayer[],
  config: Omit<ImageConfig, "rootfs">,
): Image {
  const { os, architecture, variant, created, config: run, history } = config;
  const whole: ImageConfig = {
    ...(created !== undefined && { created }),
    architecture,
    ...(variant !== undefined && { variant }),
    os,
    ...(run !== undefined && { config: run }),
    rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) },
    ...(history !== undefined && { history }),
  };
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: store.add(mediaTypes.config, jsonBytes(whole)),
    layers: layers.map(({ descriptor }) => descriptor),
  };
  const descriptor = { ...store.add(mediaTypes.manifest, jsonBytes(manifest)), platform: { os, architecture } };
  return { descriptor, manifest, config: whole, id: manifest.config.digest };
}

/**
 * Reads an image that a descriptor names.
 *
 * @throws {@link DomainError} if manifest or configuration is not as it must be, or they do not agree on the number of layers
 */
export function readImage(store: BlobStore, descriptor: Descriptor): Image {
  const manifest = readManifest(store, descriptor);
  const what = `the configuration ${manifest.config.digest}`;
  const config = parseJson(store.read(manifest.config), configSchema, what) as unknown as ImageConfig;
  const { diff_ids } = config.rootfs;
  for (const diffId of diff_ids) requireDigest(diffId, `${what}: rootfs: diff_ids`);
  if (diff_ids.length !== manifest.layers.length)
    throw new DomainError(what, `to name ${manifest.layers.length} layers, as its manifest does`, diff_ids.length);
  return { descriptor, manifest, config, id: manifest.config.digest };
}

/** Reads a manifest alone. */
export function readManifest(store: BlobStore, descriptor: Descriptor): Manifest {
  return parseJson(store.read(descriptor), manifestSchema, `the manifest ${descriptor.digest}`);
}

/** The layers of an image, with their DiffIDs. */
export function layersOf({ manifest, config }: Image): StoredLayer[] {
  return manifest.layers.map((descriptor, at) => ({ descriptor, diffId: config.rootfs.diff_ids[at]! }));
}
