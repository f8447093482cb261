/**
 * Every TypeScript example in the documentation runs: those of `@example` in the library, and those in the READMEs and the
 * guides. Each is one test, named by file and line. "strata" is the library's source.
 *
 * A fence marked "ts" is an example; one that shall not run is marked "typescript".
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import vm from "node:vm";
import test from "ava";
import ts from "typescript";

const root = join(__dirname, "..");
const requireHere = createRequire(__filename);

for (const file of [...documents("lib"), ...documents("docs"), "README.md"].sort()) {
  for (const { line, code } of examplesIn(file)) {
    test(`${file}:${line}`, async (t) => {
      await run(code);
      t.pass();
    });
  }
}

/** Sources and guides under a folder, without what is generated or built for the page. */
function documents(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|md)$/.test(name) && !/(^|\/)(api|frontend|node_modules)\//.test(name))
    .map((name) => `${folder}/${name}`);
}

/** The examples of a file: their code, without the stars of a comment, and the line they start on. */
function examplesIn(file: string): { readonly line: number; readonly code: string }[] {
  const lines = readOrNothing(file).split("\n");
  return lines.flatMap((text, index) => {
    const opening = /^(\s*(?:\* ?)?)```ts\s*$/.exec(text);
    if (opening === null) return [];
    const length = lines.slice(index + 1).findIndex((one) => /^\s*(?:\* ?)?```\s*$/.test(one));
    const body = lines.slice(index + 1, index + 1 + length).map((one) => one.replace(/^\s*\* ?/, ""));
    return [{ line: index + 2, code: body.join("\n") }];
  });
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(join(root, file), "utf8");
  } catch {
    return "";
  }
}

type Main = (require: unknown, exports: unknown) => Promise<void>;

/** Compiles an example to a function body and runs it; `await` at the top is allowed. */
async function run(code: string): Promise<void> {
  const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, esModuleInterop: true };
  const { outputText } = ts.transpileModule(code, { compilerOptions: options });
  const require = (name: string): unknown => requireHere(name === "strata" ? "../lib/index" : name);
  const main = vm.compileFunction(`return (async () => {${outputText}\n})();`, ["require", "exports"]) as Main;
  await main(require, {});
}
