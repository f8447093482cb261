/**
 * The layers of an overlay, and the marks that it leaves in them.
 *
 * ```text
 *   upper     etc/        hosts        whiteout "passwd"        written
 *   lower 1   etc/        hosts        opt/ (opaque)            never written
 *   lower 2   etc/ passwd hosts group  opt/                     never written
 *   ───────────────────────────────────────────────────────
 *   merged    etc/ group  hosts        opt/ of lower 1
 *             └── from lower 2    └── from upper; the others are hidden
 * ```
 *
 * A *whiteout* hides a name of the layers below: a character device 0/0, or an empty file with an attribute. An *opaque* directory hides
 * the directories of its name below. A *redirect* says under which name the layers below have a directory that was renamed.
 *
 * Source: Linux, Documentation/filesystems/overlayfs.rst, "whiteouts and opaque directories", "redirect_dir".
 *
 * @packageDocumentation
 */
import type { FileSystem, Stat } from "../fileSystem";

/** A directory tree that serves as a layer. */
export interface Layer {
  readonly fileSystem: FileSystem;
  /** The inode of its topmost directory. */
  readonly root: number;
}

/** An inode in a layer. */
export interface Real {
  readonly layer: Layer;
  readonly ino: number;
}

/** What an overlay has done so far. */
export interface OverlayCounts {
  /** Names looked for in directories of layers. */
  lookups: number;
  /** Files, directories and links that were copied to the upper layer. */
  copies: number;
  /** Bytes of files that were copied. */
  copiedBytes: number;
  /** Whiteouts made. */
  whiteouts: number;
}

/** The layers and how marks are written in them. */
export interface Layers {
  /** Topmost first. */
  readonly lower: readonly Layer[];
  /** Where changes go; nothing can be changed without. */
  readonly upper: Layer | undefined;
  /** `trusted.overlay.`, or `user.overlay.` for mounts by users. */
  readonly prefix: string;
  /** Whether a rename of a lower directory makes a redirect, or those that are there are followed, or not even that. */
  readonly redirects: "make" | "follow" | "ignore";
  readonly counts: OverlayCounts;
}

const yes = new Uint8Array([0x79]);

/** What a mark says; nothing if it is not there. */
export function mark({ prefix }: Layers, { layer, ino }: Real, name: string): string | undefined {
  const value = layer.fileSystem.getXattr(ino, prefix + name);
  return value.type === "done" ? new TextDecoder().decode(value.value) : undefined;
}

/** Whether an inode hides its name in the layers below. */
export function isWhiteout(layers: Layers, real: Real, stat: Stat): boolean {
  if (stat.type === "character") return stat.device?.major === 0 && stat.device.minor === 0;
  return stat.type === "file" && stat.size === 0 && mark(layers, real, "whiteout") !== undefined;
}

/** Whether a directory hides those of its name below. */
export function isOpaque(layers: Layers, directory: Real): boolean {
  return mark(layers, directory, "opaque") === "y";
}

/** Makes a directory of the upper layer opaque. */
export function setOpaque({ prefix, upper }: Layers, ino: number): void {
  upper!.fileSystem.setXattr(ino, `${prefix}opaque`, yes);
}

/** Whether an attribute is one of the overlay's own, which nobody sees through it. */
export function isPrivate({ prefix }: Layers, name: string): boolean {
  return name.startsWith(prefix) && !name.startsWith(`${prefix}overlay.`);
}

/**
 * The name in a layer of an attribute that is set through the overlay. Names of marks are escaped, so that an overlay's files can be
 * layers of another.
 */
export function escaped({ prefix }: Layers, name: string): string {
  return name.startsWith(prefix) ? `${prefix}overlay.${name.slice(prefix.length)}` : name;
}

/** The other way round. */
export function unescaped({ prefix }: Layers, name: string): string {
  return name.startsWith(`${prefix}overlay.`) ? prefix + name.slice(prefix.length + "overlay.".length) : name;
}
