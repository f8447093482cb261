/**
 * The start-up snapshot of session processes: made once for this Node and this compiler, used when it is there. Without it sessions
 * start all the same, only later.
 *
 * @packageDocumentation
 */

import { execFile } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { PACKAGE_FOLDER, program } from "../../packageFolder";
import type { SnapshotOrder } from "./snapshotContent";

const FOLDER = path.join(PACKAGE_FOLDER, ".build", "snapshot");

/** Where the snapshot for this Node lies, if it was made. */
export function snapshotFile(): string | undefined {
  const file = nameOfSnapshot();
  return fs.existsSync(file) ? file : undefined;
}

/** Makes the snapshot unless it is there; tells whether it is there now. What goes wrong is no harm. */
export async function prepareSnapshot(): Promise<boolean> {
  if (snapshotFile() !== undefined) return true;
  const temporary = `${nameOfSnapshot()}.${process.pid}`;
  try {
    fs.mkdirSync(FOLDER, { recursive: true });
    // The builder offers a program `require`, but not the `exports` that compiled TypeScript begins with.
    const entry = `${temporary}.js`;
    fs.writeFileSync(
      entry,
      `const exports = {};\n${fs.readFileSync(program("notebook/session/snapshotEntry"), "utf8")}`,
    );
    await promisify(execFile)(process.execPath, ["--snapshot-blob", temporary, "--build-snapshot", entry], {
      env: { ...process.env, STRATA_SNAPSHOT: JSON.stringify(order()) },
    });
    for (const old of fs.readdirSync(FOLDER)) if (old !== path.basename(temporary)) fs.rmSync(path.join(FOLDER, old));
    fs.renameSync(temporary, nameOfSnapshot());
    return true;
  } catch {
    return false;
  }
}

/** Takes the snapshot away, when a process could not start from it. */
export function dropSnapshot(): void {
  fs.rmSync(nameOfSnapshot(), { force: true });
}

/** Node refuses another version's snapshot, so the name tells them apart. */
function nameOfSnapshot(): string {
  return path.join(FOLDER, `${process.version}-${process.arch}-${versionOf("tslab")}-${versionOf("@types/node")}.blob`);
}

function versionOf(name: string): string {
  const file = createRequire(__filename).resolve(`${name}/package.json`);
  return (JSON.parse(fs.readFileSync(file, "utf8")) as { version: string }).version;
}

function order(): SnapshotOrder {
  // Loaded here only: a program that merely asks for the snapshot's file has no use for the compiler.
  const { optionsFor } = require("./compilerOptions") as typeof import("./compilerOptions");
  const { TYPESCRIPT_FILE, ts } = require("./typescript") as typeof import("./typescript");
  return {
    typescript: TYPESCRIPT_FILE,
    // The library's own, since nearly every notebook imports it.
    roots: [path.join(PACKAGE_FOLDER, ".build", "lib", "index.d.ts")],
    options: { ...optionsFor(PACKAGE_FOLDER), target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  };
}
