/**
 * Runs a notebook from top to bottom, without a page: a session process of its own for each notebook, cells in order, the first error ends it.
 * A cell that is tagged `raises-exception` may fail, as under nbclient.
 *
 * @packageDocumentation
 */

import path from "node:path";
import type { Cell, Notebook } from "../server/notebookFormat";
import { type Answers, type CellError, type Outcome, SessionEnded, SessionHost } from "../session";
import { OutputGatherer } from "./outputs";

/** How a notebook is run. */
export interface RunOptions {
  /** Seconds that one cell may take. */
  timeoutSeconds: number;
  /** Called after each cell. */
  onProgress?: (done: number, all: number) => void;
}

/** Where and why a notebook stopped. */
export interface RunFailure {
  /** Number of the cell, all cells counted from 1. */
  cell: number;
  /** The cell's id, if it has one. */
  id: string | undefined;
  /** The line of the cell, from 1, where the error lies, if it tells. */
  line: number | undefined;
  error: CellError;
}

/** What became of a notebook. */
export interface RunResult {
  /** The notebook with new outputs. */
  notebook: Notebook;
  /** How many code cells were run. */
  cells: number;
  failure: RunFailure | undefined;
}

/** Runs `notebook`, which lies in `folder`. */
export async function runNotebook(notebook: Notebook, folder: string, options: RunOptions): Promise<RunResult> {
  const outputs = new OutputGatherer();
  const host: SessionHost = new SessionHost({
    folder: path.resolve(folder),
    onEvent: (event) => {
      if (event.type === "input") host.receiveInput(undefined);
      else outputs.add(event);
    },
  });
  try {
    return await runCells(notebook, host, outputs, options);
  } finally {
    host.kill();
  }
}

async function runCells(
  notebook: Notebook,
  host: SessionHost,
  outputs: OutputGatherer,
  options: RunOptions,
): Promise<RunResult> {
  const code = notebook.cells.filter((cell) => cell.cell_type === "code" && text(cell).trim() !== "");
  let failure: RunFailure | undefined;
  let count = 0;
  for (const cell of code) {
    count += 1;
    const outcome = await runCell(host, cell, count, options.timeoutSeconds);
    if (outcome.result !== undefined) outputs.result(String(count), outcome.result, count);
    if (outcome.error !== undefined) outputs.error(String(count), outcome.error);
    options.onProgress?.(count, code.length);
    if (outcome.error === undefined || mayFail(cell)) continue;
    failure = { ...whereIs(notebook, cell), line: lineOf(outcome.error), error: outcome.error };
    break;
  }
  const numbered = new Map(code.slice(0, count).map((cell, index) => [cell, index + 1]));
  const cells = notebook.cells.map((cell) => withOutputs(cell, numbered.get(cell), outputs));
  return { notebook: { ...notebook, cells }, cells: count, failure };
}

async function runCell(host: SessionHost, cell: Cell, count: number, timeoutSeconds: number): Promise<Outcome> {
  const timer = setTimeout(() => void host.interrupt(), timeoutSeconds * 1000);
  try {
    const outcome: Answers["execute"] = await host.request({
      type: "execute",
      id: String(count),
      name: `In[${count}]`,
      code: text(cell),
    });
    return outcome.error?.ename === "Interrupted" ? { status: "error", error: tooLong(timeoutSeconds) } : outcome;
  } catch (error) {
    if (!(error instanceof SessionEnded)) throw error;
    return { status: "error", error: { ename: "SessionEnded", evalue: error.message, traceback: [error.message] } };
  } finally {
    clearTimeout(timer);
  }
}

function tooLong(seconds: number): CellError {
  const evalue = `The cell was stopped after ${seconds} s; --timeout gives it longer.`;
  return { ename: "CellTimeout", evalue, traceback: [evalue] };
}

function whereIs(notebook: Notebook, cell: Cell): { cell: number; id: string | undefined } {
  const id = cell["id"];
  return { cell: notebook.cells.indexOf(cell) + 1, id: typeof id === "string" ? id : undefined };
}

/** Traces name lines as `In[3]:2:9`. */
function lineOf({ traceback, evalue }: CellError): number | undefined {
  const found = /In\[\d+\]:(\d+):\d+/.exec([evalue, ...traceback].join("\n"));
  return found === null ? undefined : Number(found[1]);
}

function mayFail(cell: Cell): boolean {
  const tags = cell.metadata["tags"];
  return Array.isArray(tags) && tags.includes("raises-exception");
}

function withOutputs(cell: Cell, count: number | undefined, outputs: OutputGatherer): Cell {
  if (cell.cell_type !== "code") return cell;
  if (count === undefined) return { ...cell, outputs: [], execution_count: null };
  return { ...cell, outputs: outputs.of(String(count)), execution_count: count };
}

function text(cell: Cell): string {
  return String(cell.source);
}
