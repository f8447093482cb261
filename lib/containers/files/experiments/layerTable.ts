/**
 * Who owns each file of a stack of layers: which layer shows it, and what lies hidden below.
 *
 * ```text
 *               /etc    /etc/hosts   /bin/ls
 *   upper       merged  shown        whiteout
 *   lower       merged  hidden       hidden
 * ```
 *
 * @packageDocumentation
 */
import { uniq } from "lodash";
import { valueOf } from "../../result";
import { FileCalls } from "../fileCalls";
import type { FileSystem, Stat } from "../fileSystem";
import { OverlayFileSystem } from "../overlay/overlayFileSystem";

/** What a layer has under a path: what the container sees, a part of it, something that is hidden, a whiteout, or nothing. */
export type LayerState = "shown" | "merged" | "hidden" | "whiteout" | "nothing";

/** A layer with its name. */
export interface NamedLayer {
  readonly name: string;
  readonly files: FileSystem;
}

/** One path in one layer. */
export interface LayerTableRow {
  readonly path: string;
  readonly layer: string;
  /** Whether any layer has a directory there. */
  readonly isDirectory: boolean;
  readonly state: LayerState;
}

/**
 * Tells what each layer has under each path that any of them has.
 *
 * @param layers - topmost first
 * @returns one row per path and layer: paths in order, layers from the top
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const [upper, lower] = [new containers.MemoryFileSystem(), new containers.MemoryFileSystem()];
 * containers.FileCalls.on(lower).writeFile("/motd", "hello");
 * containers.FileCalls.on(new containers.OverlayFileSystem({ lower: [lower], upper })).unlink("/motd");
 * const rows = containers.layerTable([{ name: "upper", files: upper }, { name: "lower", files: lower }]);
 * assert.deepEqual(rows.map(({ state }) => state), ["whiteout", "hidden"]);
 * ```
 */
export function layerTable(layers: readonly NamedLayer[]): LayerTableRow[] {
  const overlay = new OverlayFileSystem({ lower: layers.map(({ files }) => files) });
  const paths = uniq(layers.flatMap(({ files }) => pathsBelow(files, files.root, ""))).sort();
  return paths.flatMap((path) => {
    const owners = ownersOf(overlay, path);
    const isDirectory = layers.some(({ files }) => isDirectoryAt(files, path));
    return layers.map(({ name, files }, at) => ({
      path,
      layer: name,
      isDirectory,
      state: stateOf(files, path, owners, at),
    }));
  });
}

function stateOf(files: FileSystem, path: string, owners: readonly number[], at: number): LayerState {
  const stat = FileCalls.on(files).lstat(path);
  if (stat.type === "failed") return "nothing";
  if (isWhiteout(stat.value)) return "whiteout";
  if (!owners.includes(at)) return "hidden";
  return owners.length > 1 ? "merged" : "shown";
}

function isDirectoryAt(files: FileSystem, path: string): boolean {
  const stat = FileCalls.on(files).lstat(path);
  return stat.type === "done" && stat.value.type === "directory";
}

function isWhiteout({ type, device }: Stat): boolean {
  return type === "character" && device?.major === 0 && device.minor === 0;
}

/** Layers that have a part in what is seen under a path; none if nothing is. */
function ownersOf(overlay: OverlayFileSystem, path: string): readonly number[] {
  const stat = FileCalls.on(overlay).lstat(path);
  return stat.type === "failed" ? [] : valueOf(overlay.layersOf(stat.value.ino), path);
}

function pathsBelow(files: FileSystem, directory: number, path: string): string[] {
  return valueOf(files.list(directory), path).flatMap(({ name, ino, type }) => {
    const below = `${path}/${name}`;
    return [below, ...(type === "directory" ? pathsBelow(files, ino, below) : [])];
  });
}
