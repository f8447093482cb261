/**
 * The kernelspec: how Jupyter and VS Code find this kernel. A folder with `kernel.json`, a logo and a small launcher; the launcher
 * knows where the library was when it was written and otherwise looks from the notebook's folder, so the folder may be moved or copied.
 *
 * Source: "Making kernels for Jupyter", section "Kernel specs"; Jupyter's data folders from "Common Directories and File Locations".
 *
 * @packageDocumentation
 */

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { EnvironmentError } from "../../errors";
import { program } from "../../packageFolder";

/** The kernel's name, as notebooks refer to it. */
const KERNEL_NAME = "strata";

/** The content of `kernel.json`. */
export function kernelSpec(): Record<string, unknown> {
  return {
    argv: [process.execPath, "{resource_dir}/launch.cjs", "{connection_file}"],
    display_name: "TypeScript (Strata)",
    language: "typescript",
    interrupt_mode: "message",
    metadata: { debugger: false },
  };
}

/** Where kernelspecs are looked for: this user's, or those below `prefix` (as of a Python environment). */
export function kernelspecFolder(prefix?: string): string {
  const data = prefix === undefined ? userDataFolder() : path.join(prefix, "share", "jupyter");
  return path.join(data, "kernels", KERNEL_NAME);
}

/**
 * Writes the kernelspec and gives its folder.
 *
 * @throws {@link EnvironmentError} if the folder cannot be written.
 */
export function installKernelspec(prefix?: string): string {
  const folder = kernelspecFolder(prefix);
  try {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, "kernel.json"), `${JSON.stringify(kernelSpec(), null, 1)}\n`);
    fs.writeFileSync(path.join(folder, "launch.cjs"), launcher(program("cli")));
    fs.writeFileSync(path.join(folder, "logo-svg.svg"), LOGO);
  } catch (error) {
    throw new EnvironmentError(
      "not-allowed",
      `The kernelspec could not be written to ${folder}: ${(error as Error).message}.`,
      folder,
    );
  }
  return folder;
}

/**
 * Removes the kernelspec and gives the folder that it was in.
 *
 * @throws {@link EnvironmentError} if there is none.
 */
export function uninstallKernelspec(prefix?: string): string {
  const folder = kernelspecFolder(prefix);
  if (!fs.existsSync(folder))
    throw new EnvironmentError("unknown-name", `No kernelspec is installed in ${folder}.`, folder);
  fs.rmSync(folder, { recursive: true });
  return folder;
}

function userDataFolder(): string {
  const named = process.env["JUPYTER_DATA_DIR"];
  if (named) return named;
  if (process.platform === "darwin") return path.join(os.homedir(), "Library", "Jupyter");
  if (process.platform === "win32")
    return path.join(process.env["APPDATA"] ?? path.join(os.homedir(), "AppData", "Roaming"), "jupyter");
  return path.join(process.env["XDG_DATA_HOME"] ?? path.join(os.homedir(), ".local", "share"), "jupyter");
}

function launcher(cli: string): string {
  return `// Starts the Strata kernel: from where the library was installed, else from the notebook's folder.
"use strict";
const { createRequire } = require("node:module");
const path = require("node:path");

const installed = ${JSON.stringify(cli)};

function find() {
  if (require("node:fs").existsSync(installed)) return installed;
  try {
    const near = createRequire(path.join(process.cwd(), "notebook.js"));
    return path.join(path.dirname(near.resolve("strata/package.json")), ".build/lib/cli.js");
  } catch {
    process.stderr.write("Strata is neither at " + installed + " nor installed for " + process.cwd() + ". Run: strata kernel install\\n");
    process.exit(1);
  }
}

process.argv = [process.argv[0], find(), "kernel", "start", process.argv[2]];
require(process.argv[1]);
`;
}

/** Three strata. */
const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><g fill="none" stroke-width="7" stroke-linejoin="round"><path d="M8 44 32 56 56 44" stroke="#0072b2"/><path d="M8 32 32 44 56 32" stroke="#009e73"/><path d="M32 8 56 20 32 32 8 20Z" fill="#e69f00" stroke="#e69f00"/></g></svg>
`;
