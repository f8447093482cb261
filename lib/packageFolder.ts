/**
 * Where the package lies, and its files that run as programs of their own. Those run compiled, also when the library is run from its source
 * (as tests do).
 *
 * @packageDocumentation
 */
import path from "node:path";

const RUNS_FROM_SOURCE = path.extname(__filename) === ".ts";

/** The package's own folder: the one that has `package.json`, `notebooks` and `datasets`. */
export const PACKAGE_FOLDER = path.resolve(__dirname, RUNS_FROM_SOURCE ? ".." : "../..");

/** The compiled form of `file`, a path from `lib/` without extension, such as `notebook/session/child`. */
export function program(file: string): string {
  return path.join(PACKAGE_FOLDER, ".build", "lib", `${file}.js`);
}
