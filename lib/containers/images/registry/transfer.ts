/**
 * Push and pull: whoever has a blob already does not get it again.
 *
 * ```text
 *   pull shop:1.0     manifest  ──►  names config, layers 1 2 3
 *                     here: 1 2      ──►  config and 3 move
 *   push blog:latest  registry asked for each: has blog it?  may it be mounted from another repository?  else it moves
 * ```
 *
 * Source: OCI distribution specification 1.0, "Push", "Pull".
 *
 * @packageDocumentation
 */
import { sumBy } from "lodash";
import { DomainError } from "../../../errors";
import { type BlobStore, type Descriptor, type Manifest, readManifest } from "../oci";
import type { Registry } from "./registry";

/** What a push or pull did with the blobs of an image. */
export interface Transfer {
  /** The manifest. */
  readonly image: Descriptor;
  /** Blobs that went over the network, in the order in which they went. */
  readonly moved: readonly Descriptor[];
  /** Blobs that were there already. */
  readonly present: readonly Descriptor[];
  /** Blobs that another repository of the registry had. */
  readonly mounted: readonly Descriptor[];
  /** Bytes of all that moved. */
  readonly movedBytes: number;
  /** Bytes of the layers that moved. */
  readonly movedLayerBytes: number;
}

/**
 * Repository and tag, or digest, of a name such as `library/python:3.11` or `shop@sha256:…`; the tag is `latest` if there is none.
 *
 * @throws {@link DomainError} if it is no name
 */
export function parseReference(name: string): { readonly repository: string; readonly reference: string } {
  const found = /^([^:@\s]+)(?::([\w.-]+)|@(sha256:[0-9a-f]{64}))?$/.exec(name);
  if (found === null) throw new DomainError("the image's name", 'to be "repository:tag" or "repository@digest"', name);
  return { repository: found[1]!, reference: found[2] ?? found[3] ?? "latest" };
}

/**
 * The layers of an image that a store lacks, from the bottom up.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const [here, there] = [new containers.BlobStore(), new containers.BlobStore()];
 * const [one, two] = ["a", "b"].map((path) => containers.storeLayer(there, [containers.tarEntry({ path, type: "file" })]));
 * const image = containers.storeImage(there, [one!, two!], { os: "linux", architecture: "amd64" });
 * here.copyFrom(there, one!.descriptor);
 * assert.deepEqual(containers.missingLayers(image.manifest, here), [two!.descriptor]);
 * ```
 */
export function missingLayers(manifest: Manifest, store: BlobStore): Descriptor[] {
  return manifest.layers.filter(({ digest }) => !store.has(digest));
}

/**
 * Fetches an image: its manifest, and of what that names what is not here.
 *
 * @throws {@link DomainError} if the registry has no such image
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const [developer, host, registry] = [new containers.BlobStore(), new containers.BlobStore(), new containers.Registry()];
 * containers.push(developer, containers.baseImage(developer, "alpine").descriptor, registry, "alpine:3.17");
 * assert.equal(containers.pull(registry, "alpine:3.17", host).moved.length, 3); // layer, configuration, manifest
 * assert.equal(containers.pull(registry, "alpine:3.17", host).movedBytes, 0);
 * ```
 */
export function pull(registry: Registry, name: string, store: BlobStore): Transfer {
  const { repository, reference } = parseReference(name);
  const image = registry.resolve(repository, reference);
  const blobs = blobsOf(readManifest(registry.store, image), image);
  const moved = blobs.filter(({ digest }) => !store.has(digest));
  for (const descriptor of moved) store.copyFrom(registry.store, descriptor);
  return transfer(image, moved, { present: blobs.filter((one) => !moved.includes(one)), mounted: [] });
}

/**
 * Sends an image: layers and configuration that the repository lacks, and the manifest last, which then has all that it names.
 *
 * @param mountFrom - repositories of the registry whose blobs need not be sent; none if not given
 */
export function push(
  store: BlobStore,
  image: Descriptor,
  registry: Registry,
  name: string,
  mountFrom: readonly string[] = [],
): Transfer {
  const { repository, reference } = parseReference(name);
  const blobs = blobsOf(readManifest(store, image), image);
  const present = blobs.filter(({ digest }) => registry.has(repository, digest));
  const mounted = blobs.filter(
    (one) => !present.includes(one) && mountFrom.some((from) => registry.mount(one.digest, from, repository)),
  );
  const moved = blobs.filter((one) => !present.includes(one) && !mounted.includes(one));
  for (const descriptor of moved) registry.upload(repository, descriptor, store);
  registry.tag(repository, reference, image);
  return transfer(image, moved, { present, mounted });
}

/** Each blob once, layers first and the manifest last. */
function blobsOf({ layers, config }: Manifest, image: Descriptor): Descriptor[] {
  const all = [...layers, config, image];
  return all.filter(({ digest }, at) => all.findIndex((other) => other.digest === digest) === at);
}

function transfer(
  image: Descriptor,
  moved: readonly Descriptor[],
  rest: Pick<Transfer, "present" | "mounted">,
): Transfer {
  const layers = moved.filter(({ mediaType }) => mediaType.includes(".layer."));
  return { image, moved, ...rest, movedBytes: sumBy(moved, "size"), movedLayerBytes: sumBy(layers, "size") };
}
