/**
 * tslab's converter, put to work under our own rules: TypeScript cells in, CommonJS and the declarations for later cells out.
 *
 * ```text
 *   cell text ──► converter.convert(declarations so far, cell)
 *                   │  emit      (source map: script → cell)
 *                   │  transpile (source map: CommonJS → script)
 *                   ▼
 *   Compiled { javascript, declarations, map, … }        one composed map: CommonJS → cell
 * ```
 *
 * The converter makes its program and its second pass through functions of tslab's TypeScript. While it works, ours stand in for
 * them: a program of our own (see `cellProgram`), and a second pass that keeps its source map. The package itself stays as published.
 *
 * Source: tslab 1.0.22, `dist/converter.js`; TypeScript 5.0 "Using the Compiler API".
 *
 * @packageDocumentation
 */

import type { Converter, Diagnostic } from "tslab/dist/converter";
import { CellProgram, type ModuleOutput } from "./cellProgram";
import { CellMap, splitInlineMap } from "./sourceMap";
import { ts, tslabConverter, withTypeScript } from "./typescript";

/** tslab puts `export {};` and a line break before each cell. */
const PREFIX_LINES = 1;

/** A cell after compilation. */
export interface Compiled {
  /** CommonJS, to be run inside a function of `exports` and `require`; undefined when there is nothing to run. */
  javascript: string | undefined;
  /** Where each place of `javascript` stood in the cell. */
  map: CellMap | undefined;
  /** What this and earlier cells declare, as the next cell's surroundings. */
  declarations: string;
  /** The export that holds the value of the last expression. */
  valueName: string | undefined;
  /** True if the script has to run in an async function. */
  awaits: boolean;
}

/** What the compiler refused, with places counted from zero in the cell. */
export interface Refused {
  diagnostics: Diagnostic[];
}

/** Compiles the cells of one notebook; holds no cell itself. */
export class Compiler {
  /** CommonJS of the TypeScript modules that cells import by path, by absolute file name. */
  readonly modules: Map<string, ModuleOutput>;
  readonly #program: CellProgram;
  readonly #converter: Converter;
  #last: { declarations: string; cell: string; compiled: Compiled } | undefined;

  constructor(folder: string) {
    this.#program = new CellProgram(folder);
    this.modules = this.#program.modules;
    this.#converter = withTypeScript(this.#program.stand, () => tslabConverter().createConverter({}));
  }

  /** Compiles one cell that stands after `declarations`. */
  compile(declarations: string, cell: string): Compiled | Refused {
    const last = this.#last;
    if (last?.cell === cell && last.declarations === declarations && this.#program.isCurrent()) return last.compiled;
    const compiled = this.#compile(declarations, cell);
    this.#last = "diagnostics" in compiled ? undefined : { declarations, cell, compiled };
    return compiled;
  }

  #compile(declarations: string, cell: string): Compiled | Refused {
    let map: CellMap | undefined;
    const transpileModule = transpileKeepingMap((composed) => {
      map = composed;
    });
    const done = withTypeScript({ transpileModule }, () => this.#converter.convert(declarations, cell));
    if (done.diagnostics.length > 0) return { diagnostics: done.diagnostics };
    return {
      javascript: done.output,
      map,
      declarations: done.declOutput ?? "",
      valueName: done.lastExpressionVar,
      awaits: done.hasToplevelAwait ?? false,
    };
  }

  /** What could stand at `position` (counted in UTF-16 units), best first. */
  complete(declarations: string, cell: string, position: number): { start: number; end: number; candidates: string[] } {
    const { start, end, candidates } = this.#converter.complete(declarations, cell, position);
    return { start, end, candidates };
  }

  /** What the compiler knows about the name at `position`. */
  inspect(declarations: string, cell: string, position: number): ReturnType<Converter["inspect"]> | undefined {
    return this.#converter.inspect(declarations, cell, position);
  }
}

/** tslab's second pass, module syntax to CommonJS, which drops the first pass's source map; this one hands out both, composed. */
function transpileKeepingMap(onMap: (map: CellMap) => void): typeof ts.transpileModule {
  const plain = ts.transpileModule.bind(ts);
  return (input, options) => {
    const script = splitInlineMap(input);
    const done = plain(script.code, { ...options, compilerOptions: { ...options.compilerOptions, sourceMap: true } });
    if (script.map !== undefined && done.sourceMapText !== undefined)
      onMap(new CellMap(done.sourceMapText, script.map, PREFIX_LINES));
    return { ...done, outputText: splitInlineMap(done.outputText).code };
  };
}
