/**
 * The exercise of the notebook on images: the student puts a layer onto a tree, path by path; this does it on random trees and finds the
 * first path that is wrong.
 *
 * ```text
 *   tree     etc/hosts  etc/motd  srv/a  srv/b          paths of files, before
 *   layer    etc/.wh.motd  srv/.wh..wh..opq  srv/c      paths in the layer's archive
 *   after    etc/hosts  srv/c                           what the student's function must give, in any order
 * ```
 *
 * No path is a file here and a directory there.
 *
 * @packageDocumentation
 */
import { type Random, seeded } from "../../sim";
import { MemoryFileSystem } from "../files";
import { applyLayer, listTree } from "./layers";
import { layerEntryKind, whiteoutPath } from "./layers/apply";
import { tarEntry } from "./tar";

/** The function to write: paths of files before, paths in a layer; gives the paths of files after. */
export type ApplyPaths = (tree: readonly string[], layer: readonly string[]) => readonly string[];

/** How a check went. `text` is for reading. */
export interface ApplyReport {
  readonly passed: boolean;
  /** Layers that were tried. */
  readonly checked: number;
  /** What was asked, the input, what was expected and why, what came, where to read. */
  readonly text: string;
}

/** How far a check goes. */
export interface ApplyCheckOptions {
  /** The seed of trees and layers; 1 if not given. */
  readonly seed?: number;
  /** How many to try; 300 if not given. */
  readonly layers?: number;
}

const directories = ["", "etc/", "srv/", "srv/www/"];
const names = ["a", "b", "c"];

/**
 * Tries a function on random trees and layers, up to the first difference.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const forgetsWhiteouts: containers.ApplyPaths = (tree, layer) => [...new Set([...tree, ...layer])];
 * const report = containers.checkApplyPaths(forgetsWhiteouts);
 * assert.equal(report.passed, false);
 * assert.match(report.text, /because/);
 * ```
 */
export function checkApplyPaths(apply: ApplyPaths, { seed = 1, layers = 300 }: ApplyCheckOptions = {}): ApplyReport {
  const random = seeded(seed);
  for (let checked = 1; checked <= layers; checked++) {
    const tree = filesIn(random, 4);
    const layer = [...new Set([...filesIn(random, 2), ...marksIn(random)])].sort();
    const expected = pathsAfter(tree, layer);
    let came: readonly string[] | string;
    try {
      came = [...apply([...tree], [...layer])];
    } catch (error) {
      came = `an error: ${error instanceof Error ? error.message : String(error)}`;
    }
    const wrong = difference(expected, came);
    if (wrong !== undefined)
      return { passed: false, checked, text: tell(checked, { tree, layer, expected, came, wrong }) };
  }
  return { passed: true, checked: layers, text: `All ${layers} layers were applied as OCI says.` };
}

function filesIn(random: Random, most: number): string[] {
  const paths = Array.from({ length: random.integer(most + 1) }, () => random.pick(directories) + random.pick(names));
  return [...new Set(paths)].sort();
}

function marksIn(random: Random): string[] {
  const marks = [
    "etc/.wh.a",
    "srv/.wh.b",
    "srv/www/.wh.c",
    ".wh.a",
    ".wh.srv",
    "srv/.wh.www",
    "etc/.wh..wh..opq",
    "srv/.wh..wh..opq",
  ];
  return marks.filter(() => random.integer(5) === 0);
}

/** The paths after, by the same function that unpacks real images. */
function pathsAfter(tree: readonly string[], layer: readonly string[]): string[] {
  const files = new MemoryFileSystem();
  for (const paths of [tree, layer])
    applyLayer(
      files,
      paths.map((path) => tarEntry({ path, type: "file" })),
    );
  return listTree(files)
    .filter(({ type }) => type === "file")
    .map(({ path }) => path);
}

/** The first path that is there and should not be, or the other way round. */
function difference(expected: readonly string[], came: readonly string[] | string): string | undefined {
  if (typeof came === "string") return "";
  const twice = came.find((path, at) => came.indexOf(path) !== at);
  return (
    twice ?? [...new Set([...expected, ...came])].sort().find((path) => expected.includes(path) !== came.includes(path))
  );
}

interface Wrong {
  readonly tree: readonly string[];
  readonly layer: readonly string[];
  readonly expected: readonly string[];
  readonly came: readonly string[] | string;
  /** The path that is wrong. */
  readonly wrong: string;
}

function tell(checked: number, { tree, layer, expected, came, wrong }: Wrong): string {
  const list = (paths: readonly string[] | string) =>
    typeof paths === "string" ? paths : paths.join("  ") || "nothing";
  return [
    `Layer ${checked}: put a layer onto a tree.`,
    `  tree      ${list(tree)}`,
    `  layer     ${list(layer)}`,
    `  expected  ${list(expected)}`,
    `  came      ${list(came)}`,
    ...(wrong === "" ? [] : [`  because   ${wrong}: ${reason(wrong, layer)}`]),
    '  read      "Look inside a layer", above',
  ].join("\n");
}

function reason(path: string, layer: readonly string[]): string {
  const entries = layer.map((one) => tarEntry({ path: one, type: "file" }));
  if (entries.some((one) => one.path === path && layerEntryKind(one) !== "file"))
    return "is a mark, and no file of the result";
  if (layer.includes(path)) return "the layer itself brings it, once, and marks hide only what lower layers brought";
  const mark = entries.find((one) => {
    const kind = layerEntryKind(one);
    const target = whiteoutPath(one);
    return (kind === "whiteout" && path === target) || (kind !== "file" && path.startsWith(`${target}/`));
  });
  if (mark === undefined) return "was there before, and nothing in the layer takes it away";
  const what = layerEntryKind(mark) === "opaque" ? "empties its directory" : "takes it away";
  return `${mark.path} ${what}, with all that lower layers had below`;
}
