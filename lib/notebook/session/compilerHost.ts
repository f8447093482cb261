/**
 * The compiler host that tslab's converter works with, wrapped: our options, our way to find modules, no watchers.
 *
 * | stock tslab | here |
 * |---|---|
 * | no `strict` | `strict` |
 * | Node10 resolution | Bundler: `exports`, self-reference, `#imports` |
 * | files outside the notebook's folder are refused | any file may be imported by path |
 * | polls every file it has read | looks at imported source files before each cell |
 * | all of `@types` | Node's, found from anywhere |
 *
 * @packageDocumentation
 */

import fs from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import type * as TypeScript from "@tslab/typescript-for-tslab";
import { CellMap, splitInlineMap } from "./sourceMap";
import { ts } from "./typescript";

/** A TypeScript file that a cell imports by path, compiled. */
export interface ModuleOutput {
  javascript: string;
  map: CellMap | undefined;
}

/** What {@link hostFor} gives. */
export interface WrappedHost {
  /** Stands in for `ts.createWatchCompilerHost`. */
  create: typeof ts.createWatchCompilerHost;
  /** Tells the compiler of imported files that changed since the last cell. */
  refresh: () => void;
}

const OUT = "outDir";
const CELL = "__tslab__";

/** A host for cells that stand in `folder`; `onModule` receives the files that they import by path. */
export function hostFor(folder: string, onModule: (file: string, output: ModuleOutput) => void): WrappedHost {
  const sources = new SourceWatch();
  const plain = ts.createWatchCompilerHost as (...words: unknown[]) => TypeScript.WatchCompilerHost<TypeScript.BuilderProgram>;
  const create = (files: unknown, options: TypeScript.CompilerOptions, sys: TypeScript.System, ...rest: unknown[]) => {
    sources.watch(sys);
    const host = plain(files, { ...options, ...optionsFor(folder) }, sys, ...rest);
    host.resolveModuleNameLiterals = resolver(sys);
    host.hasInvalidatedResolutions = () => false; // else every cell resolves every import of every file again
    interceptBuilder(host, (builder) => collectingModules(builder, folder, onModule));
    return host;
  };
  return { create: create as never, refresh: () => sources.refresh() };
}

function optionsFor(folder: string): TypeScript.CompilerOptions {
  return {
    strict: true,
    alwaysStrict: false, // tslab forbids the directive in its output; the cell's function carries it
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    lib: ["lib.es2023.d.ts"],
    types: ["node"],
    typeRoots: [path.join(packageFolder("@types/node"), "..")],
    rootDir: path.parse(folder).root,
    inlineSourceMap: true,
  };
}

function packageFolder(name: string): string {
  return path.dirname(require.resolve(`${name}/package.json`));
}

/** Looks from the importing file first and, for a package that is not there, beside this library. */
function resolver(sys: TypeScript.System): TypeScript.CompilerHost["resolveModuleNameLiterals"] {
  const cache = new Map<string, TypeScript.ResolvedModuleWithFailedLookupLocations>();
  const resolve = (name: string, from: string, options: TypeScript.CompilerOptions) => {
    if (isBuiltin(name)) return { resolvedModule: undefined } as never; // declared by @types/node; no use in searching the disk
    const found = ts.resolveModuleName(name, from, options, sys);
    if (found.resolvedModule !== undefined || name.startsWith(".") || name.startsWith("/")) return found;
    return ts.resolveModuleName(name, __filename, options, sys);
  };
  return (literals, from, _redirect, options) =>
    literals.map(({ text }) => {
      const key = `${text}\0${path.dirname(from)}`;
      const known = cache.get(key) ?? resolve(text, from, options);
      // What is missing now may be installed before the next cell.
      if (known.resolvedModule !== undefined) cache.set(key, known);
      return known;
    });
}

/** The converter sets `afterProgramCreate` to receive its builder; hand it a wrapped one. */
function interceptBuilder(
  host: TypeScript.WatchCompilerHost<TypeScript.BuilderProgram>,
  wrap: (builder: TypeScript.BuilderProgram) => TypeScript.BuilderProgram,
): void {
  let listener: ((builder: TypeScript.BuilderProgram) => void) | undefined;
  Object.defineProperty(host, "afterProgramCreate", {
    get: () => listener && ((builder: TypeScript.BuilderProgram) => listener?.(wrap(builder))),
    set: (next: typeof listener) => {
      listener = next;
    },
  });
}

/** Gives the cell's output the name that the converter waits for, and keeps the other files' for ourselves. */
function collectingModules(
  builder: TypeScript.BuilderProgram,
  folder: string,
  onModule: (file: string, output: ModuleOutput) => void,
): TypeScript.BuilderProgram {
  const root = path.parse(folder).root;
  const wrapped = Object.create(builder) as TypeScript.BuilderProgram;
  wrapped.emit = (file, write, ...rest) => {
    const sort: TypeScript.WriteFileCallback = (name, text, ...more) => {
      const base = path.basename(name);
      if (base === `${CELL}.js` || base === `${CELL}.d.ts`) write?.(`${OUT}/${base}`, text, ...more);
      else if (name.endsWith(".js") && file) onModule(sourceName(root, file.fileName), toCommonJs(text));
    };
    return builder.emit(file, sort, ...rest);
  };
  return wrapped;
}

function sourceName(root: string, file: string): string {
  return path.normalize(path.isAbsolute(file) ? file : path.join(root, file));
}

function toCommonJs(script: string): ModuleOutput {
  const first = splitInlineMap(script);
  const done = ts.transpileModule(first.code, {
    fileName: "module.js",
    compilerOptions: { module: ts.ModuleKind.CommonJS, esModuleInterop: true, target: ts.ScriptTarget.ES2022, sourceMap: true },
  });
  const javascript = splitInlineMap(done.outputText).code;
  const map = first.map === undefined || done.sourceMapText === undefined ? undefined : new CellMap(done.sourceMapText, first.map, 0);
  return { javascript, map };
}

/** Instead of polling: remembers the source files that cells import and looks at them when asked. */
class SourceWatch {
  readonly #files = new Map<string, { modified: number; callback: TypeScript.FileWatcherCallback }>();

  watch(sys: TypeScript.System): void {
    const plain = sys.watchFile?.bind(sys);
    sys.watchFile = (file, callback, ...rest) => {
      const base = path.basename(file);
      if (base.startsWith("__tslab__.") || base === "__prev__.d.ts") return plain!(file, callback, ...rest);
      if (isOwnSource(file)) this.#files.set(file, { modified: modified(file), callback });
      return { close: () => this.#files.delete(file) };
    };
    sys.watchDirectory = () => ({ close: () => undefined });
  }

  refresh(): void {
    for (const [file, known] of this.#files) {
      const now = modified(file);
      if (now === known.modified) continue;
      known.modified = now;
      known.callback(file, ts.FileWatcherEventKind.Changed);
    }
  }
}

function isOwnSource(file: string): boolean {
  return !file.includes("/node_modules/") && !file.endsWith(".d.ts") && /\.[cm]?[jt]sx?$/.test(file);
}

function modified(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
