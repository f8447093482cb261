/**
 * One Dockerfile, edited here and there: which steps each edit costs. Every edit begins from the first version, with its cache.
 *
 * @packageDocumentation
 */
import { MemoryFileSystem } from "../../files";
import { applyLayer } from "../layers";
import { tarEntry } from "../tar";
import { buildImage } from "./buildImage";
import { BuildCache } from "./cache";
import type { BuildOptions, BuildStep } from "./options";

/** A version of Dockerfile and context. */
export interface BuildVersion {
  /** What was edited, for people. */
  readonly edit: string;
  readonly dockerfile: string;
  /** Texts of the context by path. */
  readonly files: Readonly<Record<string, string>>;
}

/** One build, and what was edited before it. */
export interface BuildRun {
  readonly edit: string;
  readonly steps: readonly BuildStep[];
}

/** A tree of texts by path, as a build context. */
export function contextOf(files: Readonly<Record<string, string>>): MemoryFileSystem {
  const context = new MemoryFileSystem();
  applyLayer(
    context,
    Object.entries(files).map(([path, content]) => tarEntry({ path, type: "file", content })),
  );
  return context;
}

/**
 * Builds the first version, then each other one with the cache that the first left.
 *
 * @throws {@link DomainError} as {@link buildImage} does
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const first = { edit: "nothing", dockerfile: "FROM scratch\nCOPY a /\nCOPY b /\n", files: { a: "1", b: "1" } };
 * const runs = containers.buildAfterEdits([first, { ...first, edit: "b", files: { a: "1", b: "2" } }], { store: new containers.BlobStore() });
 * assert.deepEqual(runs[1]?.steps.map(({ outcome }) => outcome), ["base", "cached", "built"]);
 * ```
 */
export function buildAfterEdits(
  versions: readonly BuildVersion[],
  options: Pick<BuildOptions, "store" | "images">,
): BuildRun[] {
  const first = new BuildCache();
  return versions.map(({ edit, dockerfile, files }, at) => {
    const cache = at === 0 ? first : first.copy();
    return { edit, steps: buildImage({ ...options, dockerfile, context: contextOf(files), cache }).steps };
  });
}
