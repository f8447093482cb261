/**
 * Files of the library that run as programs of their own. They run compiled, also when the library is run from its source (as tests do).
 *
 * @packageDocumentation
 */

import path from "node:path";
import { PACKAGE_FOLDER } from "../packageFolder";

/** The compiled form of `file`, a path from `lib/` without extension, such as `notebook/session/child`. */
export function program(file: string): string {
  return path.join(PACKAGE_FOLDER, ".build", "lib", `${file}.js`);
}
