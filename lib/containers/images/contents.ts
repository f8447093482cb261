/**
 * What is in an image: its files by what they are for, and which layer brought them. And what is not: no kernel, by looking for one.
 *
 * ```text
 *   /boot/vmlinuz-…, /lib/modules/…, /lib/firmware      kernel           in no image
 *   /bin /sbin /usr/bin /usr/sbin                       programs         the distribution's, or a package's
 *   /lib /lib64 /usr/lib                                libraries
 *   /etc                                                configuration
 *   /srv /opt /app /usr/local /home                     application
 * ```
 *
 * Places tell what a file is for, by the Filesystem Hierarchy Standard; a file in an unusual place is taken for data.
 *
 * Source: Filesystem Hierarchy Standard 3.0.
 *
 * @packageDocumentation
 */
import { sumBy } from "lodash";
import { unpackLayer } from "./layers";
import { layerEntryKind } from "./layers/apply";
import { type BlobStore, type Image, layersOf } from "./oci";
import type { TarEntry } from "./tar";

/** What files are for. */
export const fileKinds = ["kernel", "programs", "libraries", "configuration", "data", "application"] as const;

/** What a file is for. */
export type FileKind = (typeof fileKinds)[number];

const places: readonly (readonly [RegExp, FileKind])[] = [
  [
    /^(boot\/|(usr\/)?lib\/(modules|firmware)\/|(.*\/)?(vmlinu[xz]|bzImage|initrd|initramfs)[^/]*$|.*\.ko(\.[xg]z)?$|.*ntoskrnl\.exe$)/,
    "kernel",
  ],
  [/^(srv|opt|app|home|usr\/local|var\/www)\//, "application"],
  [/^(usr\/)?s?bin\/|\.exe$/, "programs"],
  [/^(usr\/)?lib(32|64|x32)?\/|\.dll$/, "libraries"],
  [/^etc\//, "configuration"],
];

/** What a file of an image is for, by its path without a slash before it. */
export function fileKind(path: string): FileKind {
  return places.find(([place]) => place.test(path))?.[1] ?? "data";
}

/** Files of one kind in one layer. */
export interface ContentRow {
  /** 0 for the bottom. */
  readonly layer: number;
  /** What made the layer, as the history tells. */
  readonly madeBy: string;
  readonly kind: FileKind;
  readonly files: number;
  /** Uncompressed. */
  readonly bytes: number;
}

/**
 * Files of an image by layer and kind: a row for each, also where there are none.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const store = new containers.BlobStore();
 * const rows = containers.imageContents(store, containers.baseImage(store, "alpine"));
 * assert.equal(rows.find(({ kind }) => kind === "kernel")?.files, 0);
 * assert.ok(rows.find(({ kind }) => kind === "programs")!.files > 30);
 * ```
 */
export function imageContents(store: BlobStore, image: Image): ContentRow[] {
  const history = (image.config.history ?? []).filter((one) => one.empty_layer !== true);
  return layersOf(image).flatMap(({ descriptor }, layer) => {
    const files = unpackLayer(store.read(descriptor)).filter(isContent);
    return fileKinds.map((kind) => {
      const of = files.filter(({ path }) => fileKind(path) === kind);
      const bytes = sumBy(of, ({ content }) => content.length);
      return { layer, madeBy: history[layer]?.created_by ?? "", kind, files: of.length, bytes };
    });
  });
}

/** Paths of an image that look like a kernel, its modules or its first disk; none in every image that is one. */
export function kernelFiles(store: BlobStore, image: Image): string[] {
  return layersOf(image).flatMap(({ descriptor }) =>
    unpackLayer(store.read(descriptor))
      .map(({ path }) => path)
      .filter((path) => fileKind(path) === "kernel"),
  );
}

function isContent(entry: TarEntry): boolean {
  return entry.type !== "directory" && layerEntryKind(entry) === "file";
}
