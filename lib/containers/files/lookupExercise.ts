/**
 * The exercise of the notebook on layers: the student writes `lookup`, this runs it on random layers and finds the first path where it
 * parts from what an overlay shows.
 *
 * ```text
 *   layers, topmost first     { "/etc": directory, "/etc/hosts": file "a" }
 *                             { "/etc": directory (opaque), "/bin": whiteout }
 *                             { "/etc": directory, "/etc/passwd": file "b", "/bin": directory }
 *   lookup(layers, "/etc/passwd")  ─▶  nothing: the opaque directory hides it
 * ```
 *
 * @packageDocumentation
 */
import { type Random, seeded } from "../../sim";
import { valueOf } from "../result";
import { FileCalls } from "./fileCalls";
import { MemoryFileSystem } from "./memoryFileSystem";
import { OverlayFileSystem } from "./overlay/overlayFileSystem";

/** What a layer has under a path. */
export type LayerEntry =
  | { readonly type: "file"; readonly content: string }
  | { readonly type: "directory"; readonly opaque: boolean }
  | { readonly type: "whiteout" };

/** A layer: entries by path. A path's parents are there as directories. */
export type SimpleLayer = ReadonlyMap<string, LayerEntry>;

/** What is seen under a path: a file's content, that it is a directory, or nothing. */
export type LookupAnswer =
  | { readonly type: "file"; readonly content: string }
  | { readonly type: "directory" }
  | { readonly type: "nothing" };

/** The function to write. Layers come topmost first; paths are like "/a/b". */
export type LayerLookup = (layers: readonly SimpleLayer[], path: string) => LookupAnswer;

/** How a check of `lookup` went. `text` is for reading. */
export interface LookupReport {
  readonly passed: boolean;
  /** Lookups that were checked. */
  readonly checked: number;
  readonly text: string;
}

/** How far a check goes. */
export interface LookupCheckOptions {
  /** The seed of the layers; 1 if not given. */
  readonly seed?: number;
  /** Stacks of layers to try; 300 if not given. */
  readonly stacks?: number;
}

const paths = ["/a", "/b", "/a/a", "/a/b", "/b/a", "/a/a/b"];

/**
 * Compares `lookup` with an overlay, path by path, up to the first difference. Small stacks come first.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const seesWhiteouts: containers.LayerLookup = (layers, path) => {
 *   const entry = layers.map((layer) => layer.get(path)).find((found) => found !== undefined);
 *   return entry?.type === "file" ? entry : { type: entry === undefined ? "nothing" : "directory" };
 * };
 * const report = containers.checkLookup(seesWhiteouts);
 * assert.equal(report.passed, false);
 * assert.match(report.text, /whiteout/);
 * ```
 */
export function checkLookup(lookup: LayerLookup, { seed = 1, stacks = 300 }: LookupCheckOptions = {}): LookupReport {
  const random = seeded(seed);
  let checked = 0;
  for (let stack = 0; stack < stacks; stack++) {
    const layers = Array.from({ length: 1 + Math.floor((stack * 4) / stacks) }, () =>
      randomLayer(random, stack / stacks),
    );
    const overlay = FileCalls.on(new OverlayFileSystem({ lower: layers.map(filesOf) }));
    for (const path of paths) {
      checked++;
      const [expected, came] = [describe(seen(overlay, path)), answer(lookup, layers, path)];
      if (came !== expected) return { passed: false, checked, text: tell(layers, path, expected, came) };
    }
  }
  return { passed: true, checked, text: `All ${checked} lookups found what an overlay shows.` };
}

function randomLayer(random: Random, size: number): SimpleLayer {
  const layer = new Map<string, LayerEntry>();
  for (const path of paths) {
    const parent = path.slice(0, path.lastIndexOf("/"));
    if (parent !== "" && layer.get(parent)?.type !== "directory") continue;
    if (random.integer(10) >= 4 + 4 * size) continue;
    const kind = random.integer(6);
    if (kind < 3) layer.set(path, { type: "directory", opaque: random.integer(4) === 0 });
    else layer.set(path, kind < 5 ? { type: "file", content: random.pick(["x", "y", "z"]) } : { type: "whiteout" });
  }
  return layer;
}

function filesOf(layer: SimpleLayer): MemoryFileSystem {
  const files = new MemoryFileSystem();
  const calls = FileCalls.on(files);
  for (const [path, entry] of layer) {
    if (entry.type === "file") valueOf(calls.writeFile(path, entry.content), path);
    else if (entry.type === "whiteout") valueOf(calls.mknod(path, { type: "character", mode: 0 }), path);
    else {
      valueOf(calls.mkdir(path), path);
      if (entry.opaque) valueOf(calls.setXattr(path, "trusted.overlay.opaque", "y"), path);
    }
  }
  return files;
}

function seen(overlay: FileCalls, path: string): LookupAnswer {
  const stat = overlay.stat(path);
  if (stat.type === "failed") return { type: "nothing" };
  if (stat.value.type === "directory") return { type: "directory" };
  return { type: "file", content: valueOf(overlay.readText(path), path) };
}

function answer(lookup: LayerLookup, layers: readonly SimpleLayer[], path: string): string {
  try {
    return describe(lookup(layers, path));
  } catch (error) {
    return `an error: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function describe(answered: LookupAnswer): string {
  return answered.type === "file" ? `a file that holds ${JSON.stringify(answered.content)}` : answered.type;
}

function tell(layers: readonly SimpleLayer[], path: string, expected: string, came: string): string {
  const rows = layers.map((layer, at) => `  layer ${at + 1}${at === 0 ? " (topmost)" : ""}: ${describeLayer(layer)}`);
  return [
    `Asked: what is seen under ${path}, through`,
    ...rows,
    `Expected: ${expected}. Came: ${came}.`,
    "From the top down: a whiteout or a file ends the search, at the path and at each directory above it; an opaque directory hides those below.",
    "To read: lib/containers/files/overlay/findInLayers.ts",
  ].join("\n");
}

function describeLayer(layer: SimpleLayer): string {
  if (layer.size === 0) return "empty";
  return [...layer].map(([path, entry]) => `${path} ${describeEntry(entry)}`).join(", ");
}

function describeEntry(entry: LayerEntry): string {
  if (entry.type === "file") return JSON.stringify(entry.content);
  return entry.type === "directory" ? (entry.opaque ? "opaque directory" : "directory") : "whiteout";
}
