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
import type { FileSystem } from "../../files";
import { applyLayer, diffIdOf, unpackLayer } from "../layers";
import type { BlobStore } from "./blobs";
import { type Image, layersOf } from "./image";

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
