/**
 * Renames in an overlay: the upper layer gets the name, and where lower layers would show the old one again, a whiteout.
 *
 * A directory with parts in lower layers cannot be moved by a rename in the upper one alone. So it is `EXDEV`, as between two file
 * systems, and programs copy instead; with redirects, the moved directory says where the lower layers have it.
 *
 * Source: Linux, fs/overlayfs/dir.c (ovl_rename, ovl_set_redirect).
 *
 * @packageDocumentation
 */
import { done, type ErrorName, failed, type Result } from "../../result";
import type { RenameMode, Slot } from "../fileSystem";
import { isInLower } from "./findInLayers";
import { type Layers, setOpaque } from "./layers";
import type { OverlayNode } from "./node";
import { groupOfWhiteout, isWhitedOut, removeUpper, whiteOut } from "./whiteOut";

/** The longest redirect, in bytes. */
const MAX_REDIRECT = 256;

/** One end of a rename. */
export interface RenameEnd {
  readonly directory: OverlayNode;
  readonly name: string;
  readonly node: OverlayNode | undefined;
}

/** Why an overlay cannot rename. */
export function cannotMove(
  { redirects }: Layers,
  source: OverlayNode,
  target: OverlayNode | undefined,
  mode: RenameMode,
) {
  const moved = mode === "exchange" && target !== undefined ? [source, target] : [source];
  const isStuck = moved.some(({ type, isMergedOrLower }) => type === "directory" && isMergedOrLower);
  return isStuck && redirects !== "make" ? ("EXDEV" satisfies ErrorName) : undefined;
}

/** Renames in the upper layer, where both are by now. */
export function renameUpper(layers: Layers, from: RenameEnd, to: RenameEnd, mode: RenameMode): Result {
  const upper = layers.upper!.fileSystem;
  const hidden = mode !== "exchange" && isInLower(layers, from.directory, from.name);
  const marked =
    markMoved(layers, from, to.directory) ?? (mode === "exchange" ? markMoved(layers, to, from.directory) : undefined);
  if (marked !== undefined) return failed(marked);
  // A whiteout that is there already moves to the old name; otherwise the rename makes one.
  const gid = isWhitedOut(layers, slotOf(to)) ? 0 : groupOfWhiteout(layers, from.directory.upper!);
  if (mode !== "exchange" && !isPureDirectory(to.node)) removeUpper(layers, slotOf(to));
  const renamed = upper.rename(slotOf(from), slotOf(to), mode === "exchange" ? mode : "replace");
  if (renamed.type === "failed") return renamed;
  if (hidden) whiteOut(layers, slotOf(from), gid);
  return done();
}

/** Whether it is a directory of the upper layer alone. Only the upper layer itself looks whether it is empty. */
export function isPureDirectory(node: OverlayNode | undefined): boolean {
  return node?.type === "directory" && node.lowers.length === 0;
}

/** Says of a directory that moves what it has in lower layers: something elsewhere, or nothing. */
function markMoved(layers: Layers, { directory, name, node }: RenameEnd, to: OverlayNode): ErrorName | undefined {
  if (node?.type !== "directory" || node.upper === undefined) return undefined;
  if (node.isMerged) return setRedirect(layers, node, name, directory === to);
  if (!node.opaque && to.isMerged) {
    setOpaque(layers, node.upper);
    node.opaque = true;
  }
  return undefined;
}

function setRedirect(
  { upper, prefix }: Layers,
  node: OverlayNode,
  name: string,
  stays: boolean,
): ErrorName | undefined {
  if (node.redirect !== undefined && (stays || node.redirect.startsWith("/"))) return undefined;
  const redirect = stays ? name : pathInLowers(node);
  if (Buffer.byteLength(redirect) > MAX_REDIRECT) return "EXDEV";
  upper!.fileSystem.setXattr(node.upper!, `${prefix}redirect`, new TextEncoder().encode(redirect));
  node.redirect = redirect;
  return undefined;
}

/** Where lower layers have a directory, from their root. */
function pathInLowers(node: OverlayNode): string {
  let path = "";
  for (let at = node; at.parent !== undefined; at = at.parent) {
    const name = at.redirect ?? at.name;
    if (name.startsWith("/")) return name + path;
    path = `/${name}${path}`;
  }
  return path;
}

function slotOf({ directory, name }: RenameEnd): Slot {
  return { directory: directory.upper!, name };
}
