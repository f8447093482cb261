/**
 * `strata start`: serves the notebooks of a folder until it is told to end, and opens them in the browser.
 *
 * @packageDocumentation
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { EnvironmentError } from "../../errors";
import { PACKAGE_FOLDER } from "../../packageFolder";
import { prepareSnapshotLater } from "../session/prepareLater";
import { deliver, isInstalled, studentFolder } from "../student";
import { openBrowser } from "./openBrowser";
import type { RunningServer } from "./options";
import { startServer } from "./server";

/** What `strata start` is told. */
export interface StartOptions {
  /** The port; if absent, 8888 or the next that is free. */
  port?: number;
  /** Whether to open the browser; as a rule, yes. */
  browser?: boolean;
  /** The folder to serve; if absent, the course's or the current one. */
  root?: string;
}

/** Ports that are tried when none is asked for, the first being Jupyter's. */
const usualPorts = [8888, 8889, 8890, 8891, 8892, 0];

/**
 * Serves notebooks and prints one line with the address. Resolves when the server has ended.
 *
 * @throws {@link EnvironmentError} if the folder is not there, or the port that was asked for is taken.
 */
export async function runStart(options: StartOptions = {}): Promise<void> {
  const root = isInstalled(PACKAGE_FOLDER) ? await studentRoot(options) : courseRoot(options);
  const server = await startOnFreePort(root, options.port === undefined ? usualPorts : [options.port]);
  console.log(`Strata is open at ${server.url} (Ctrl-C ends it)`);
  if (options.browser ?? true) openBrowser(server.url);
  endOnSignals(server);
  if (isInstalled(PACKAGE_FOLDER)) prepareSnapshotLater();
  await server.closed;
}

/** The folder to serve in a clone. */
function courseRoot({ root }: StartOptions): string {
  return root === undefined ? courseFolder(process.cwd()) : resolve(root);
}

/** The folder to serve where the package is installed; the course is laid out there, unless another folder was asked for. */
async function studentRoot(options: StartOptions): Promise<string> {
  const asked = resolve(options.root ?? ".");
  const home = studentFolder(asked, PACKAGE_FOLDER);
  const root = options.root === undefined ? (home ?? asked) : asked;
  if (options.root !== undefined && root !== home) return root;
  const { version } = JSON.parse(readFileSync(join(PACKAGE_FOLDER, "package.json"), "utf8")) as { version: string };
  for (const sentence of await deliver({ from: PACKAGE_FOLDER, version, to: root })) console.error(sentence);
  return root;
}

/** The folder of the course around `folder`: the one that holds `notebooks/` and is the package itself; else `folder`. */
export function courseFolder(folder: string): string {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, "notebooks")) && nameOfPackage(current) === "strata") return current;
    if (dirname(current) === current) return folder;
  }
}

/** The API path of the notebook to open first, if `root` has it. */
export function firstNotebook(root: string): string | undefined {
  return ["notebooks/00-start-here.ipynb", "00-start-here.ipynb"].find((path) => existsSync(join(root, path)));
}

async function startOnFreePort(root: string, ports: readonly number[]): Promise<RunningServer> {
  const notebook = firstNotebook(root);
  const frontendDir = frontendFolder();
  const settings = {
    root,
    ...(frontendDir ? { frontendDir } : {}),
    ...(notebook ? { defaultNotebook: notebook } : {}),
  };
  for (const port of ports.slice(0, -1)) {
    try {
      return await startServer({ ...settings, port });
    } catch (error) {
      if (!(error instanceof EnvironmentError && error.value === port)) throw error;
    }
  }
  return startServer({ ...settings, port: ports.at(-1)! });
}

/** The built page, seen from the built library or from its source. */
function frontendFolder(): string | undefined {
  const places = [join(__dirname, "../../../frontend"), join(__dirname, "../../../.build/frontend")];
  return places.find((place) => existsSync(join(place, "page.json")));
}

function endOnSignals(server: RunningServer): void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  let asked = false;
  for (const signal of signals) {
    process.on(signal, () => {
      // Whoever asks twice will not wait for kernels.
      if (asked) process.exit(1);
      asked = true;
      void server.close();
    });
  }
  void server.closed.then(() => setImmediate(() => process.exit(0)));
}

function nameOfPackage(folder: string): unknown {
  try {
    return (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { name?: unknown }).name;
  } catch {
    return undefined;
  }
}
