/**
 * The TypeScript that cells are compiled by: the one inside tslab, 5.0.4, and no other, since tslab's converter shares its objects.
 *
 * The package's own module object is read-only. Before tslab is loaded, a writable copy takes its place in the module cache, so that a
 * function of it can be stood in for while the converter works. No file is touched.
 *
 * @packageDocumentation
 */

import fs from "node:fs";
import { createRequire } from "node:module";
import type { SnapshotContent } from "./snapshotContent";

type TypeScript = typeof import("@tslab/typescript-for-tslab");

const NAME = "@tslab/typescript-for-tslab";

const fromHere = createRequire(__filename);
const fromTslab = createRequire(fromHere.resolve("tslab/package.json"));

/** The compiler's file. */
export const TYPESCRIPT_FILE = fromTslab.resolve(NAME);

/** What this process was started with, if it was started from a snapshot. */
const snapshot = (globalThis as Record<symbol, unknown>)[Symbol.for("strata.compiler")] as SnapshotContent | undefined;

/** tslab's TypeScript, as tslab's converter sees it. */
export const ts: TypeScript = writableCopy();

/** A declaration file that was parsed ahead of time, unless it was written since. */
export function parsedAhead(file: string): import("@tslab/typescript-for-tslab").SourceFile | undefined {
  const parsed = snapshot?.files.get(file);
  if (parsed === undefined || file.includes("/node_modules/")) return parsed; // versions are part of the snapshot's name
  const modified = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return modified !== undefined && modified < snapshot!.readAt ? parsed : undefined;
}

function writableCopy(): TypeScript {
  const copy = { ...(snapshot?.exports ?? (fromTslab(NAME) as TypeScript)) };
  const entry = {
    id: TYPESCRIPT_FILE,
    filename: TYPESCRIPT_FILE,
    loaded: true,
    children: [],
    paths: [],
    exports: copy,
  };
  fromTslab.cache[TYPESCRIPT_FILE] = Object.assign(
    Object.create(module.constructor.prototype as object) as NodeJS.Module,
    entry,
  );
  return copy;
}

/** tslab's converter, loaded when first asked for. */
export function tslabConverter(): typeof import("tslab/dist/converter") {
  return fromHere("tslab/dist/converter") as typeof import("tslab/dist/converter");
}

/** Runs `work` while functions of tslab's TypeScript are stood in for by those of `stand`. */
export function withTypeScript<T>(stand: Partial<TypeScript>, work: () => T): T {
  const plain = Object.fromEntries(Object.keys(stand).map((name) => [name, ts[name as keyof TypeScript]]));
  Object.assign(ts, stand);
  try {
    return work();
  } finally {
    Object.assign(ts, plain);
  }
}
