/**
 * Runs compiled cells. All cells share one `exports` object: what a cell declares is a property of it, and later cells reach it there,
 * which is how a re-run cell may declare its names again.
 *
 * @packageDocumentation
 */

import fs from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import path from "node:path";
import vm from "node:vm";
import type { ModuleOutput } from "./cellProgram";
import type { Compiled } from "./compiler";
import type { TraceMapper } from "./trace";
import { display, newDisplay } from "./tslabDisplay";

/** What a cell's last expression came to; `undefined` if it had none. */
export type CellValue = unknown;

const EXTENSIONS = ["", ".ts", ".tsx", ".js", "/index.ts", "/index.js"];

/** Runs the cells of one notebook. */
export class CellRunner {
  readonly #modules: Map<string, ModuleOutput>;
  readonly #loaded = new Map<string, { source: string; exports: unknown }>();
  readonly #trace: TraceMapper;
  readonly #variables = sharedExports();
  readonly #require: NodeJS.Require;

  constructor(folder: string, modules: Map<string, ModuleOutput>, trace: TraceMapper) {
    this.#modules = modules;
    this.#trace = trace;
    this.#require = this.#requireFrom(path.join(folder, "cell.js"));
  }

  /** Runs `cell` under `name`; resolves to the value of its last expression. */
  async run(cell: Compiled, name: string, source: string): Promise<CellValue> {
    if (cell.javascript === undefined) return undefined;
    const head = `(${cell.awaits ? "async " : ""}function (exports, require) { "use strict"; `;
    this.#trace.addCell(name, { source, map: cell.map, columns: head.length });
    const script = new vm.Script(`${head}${cell.javascript}\n})`, { filename: name });
    const body = script.runInThisContext() as (exports: object, require: NodeJS.Require) => unknown;
    // Only a cell that awaits returns a promise; a cell's own promise is a value like any other.
    const ended = body(this.#variables, this.#require);
    if (cell.awaits) await ended;
    return this.#takeValue(cell.valueName);
  }

  #takeValue(name: string | undefined): CellValue {
    if (name === undefined) return undefined;
    const value = this.#variables[name];
    Reflect.deleteProperty(this.#variables, name);
    // A cell that does not await may end in a promise: keep it from being awaited on the way out.
    return value instanceof Promise ? new Held(value) : value;
  }

  #requireFrom(file: string): NodeJS.Require {
    const near = createRequire(file);
    const ours = createRequire(__filename);
    const load = (id: string): unknown => {
      if (id === "tslab") return { display, newDisplay };
      const source = this.#sourceFile(path.dirname(file), id);
      if (source !== undefined) return this.#module(source);
      try {
        return near(id);
      } catch (error) {
        if (!isMissing(error, id)) throw error;
        return ours(id);
      }
    };
    return Object.assign(load, near);
  }

  /** The compiled TypeScript file that `id` names, if it is one. */
  #sourceFile(folder: string, id: string): string | undefined {
    if (isBuiltin(id) || !(id.startsWith(".") || path.isAbsolute(id))) return undefined;
    const base = path.resolve(folder, id);
    return EXTENSIONS.map((extension) => base + extension).find((file) => this.#modules.has(real(file)));
  }

  /** A module by path, run once for each of its texts. */
  #module(file: string): unknown {
    const output = this.#modules.get(real(file))!;
    const known = this.#loaded.get(file);
    if (known?.source === output.javascript) return known.exports;
    const entry = { source: output.javascript, exports: {} };
    this.#loaded.set(file, entry);
    const head = "(function (exports, require, module, __filename, __dirname) { ";
    this.#trace.addModule(file, { map: output.map, columns: head.length });
    const script = new vm.Script(`${head}${output.javascript}\n})`, { filename: file });
    (script.runInThisContext() as (...words: unknown[]) => void)(
      entry.exports,
      this.#requireFrom(file),
      entry,
      file,
      path.dirname(file),
    );
    return entry.exports;
  }
}

/** A promise that is to be shown, not awaited. */
export class Held {
  readonly promise: Promise<unknown>;

  constructor(promise: Promise<unknown>) {
    this.promise = promise;
  }
}

/** Imports are compiled to getters, declarations to assignments; both become plain properties, so that a later cell may overwrite them. */
function sharedExports(): Record<string, unknown> {
  const variables: Record<string, unknown> = {};
  return new Proxy(variables, {
    defineProperty: (target, name, property) => {
      if (name !== "__esModule") target[name as string] = property.get ? property.get() : property.value;
      return true;
    },
  });
}

function real(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    return file;
  }
}

function isMissing(error: unknown, id: string): boolean {
  return (error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND" && (error as Error).message.includes(`'${id}'`);
}
