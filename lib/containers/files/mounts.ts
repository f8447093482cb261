/**
 * Where file systems hang in one another, as a path walk sees it.
 *
 * ```text
 *   mount 1: ext4   /  ── srv ── data          a walk that reaches (1, data) goes on at (2, root of 2);
 *                               ┊              ".." at (2, root) goes on at (1, data)'s parent
 *   mount 2: tmpfs              /  ── file
 * ```
 *
 * Source: Linux, Documentation/filesystems/path-lookup.rst.
 *
 * @packageDocumentation
 */
import type { FileSystem } from "./fileSystem";

/** A file system that hangs somewhere. */
export interface Mount {
  readonly fileSystem: FileSystem;
  /** Changes through this mount give `EROFS`. */
  readonly readOnly: boolean;
}

/** An inode, and the mount through which it was reached. */
export interface Place {
  readonly mount: Mount;
  readonly ino: number;
}

/** What a path walk asks about mounts. */
export interface Mounts {
  /** What hangs on a place, topmost; the place itself if nothing does. */
  down(place: Place): Place;
  /** Where the mount hangs, if the place is its root; nothing at the top of all. */
  up(place: Place): Place | undefined;
}

/** One file system alone. */
export function singleMount(fileSystem: FileSystem): { readonly mounts: Mounts; readonly root: Place } {
  const mount = { fileSystem, readOnly: false };
  return { mounts: { down: (place) => place, up: () => undefined }, root: { mount, ino: fileSystem.root } };
}
