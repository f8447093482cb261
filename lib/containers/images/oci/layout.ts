/**
 * A whole store as files, as other tools open it.
 *
 * ```text
 *   oci-layout                 {"imageLayoutVersion":"1.0.0"}
 *   index.json                 which images there are, and their names
 *   blobs/sha256/9f1c…         bytes of a layer, named by their hash
 *   blobs/sha256/b4e1…         bytes of a manifest
 * ```
 *
 * Source: OCI image specification 1.0, image-layout.md, image-index.md.
 *
 * @packageDocumentation
 */
import { z } from "zod";
import { DomainError } from "../../../errors";
import { digestOf, requireDigest } from "../digest";
import { BlobStore } from "./blobs";
import {
  type Descriptor,
  descriptorSchema,
  jsonBytes,
  mediaTypes,
  type Platform,
  parseJson,
  verifyBlob,
} from "./descriptor";
import { type Image, readImage } from "./image";

/** Files of a layout by path, with slashes. */
export type LayoutFiles = ReadonlyMap<string, Uint8Array>;

/** Images by name, as tags. */
export type Tags = ReadonlyMap<string, Descriptor>;

/** A layout that was read. */
export interface Layout {
  readonly store: BlobStore;
  /** Images by the name that the index gives them; those without a name by their digest. */
  readonly tags: Tags;
}

/** The annotation that holds a name. */
const REFERENCE = "org.opencontainers.image.ref.name";
const BLOBS = "blobs/sha256/";

const indexSchema = z.looseObject({ schemaVersion: z.literal(2), manifests: z.array(descriptorSchema) });
const versionSchema = z.looseObject({ imageLayoutVersion: z.literal("1.0.0") });

/**
 * The files of a layout: all blobs of a store, and an index of the images with their names.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const store = new containers.BlobStore();
 * const image = containers.storeImage(store, [], { os: "linux", architecture: "amd64" });
 * const files = containers.writeLayout(store, new Map([["empty", image.descriptor]]));
 * assert.deepEqual([...files.keys()].slice(0, 2), ["oci-layout", "index.json"]);
 * assert.equal(containers.readLayout(files).tags.get("empty")?.digest, image.descriptor.digest);
 * ```
 */
export function writeLayout(store: BlobStore, tags: Tags): LayoutFiles {
  const manifests = [...tags].map(([name, descriptor]) => {
    const { mediaType, digest, size, platform, annotations } = descriptor;
    return {
      mediaType,
      digest,
      size,
      ...(platform && { platform }),
      annotations: { ...annotations, [REFERENCE]: name },
    };
  });
  const blobs = store.digests().map((digest) => {
    const bytes = store.read({ mediaType: "", digest, size: store.size(digest) });
    return [BLOBS + digest.slice("sha256:".length), bytes] as const;
  });
  return new Map([
    ["oci-layout", jsonBytes({ imageLayoutVersion: "1.0.0" })],
    ["index.json", jsonBytes({ schemaVersion: 2, mediaType: mediaTypes.index, manifests })],
    ...blobs,
  ]);
}

/**
 * Reads a layout, and checks every blob against its name and everything that the index leads to against its descriptor.
 *
 * @throws {@link DomainError} if a file is missing, of another version, or not what its name or descriptor says
 */
export function readLayout(files: LayoutFiles): Layout {
  parseJson(file(files, "oci-layout"), versionSchema, "oci-layout");
  const index = parseJson(file(files, "index.json"), indexSchema, "index.json");
  const store = new BlobStore();
  for (const [path, bytes] of files) if (path.startsWith(BLOBS)) take(store, path, bytes);
  const tags = new Map(
    (index.manifests as Descriptor[]).map((one) => [one.annotations?.[REFERENCE] ?? one.digest, one]),
  );
  for (const descriptor of tags.values()) verifyReachable(store, descriptor, []);
  return { store, tags };
}

function file(files: LayoutFiles, path: string): Uint8Array {
  const bytes = files.get(path);
  if (bytes === undefined) throw new DomainError("the layout", `to have a file ${path}`, [...files.keys()].slice(0, 5));
  return bytes;
}

function take(store: BlobStore, path: string, bytes: Uint8Array): void {
  const named = requireDigest(`sha256:${path.slice(BLOBS.length)}`, "a blob's file name");
  if (digestOf(bytes) !== named)
    throw new DomainError(`the blob ${path}`, "to have the digest of its name", digestOf(bytes));
  store.add("", bytes);
}

/** Follows a descriptor to all that it needs, and checks sizes on the way. */
function verifyReachable(store: BlobStore, descriptor: Descriptor, above: readonly string[]): void {
  if (above.includes(descriptor.digest))
    throw new DomainError("the index", "to contain no index twice", descriptor.digest);
  const bytes = store.read(descriptor);
  verifyBlob(descriptor, bytes);
  if (descriptor.mediaType === mediaTypes.index) {
    const { manifests } = parseJson(bytes, indexSchema, `the index ${descriptor.digest}`);
    for (const below of manifests as Descriptor[]) verifyReachable(store, below, [...above, descriptor.digest]);
  } else if (descriptor.mediaType === mediaTypes.manifest) {
    const { manifest } = readImage(store, descriptor);
    for (const blob of [manifest.config, ...manifest.layers]) verifyBlob(blob, store.read(blob));
  }
}

/**
 * Reads an image by name; of an index with several, the one for a platform.
 *
 * @throws {@link DomainError} if there is none
 */
export function imageOf(
  { store, tags }: Layout,
  name: string,
  platform: Platform = { os: "linux", architecture: "amd64" },
): Image {
  const descriptor = tags.get(name);
  if (descriptor === undefined)
    throw new DomainError("the image's name", `to be one of ${[...tags.keys()].join(", ")}`, name);
  if (descriptor.mediaType !== mediaTypes.index) return readImage(store, descriptor);
  const { manifests } = parseJson(store.read(descriptor), indexSchema, `the index ${descriptor.digest}`);
  const fits = (one: Descriptor) =>
    one.platform?.os === platform.os && one.platform.architecture === platform.architecture;
  const found = (manifests as Descriptor[]).find(fits);
  if (found === undefined)
    throw new DomainError("the platform", "to be one of the index", `${platform.os}/${platform.architecture}`);
  return readImage(store, found);
}
