/**
 * Where the package lies, whether it runs compiled or from its source (as tests do).
 *
 * @packageDocumentation
 */
import path from "node:path";

const RUNS_FROM_SOURCE = path.extname(__filename) === ".ts";

/** The package's own folder: the one that has `package.json`, `notebooks` and `datasets`. */
export const PACKAGE_FOLDER = path.resolve(__dirname, RUNS_FROM_SOURCE ? ".." : "../..");
