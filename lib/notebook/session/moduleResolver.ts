/**
 * From the name in an import to a file, remembered; and which source files a cell leads to.
 *
 * @packageDocumentation
 */

import { isBuiltin } from "node:module";
import path from "node:path";
import type * as TypeScript from "@tslab/typescript-for-tslab";
import { isOwnSource } from "./sourceFiles";
import { ts } from "./typescript";

type Resolution = TypeScript.ResolvedModuleWithFailedLookupLocations;

/** Resolves imports of cells and of what they import. */
export class ModuleResolver {
  readonly #sys: TypeScript.System;
  readonly #known = new Map<string, Resolution>();
  readonly #imports = new Map<string, readonly string[]>();

  constructor(sys: TypeScript.System) {
    this.#sys = sys;
  }

  /** The files that the import `literals` of the file `from` name. */
  resolve(literals: readonly { text: string }[], from: string, options: TypeScript.CompilerOptions): Resolution[] {
    const found = literals.map(({ text }) => this.#resolve(text, from, options));
    const files = found.map(({ resolvedModule }) => resolvedModule?.resolvedFileName ?? "");
    this.#imports.set(from, files.filter(isOwnSource));
    return found;
  }

  /** `file` and the TypeScript sources that it imports, directly or not. */
  reachable(file: string): string[] {
    const seen = new Set([file]);
    for (const one of seen) for (const next of this.#imports.get(one) ?? []) seen.add(next);
    return [...seen];
  }

  #resolve(name: string, from: string, options: TypeScript.CompilerOptions): Resolution {
    // Declared by @types/node; no use in searching the disk.
    if (isBuiltin(name)) return { resolvedModule: undefined };
    const key = `${name}\0${path.dirname(from)}`;
    const known = this.#known.get(key) ?? this.#search(name, from, options);
    // What is missing now may be installed before the next cell.
    if (known.resolvedModule !== undefined) this.#known.set(key, known);
    return known;
  }

  /** Looks from the importing file first and, for a package that is not there, beside this library. */
  #search(name: string, from: string, options: TypeScript.CompilerOptions): Resolution {
    const near = ts.resolveModuleName(name, from, options, this.#sys);
    if (near.resolvedModule !== undefined || name.startsWith(".") || path.isAbsolute(name)) return near;
    return ts.resolveModuleName(name, __filename, options, this.#sys);
  }
}
