/**
 * Copies what is about to change from a lower layer to the upper one: the whole file, even if one byte is to be written.
 *
 * ```text
 *   before   upper   –                               after   upper   usr/ ─ bin/ ─ vi        (directories on the way, and the file)
 *            lower   usr/ ─ bin/ ─ vi, ls                    lower   usr/ ─ bin/ ─ vi, ls    (as it was)
 * ```
 *
 * Type, mode, owner, time and extended attributes are carried over, the overlay's own marks excepted. A file with several names becomes
 * one with a single name: the others go on showing the old content.
 *
 * Left out: the marks `origin` and `impure`, by which Linux keeps inode numbers the same; the work directory, which makes each copy
 * appear at once, as ours do anyway; copies of attributes alone (`metacopy`).
 *
 * Source: Linux, Documentation/filesystems/overlayfs.rst, "Non-directories"; fs/overlayfs/copy_up.c.
 *
 * @packageDocumentation
 */
import { done, failed, type Result } from "../../result";
import type { FileSystem, NewFile, Slot } from "../fileSystem";
import { isPrivate, type Layers, type Real } from "./layers";
import type { OverlayNode } from "./node";

/** Bytes that are copied at a time. */
const CHUNK = 1 << 20;

/** Copies a node up, and before it the directories above. `content` leaves a file empty that will be truncated anyway. */
export function copyUp(layers: Layers, node: OverlayNode, content: "whole" | "none" = "whole"): Result {
  if (node.upper !== undefined) return done();
  const { parent, name } = node;
  const lower = node.lowers[0];
  if (layers.upper === undefined) return failed("EROFS");
  if (parent === undefined || lower === undefined) return failed("ESTALE");
  const above = copyUp(layers, parent);
  if (above.type === "failed") return above;
  const copied = copyInode(layers, lower, { directory: parent.upper!, name }, content);
  if (copied.type === "failed") return copied;
  node.upper = copied.value;
  if (node.type !== "directory") node.lowers = [];
  layers.counts.copies++;
  return done();
}

function copyInode(layers: Layers, lower: Real, to: Slot, content: "whole" | "none"): Result<number> {
  const upper = layers.upper!.fileSystem;
  const source = describe(lower);
  const directory = upper.stat(to.directory);
  if (source.type === "failed") return source;
  const made = upper.create(to, source.value.file);
  if (made.type === "failed") return made;
  const filled =
    source.value.file.type === "file" && content === "whole" ? copyContent(layers, lower, made.value) : done();
  if (filled.type === "failed") {
    upper.unlink(to);
    return filled;
  }
  copyXattrs(layers, lower, made.value);
  upper.setAttributes(made.value, { modifiedMs: source.value.modifiedMs });
  // The directory shows the same as before, so its time stays.
  if (directory.type === "done") upper.setAttributes(to.directory, { modifiedMs: directory.value.modifiedMs });
  return made;
}

function describe({ layer: { fileSystem }, ino }: Real): Result<{ file: NewFile; modifiedMs: number }> {
  const stat = fileSystem.stat(ino);
  if (stat.type === "failed") return stat;
  const { type, mode, uid, gid, device, modifiedMs } = stat.value;
  const target = type === "symlink" ? fileSystem.readLink(ino) : undefined;
  const more = { ...(target?.type === "done" && { target: target.value }), ...(device !== undefined && { device }) };
  return done({ file: { type, mode, uid, gid, ...more }, modifiedMs });
}

function copyContent({ upper, counts }: Layers, { layer, ino }: Real, to: number): Result {
  const from = layer.fileSystem.open(ino, { write: false });
  const into = upper!.fileSystem.open(to, { write: true });
  if (from.type === "failed") return from;
  if (into.type === "failed") return into;
  const { size } = from.value.stat();
  for (let at = 0; at < size; at += CHUNK) {
    const written = into.value.write(at, from.value.read(at, CHUNK));
    if (written.type === "failed") return written;
  }
  counts.copiedBytes += size;
  return done();
}

function copyXattrs(layers: Layers, { layer: { fileSystem }, ino }: Real, to: number): void {
  const names = fileSystem.listXattrs(ino);
  if (names.type === "failed") return;
  const upper: FileSystem = layers.upper!.fileSystem;
  for (const name of names.value.filter((one) => !isPrivate(layers, one))) {
    const value = fileSystem.getXattr(ino, name);
    if (value.type === "done") upper.setXattr(to, name, value.value);
  }
}
