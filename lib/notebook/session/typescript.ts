/**
 * The TypeScript that cells are compiled by: the one inside tslab, 5.0.4, and no other, since tslab's converter shares its objects.
 *
 * The package's own module object is read-only. Before tslab is loaded, a writable copy takes its place in the module cache, so that a
 * function of it can be stood in for while the converter works. No file is touched.
 *
 * @packageDocumentation
 */

import { createRequire } from "node:module";

type TypeScript = typeof import("@tslab/typescript-for-tslab");

const fromHere = createRequire(__filename);
const fromTslab = createRequire(fromHere.resolve("tslab/package.json"));

/** tslab's TypeScript, as tslab's converter sees it. */
export const ts: TypeScript = writableCopy("@tslab/typescript-for-tslab");

function writableCopy(name: string): TypeScript {
  const copy = { ...(fromTslab(name) as TypeScript) };
  fromTslab.cache[fromTslab.resolve(name)]!.exports = copy;
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
