/**
 * The program that tslab's converter compiles cells in, under our own rules.
 *
 * The converter asks TypeScript for a watching compiler and tells it of each new cell. Ours stands in for that: it keeps every file that
 * does not change, makes a new program from the old one for each cell, and watches nothing.
 *
 * | stock tslab | here |
 * |---|---|
 * | no `strict` | `strict` |
 * | Node10 resolution | Bundler: `exports`, self-reference, `#imports` |
 * | files outside the notebook's folder are refused | any file may be imported by path |
 * | polls every file it has read | looks at imported source files before each cell |
 * | all of `@types` | Node's, found from anywhere |
 *
 * Source: TypeScript 5.0 "Using the Compiler API"; tslab 1.0.22 `dist/converter.js`.
 *
 * @packageDocumentation
 */

import path from "node:path";
import type * as TypeScript from "@tslab/typescript-for-tslab";
import { optionsFor } from "./compilerOptions";
import { ModuleResolver } from "./moduleResolver";
import { writeOutShorthand } from "./shorthand";
import { SourceFiles } from "./sourceFiles";
import { CellMap, splitInlineMap } from "./sourceMap";
import { TYPESCRIPT_FILE, ts } from "./typescript";

/** A TypeScript file that a cell imports by path, compiled. */
export interface ModuleOutput {
  javascript: string;
  map: CellMap | undefined;
}

/** What the converter needs of a watching host: it sets `afterProgramCreate`, and passes the host on. */
interface Host {
  files: readonly string[];
  sys: TypeScript.System;
  afterProgramCreate?: (builder: TypeScript.BuilderProgram) => void;
}

/** What follows the file and the writer among the arguments of `emit`. */
type EmitRest = [
  cancellation?: TypeScript.CancellationToken,
  declarationsOnly?: boolean,
  transformers?: TypeScript.CustomTransformers,
];

const OUT = "outDir";
const CELL = "__tslab__";

/** Stands in for TypeScript's watching compiler. */
export class CellProgram {
  /** CommonJS of the modules that cells import by path, by absolute file name. */
  readonly modules = new Map<string, ModuleOutput>();
  readonly #options: TypeScript.CompilerOptions;
  readonly #root: string;
  #program: TypeScript.Program | undefined;
  /** What the program was made from. */
  #texts: string | undefined;
  #files: SourceFiles | undefined;
  #resolver: ModuleResolver | undefined;

  constructor(folder: string) {
    this.#options = optionsFor(folder);
    this.#root = path.parse(folder).root;
  }

  /** What to put in the place of TypeScript's own while a converter is created. */
  get stand(): Pick<typeof ts, "createWatchCompilerHost" | "createWatchProgram"> {
    return {
      createWatchCompilerHost: ((
        files: readonly string[],
        options: TypeScript.CompilerOptions,
        sys: TypeScript.System,
      ) => {
        Object.assign(this.#options, { ...options, ...this.#options });
        return { files, sys } satisfies Host;
      }) as never,
      createWatchProgram: ((host: Host) => this.#watch(host)) as never,
    };
  }

  /** Whether the files that cells import are as they were when they were compiled. */
  isCurrent(): boolean {
    return this.#files?.areCurrent() ?? false;
  }

  /** The converter's end of it: rebuilds when the converter says that a cell has changed. */
  #watch(host: Host): object {
    this.#resolver = new ModuleResolver(host.sys);
    this.#files = new SourceFiles(host.sys);
    const compilerHost = this.#compilerHost(host.sys);
    let roots = host.files;
    let timer: unknown;
    const rebuild = (): void => {
      timer = undefined;
      const texts = roots.map((file) => host.sys.readFile(file)).join("\0");
      if (texts === this.#texts && this.isCurrent()) return; // the same cell once more
      this.#texts = texts;
      this.#program = ts.createProgram({
        rootNames: roots,
        options: this.#options,
        host: compilerHost,
        ...(this.#program && { oldProgram: this.#program }),
      });
      // The converter reads the cell's names right away.
      for (const file of roots) bind(this.#program.getSourceFile(file)!, this.#options);
      host.afterProgramCreate?.(this.#builder(this.#program));
    };
    const rebuildSoon = (): void => {
      if (timer !== undefined) host.sys.clearTimeout?.(timer);
      timer = host.sys.setTimeout?.(rebuild, 0);
    };
    for (const file of roots) host.sys.watchFile?.(file, rebuildSoon);
    rebuild();
    const updateRootFileNames = (names: readonly string[]): void => {
      roots = names;
      rebuildSoon();
    };
    return { close: () => undefined, updateRootFileNames };
  }

  #compilerHost(sys: TypeScript.System): TypeScript.CompilerHost & { hasInvalidatedResolutions(): boolean } {
    return {
      getSourceFile: (file, options) => this.#files!.get(file, options),
      getDefaultLibFileName: (options) => path.join(LIBRARY, ts.getDefaultLibFileName(options)),
      getDefaultLibLocation: () => LIBRARY,
      getCurrentDirectory: () => sys.getCurrentDirectory(),
      getCanonicalFileName: (file) => file,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => "\n",
      writeFile: () => undefined,
      fileExists: (file) => sys.fileExists(file),
      readFile: (file) => sys.readFile(file),
      directoryExists: (folder) => sys.directoryExists(folder),
      getDirectories: (folder) => sys.getDirectories(folder),
      realpath: (file) => sys.realpath?.(file) ?? file,
      resolveModuleNameLiterals: (literals, from, _redirect, options) =>
        this.#resolver!.resolve(literals, from, options),
      hasInvalidatedResolutions: () => false, // else every cell resolves every import of every file again
    };
  }

  /** What the converter uses of a builder. */
  #builder(program: TypeScript.Program): TypeScript.BuilderProgram {
    const builder: Partial<TypeScript.BuilderProgram> = {
      getProgram: () => program,
      getSourceFile: (file) => program.getSourceFile(file),
      getAllDependencies: ({ fileName }) => this.#resolver!.reachable(fileName),
      emit: (file, write, ...rest) => this.#emit(program, file!, write!, rest),
    };
    return builder as TypeScript.BuilderProgram;
  }

  /** Gives the cell's output the names that the converter waits for, and keeps the modules' for ourselves. */
  #emit(
    program: TypeScript.Program,
    file: TypeScript.SourceFile,
    write: TypeScript.WriteFileCallback,
    rest: never[] | unknown[],
  ): TypeScript.EmitResult {
    if (!path.basename(file.fileName).startsWith(`${CELL}.`)) return { emitSkipped: true, diagnostics: [] };
    for (const name of this.#resolver!.reachable(file.fileName)) {
      const module = program.getSourceFile(name);
      if (module !== undefined && module !== file) this.#emitModule(program, module);
    }
    const named: TypeScript.WriteFileCallback = (name, ...more) => write(`${OUT}/${path.basename(name)}`, ...more);
    const [cancellation, declarationsOnly, transformers] = rest as EmitRest;
    const before = [...(transformers?.before ?? []), writeOutShorthand(program.getTypeChecker())];
    return program.emit(file, named, cancellation, declarationsOnly, { ...transformers, before });
  }

  #emitModule(program: TypeScript.Program, module: TypeScript.SourceFile): void {
    const file = path.normalize(
      path.isAbsolute(module.fileName) ? module.fileName : path.join(this.#root, module.fileName),
    );
    if (!this.#files!.isNew(module)) return;
    program.emit(module, (name, text) => {
      if (name.endsWith(".js")) this.modules.set(file, toCommonJs(text));
    });
  }
}

/** Finds the names that a file declares; TypeScript exports it, but not its type. */
const { bindSourceFile: bind } = ts as unknown as {
  bindSourceFile: (file: TypeScript.SourceFile, options: TypeScript.CompilerOptions) => void;
};

const LIBRARY = path.dirname(TYPESCRIPT_FILE);

function toCommonJs(script: string): ModuleOutput {
  const first = splitInlineMap(script);
  const done = ts.transpileModule(first.code, {
    fileName: "module.js",
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      esModuleInterop: true,
      target: ts.ScriptTarget.ES2022,
      sourceMap: true,
    },
  });
  const javascript = splitInlineMap(done.outputText).code;
  const map =
    first.map === undefined || done.sourceMapText === undefined
      ? undefined
      : new CellMap(done.sourceMapText, first.map, 0);
  return { javascript, map };
}
