/**
 * `strata run`: notebooks executed without a page, several at a time, each reported as it ends.
 *
 * @packageDocumentation
 */

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { EnvironmentError } from "../../errors";
import { writeAtomically } from "../server/atomicWrite";
import { type Cell, formatNotebook, type Notebook, parseNotebook } from "../server/notebookFormat";
import { addPngs } from "./pictures";
import { type RunFailure, runNotebook } from "./runNotebook";

/** What `strata run` is told. */
export interface RunCommandOptions {
  /** Every notebook below `notebooks/`. */
  all?: boolean;
  /** Write executed notebooks here. */
  out?: string;
  /** Write outputs into the notebooks themselves. */
  write?: boolean;
  /** Give figures a PNG. */
  png?: boolean;
  /** One JSON object a notebook on standard output. */
  json?: boolean;
  /** Seconds that one cell may take. */
  timeout: number;
}

/** What `--json` prints for each notebook. */
export interface RunReport {
  file: string;
  /** Code cells that were run. */
  cells: number;
  seconds: number;
  error?: string;
}

/** Runs notebooks and prints what became of each; resolves to whether all passed. */
export async function runCommand(files: readonly string[], options: RunCommandOptions): Promise<boolean> {
  const names = options.all ? findNotebooks() : files.map(checkFile);
  const waiting = [...names];
  let failed = 0;
  const worker = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const report = await runOne(file, options);
      if (report.error !== undefined) failed += 1;
      print(report, options);
    }
  };
  await Promise.all(Array.from({ length: Math.min(names.length, os.availableParallelism()) }, worker));
  if (!options.json) console.log(`${names.length - failed} of ${names.length} notebooks passed.`);
  return failed === 0;
}

async function runOne(file: string, options: RunCommandOptions): Promise<RunReport> {
  const start = performance.now();
  const report = { file, cells: 0, seconds: 0 };
  const seconds = (): number => Math.round(performance.now() - start) / 1000;
  try {
    const notebook = parseNotebook(fs.readFileSync(file, "utf8"), file);
    const onProgress = (done: number, all: number): void => progress(`${file}: cell ${done} of ${all}`);
    const result = await runNotebook(notebook, path.dirname(file), { timeoutSeconds: options.timeout, onProgress });
    await save(file, result.notebook, result.failure, options);
    const error = result.failure && describeFailure(file, result.failure);
    return { file, cells: result.cells, seconds: seconds(), ...(error !== undefined && { error }) };
  } catch (error) {
    return { ...report, seconds: seconds(), error: (error as Error).message };
  }
}

async function save(
  file: string,
  notebook: Notebook,
  failure: RunFailure | undefined,
  options: RunCommandOptions,
): Promise<void> {
  // A failed run never replaces a notebook that was whole; a copy in --out shows how far it came.
  const target =
    options.out !== undefined
      ? path.join(options.out, path.basename(file))
      : options.write && !failure
        ? file
        : undefined;
  if (target === undefined) return;
  const kept = target === file ? withoutMeasurements(notebook) : notebook;
  if (options.png) await addPngs(kept);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  await writeAtomically(target, formatNotebook(kept));
}

/** What a cell tagged `measured-here` shows is this computer's, and is not stored in the notebook. */
function withoutMeasurements(notebook: Notebook): Notebook {
  const isMeasured = ({ metadata }: Cell) =>
    Array.isArray(metadata["tags"]) && metadata["tags"].includes("measured-here");
  const cells = notebook.cells.map((cell) =>
    isMeasured(cell) ? { ...cell, outputs: [], execution_count: null } : cell,
  );
  return { ...notebook, cells };
}

function describeFailure(file: string, { cell, id, line, error }: RunFailure): string {
  const place = [
    file,
    `cell ${cell}${id === undefined ? "" : ` (${id})`}`,
    ...(line === undefined ? [] : [`line ${line}`]),
  ].join(", ");
  return `${place}: ${error.ename}: ${error.evalue}`;
}

function print(report: RunReport, options: RunCommandOptions): void {
  progress("");
  if (options.json) console.log(JSON.stringify(report));
  else if (report.error === undefined)
    console.log(`passed  ${report.file}  ${report.cells} cells, ${report.seconds.toFixed(1)} s`);
  else console.log(`FAILED  ${report.error}`);
}

/** A line that is overwritten by the next, on a terminal only. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

function checkFile(file: string): string {
  if (!fs.existsSync(file)) throw new EnvironmentError("unknown-name", `There is no notebook ${file}.`, file);
  return file;
}

/** Every notebook below `notebooks/` of the current folder, in the order of their names. */
function findNotebooks(): string[] {
  const root = "notebooks";
  if (!fs.existsSync(root))
    throw new EnvironmentError("unknown-name", `There is no folder notebooks in ${process.cwd()}.`, root);
  const names = fs.readdirSync(root, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".ipynb") && !name.includes(".ipynb_checkpoints"))
    .sort()
    .map((name) => path.join(root, name));
}
