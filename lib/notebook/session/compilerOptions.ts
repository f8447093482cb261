/**
 * How cells are checked and compiled, where it differs from tslab's own options.
 *
 * @packageDocumentation
 */

import path from "node:path";
import type * as TypeScript from "@tslab/typescript-for-tslab";
import { ts } from "./typescript";

/** The options for cells in `folder`. */
export function optionsFor(folder: string): TypeScript.CompilerOptions {
  return {
    strict: true,
    alwaysStrict: false, // tslab forbids the directive in its output; the cell's function carries it
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    lib: ["lib.es2023.d.ts"],
    types: ["node"],
    typeRoots: [path.join(path.dirname(require.resolve("@types/node/package.json")), "..")],
    rootDir: path.parse(folder).root,
    inlineSourceMap: true,
  };
}
