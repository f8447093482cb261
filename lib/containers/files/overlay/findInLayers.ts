/**
 * Looks for a name through the layers, from the top down.
 *
 * ```text
 *            upper      lower 1    lower 2   lower 3
 *   "etc"    dir    ──▶ dir    ──▶ dir ■                 a directory goes on downwards, up to an opaque one
 *   "hosts"    –    ──▶ file ■                           anything else ends the search
 *   "passwd" whiteout ■                                  and so does a whiteout: the name is not there
 * ```
 *
 * Only layers that have the directory are asked, so a name costs as many questions as its directory has layers, at most.
 *
 * Source: Linux, fs/overlayfs/namei.c (ovl_lookup).
 *
 * @packageDocumentation
 */
import type { Stat } from "../fileSystem";
import { isOpaque, isWhiteout, type Layers, mark, type Real } from "./layers";
import type { OverlayNode } from "./node";

/** Where a name was found. */
export interface Found {
  /** Of the topmost; it is what the overlay shows. */
  readonly stat: Stat;
  readonly upper: number | undefined;
  readonly lowers: readonly Real[];
  readonly redirect: string | undefined;
  readonly opaque: boolean;
}

/** Finds a name in a directory of the overlay; nothing if it is not there. */
export function findInLayers(
  layers: Layers,
  root: OverlayNode,
  directory: OverlayNode,
  name: string,
): Found | undefined {
  let stat: Stat | undefined;
  let upper: number | undefined;
  let opaque = false;
  let redirect: string | undefined;
  if (directory.upper !== undefined) {
    const there = ask(layers, { layer: layers.upper!, ino: directory.upper }, name);
    if (there.type === "whiteout") return undefined;
    if (there.type === "there") {
      ({ stat } = there);
      upper = there.real.ino;
      if (stat.type !== "directory") return { stat, upper, lowers: [], redirect, opaque };
      opaque = isOpaque(layers, there.real);
      if (opaque) return { stat, upper, lowers: [], redirect, opaque };
      redirect = redirectOf(layers, there.real);
    }
  }
  const lowers: Real[] = [];
  let path = redirect ?? name;
  let places = path.startsWith("/") ? root.lowers : directory.lowers;
  for (let at = 0; at < places.length; at++) {
    const there = askPath(layers, places[at]!, path);
    if (there.type === "missing") continue;
    if (there.type === "whiteout") break;
    // A file below a directory ends the directory's part in what is merged.
    if (stat !== undefined && there.stat.type !== "directory") break;
    stat ??= there.stat;
    lowers.push(there.real);
    if (there.stat.type !== "directory" || isOpaque(layers, there.real)) break;
    // A layer that was the upper one of another overlay may have its own redirects.
    const further = redirectOf(layers, there.real);
    path = further ?? path;
    if (further?.startsWith("/") !== true) continue;
    const depth = layers.lower.indexOf(there.real.layer);
    places = root.lowers.filter(({ layer }) => layers.lower.indexOf(layer) > depth);
    at = -1;
  }
  return stat === undefined ? undefined : { stat, upper, lowers, redirect, opaque };
}

function redirectOf(layers: Layers, directory: Real): string | undefined {
  return layers.redirects === "ignore" ? undefined : mark(layers, directory, "redirect");
}

type Answer =
  | { readonly type: "missing" }
  | { readonly type: "whiteout" }
  | { readonly type: "there"; readonly real: Real; readonly stat: Stat };

const missing: Answer = { type: "missing" };

/** Asks one directory of one layer for a name. */
export function ask(layers: Layers, { layer, ino }: Real, name: string): Answer {
  layers.counts.lookups++;
  const found = layer.fileSystem.lookup({ directory: ino, name });
  if (found.type === "failed") return missing;
  const stat = layer.fileSystem.stat(found.value);
  if (stat.type === "failed") return missing;
  const real = { layer, ino: found.value };
  return isWhiteout(layers, real, stat.value) ? { type: "whiteout" } : { type: "there", real, stat: stat.value };
}

/** Asks for each name of a path in turn. */
function askPath(layers: Layers, from: Real, path: string): Answer {
  if (!path.includes("/")) return ask(layers, from, path);
  let answer = missing;
  let at = from;
  for (const name of path.split("/").filter((part) => part !== "")) {
    answer = ask(layers, at, name);
    if (answer.type !== "there") return answer;
    at = answer.real;
  }
  return answer;
}

/** Whether a lower layer would show a name if the upper one had nothing there: only then a whiteout is needed. */
export function isInLower(layers: Layers, directory: OverlayNode, name: string): boolean {
  for (const real of directory.lowers) {
    const there = ask(layers, real, name);
    if (there.type !== "missing") return there.type === "there";
  }
  return false;
}
