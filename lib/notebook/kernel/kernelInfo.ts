/**
 * What the kernel says of itself.
 *
 * @packageDocumentation
 */

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { PACKAGE_FOLDER } from "../../packageFolder";
import { PROTOCOL_VERSION } from "./message";

/** The content of `kernel_info_reply`. */
export function kernelInfo(): Record<string, unknown> {
  const { version } = readPackage(path.join(PACKAGE_FOLDER, "package.json"));
  const node = process.versions.node;
  return {
    status: "ok",
    protocol_version: PROTOCOL_VERSION,
    implementation: "strata",
    implementation_version: version,
    language_info: {
      name: "typescript",
      version: compilerVersion(),
      mimetype: "application/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: "typescript",
      nbconvert_exporter: "script",
    },
    banner: `Strata ${version}: TypeScript ${compilerVersion()} on Node ${node}`,
    help_links: [],
    supported_features: [],
    debugger: false,
  };
}

/** Read, not loaded: the compiler is the session's to load. */
function compilerVersion(): string {
  const fromTslab = createRequire(createRequire(__filename).resolve("tslab/package.json"));
  return readPackage(fromTslab.resolve("@tslab/typescript-for-tslab/package.json")).version;
}

function readPackage(file: string): { version: string } {
  return JSON.parse(fs.readFileSync(file, "utf8")) as { version: string };
}
