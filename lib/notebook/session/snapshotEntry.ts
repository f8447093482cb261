/**
 * What goes into the start-up snapshot of a session's process: the compiler, loaded, and the declarations that every cell needs, parsed and bound.
 * Node writes the heap of this program to a file; a process that starts from the file has it all without doing it again.
 *
 * This file runs inside Node's snapshot builder, where only Node's own modules can be required and nothing can be exported.
 *
 * Source: Node.js documentation, "Command-line API", `--build-snapshot`; "v8", "Startup Snapshot API".
 */

type Compiler = typeof import("@tslab/typescript-for-tslab");
type Content = import("./snapshotContent").SnapshotContent;

buildSnapshot();

function buildSnapshot(): void {
  const order = JSON.parse(process.env["STRATA_SNAPSHOT"]!) as import("./snapshotContent").SnapshotOrder;
  const content: Content = { exports: loadCompiler(order.typescript), files: new Map(), readAt: Date.now() };
  parseDeclarations(content, order);
  Object.assign(globalThis, { [Symbol.for("strata.compiler")]: content });
  const { startupSnapshot } = require("v8") as typeof import("node:v8");
  startupSnapshot.setDeserializeMainFunction(() => {
    Error.stackTraceLimit = 10; // Node leaves it out of the snapshot, and errors would have no trace
    // The program to run is the first word after the options, as always.
    const program = process.argv[1]!;
    (require("module") as typeof import("node:module")).createRequire(program)(program);
  });
}

/** A CommonJS file that needs nothing but Node's own modules. */
function loadCompiler(file: string): Compiler {
  const fs = require("fs") as typeof import("node:fs");
  const path = require("path") as typeof import("node:path");
  const module = { exports: {} };
  const body = new Function("exports", "require", "module", "__filename", "__dirname", fs.readFileSync(file, "utf8"));
  (body as (...words: unknown[]) => void)(module.exports, require, module, file, path.dirname(file));
  return module.exports as Compiler;
}

/** Makes a program of nothing but the library's declarations, and keeps its files. */
function parseDeclarations(
  { exports: ts, files }: Content,
  { options, roots, typescript }: import("./snapshotContent").SnapshotOrder,
): void {
  const fs = require("fs") as typeof import("node:fs");
  const path = require("path") as typeof import("node:path");
  const library = path.dirname(typescript);
  const read = (file: string): string | undefined => (fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined);
  const host: Parameters<Compiler["createProgram"]>[2] = {
    getSourceFile: (file, settings) => {
      const text = read(file);
      if (text !== undefined) files.set(file, ts.createSourceFile(file, text, settings));
      return files.get(file);
    },
    getDefaultLibFileName: (settings) => path.join(library, ts.getDefaultLibFileName(settings)),
    getDefaultLibLocation: () => library,
    getCurrentDirectory: () => library,
    getCanonicalFileName: (file) => file,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    writeFile: () => undefined,
    fileExists: (file) => fs.existsSync(file) && fs.statSync(file).isFile(),
    directoryExists: (folder) => fs.existsSync(folder) && fs.statSync(folder).isDirectory(),
    realpath: (file) => fs.realpathSync(file),
    readFile: read,
  };
  const root = path.join(library, "cell.ts");
  files.set(root, ts.createSourceFile(root, "export {};", ts.ScriptTarget.ES2022));
  ts.createProgram({ rootNames: [root, ...roots], options, host }).getTypeChecker(); // the checker binds every file
  files.delete(root);
}
