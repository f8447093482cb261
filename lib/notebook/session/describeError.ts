/**
 * Errors as a reader of a notebook wants them: name, message, the cell's own line with a mark under the place, then the trace.
 *
 * @packageDocumentation
 */

import { inspect } from "node:util";
import type { Diagnostic } from "tslab/dist/converter";
import type { CellError } from "./messages";
import type { TraceMapper } from "./trace";

const RED = "\u001b[31m";
const DIM = "\u001b[2m";
const PLAIN = "\u001b[0m";

/** The most compiler messages that are shown for one cell. */
const MOST_DIAGNOSTICS = 10;

/** What a cell threw, or a promise was rejected with. Anything can be thrown. */
export function describeThrown(thrown: unknown, trace: TraceMapper): CellError {
  if (!isError(thrown)) {
    const evalue = inspect(thrown);
    return {
      ename: "Thrown",
      evalue,
      traceback: [`${RED}Thrown${PLAIN}: ${evalue}`, "A cell can throw any value; an Error would say where."],
    };
  }
  const ename = text(() => thrown.name, "Error");
  const evalue = text(() => thrown.message, "");
  const stack = text(() => thrown.stack, "");
  const frames = stack.split("\n").filter((line) => line.startsWith("    at "));
  const traceback = [
    `${RED}${ename}${PLAIN}: ${evalue}`,
    ...markedLines(frames, trace),
    ...frames.map((frame) => `${DIM}${frame}${PLAIN}`),
  ];
  return { ename, evalue, traceback: [...traceback, ...causes(thrown)] };
}

/** What the compiler found in a cell. */
export function describeDiagnostics(diagnostics: readonly Diagnostic[], name: string, source: string): CellError {
  const shown = diagnostics.slice(0, MOST_DIAGNOSTICS);
  const lines = shown.flatMap((one) => [
    `${RED}${place(one, name)}${PLAIN} - TS${one.code}: ${one.messageText}`,
    ...(one.fileName === undefined
      ? excerpt(source, one.start.line, one.start.character, one.end.offset - one.start.offset)
      : []),
  ]);
  const more = diagnostics.length - shown.length;
  if (more > 0) lines.push(`… and ${more} more.`);
  const first = diagnostics[0]!;
  return { ename: "CompileError", evalue: `${place(first, name)} - ${first.messageText}`, traceback: lines };
}

/** A sentence of the session's own. */
export function describeEvent(ename: string, evalue: string): CellError {
  return { ename, evalue, traceback: [`${RED}${ename}${PLAIN}: ${evalue}`] };
}

function place(diagnostic: Diagnostic, name: string): string {
  return `${diagnostic.fileName ?? name}:${diagnostic.start.line + 1}:${diagnostic.start.character + 1}`;
}

/** The line of the topmost frame that lies in a cell, with its neighbours. */
function markedLines(frames: readonly string[], trace: TraceMapper): string[] {
  for (const frame of frames) {
    const found = /(In\[[^\]]*\]):(\d+):(\d+)\)?$/.exec(frame);
    const source = found && trace.source(found[1]!);
    if (found && source !== undefined && source !== null)
      return [`${found[1]}`, ...excerpt(source, Number(found[2]) - 1, Number(found[3]) - 1, 1)];
  }
  return [];
}

function excerpt(source: string, line: number, column: number, length: number): string[] {
  const lines = source.split("\n");
  const from = Math.max(0, line - 2);
  const rows = lines.slice(from, line + 2).map((text, index) => {
    const at = from + index;
    return `${at === line ? `${RED}>${PLAIN}` : " "} ${String(at + 1).padStart(3)} | ${text}`;
  });
  const width = Math.max(1, Math.min(length, (lines[line] ?? "").length - column));
  rows.splice(line - from + 1, 0, `      | ${" ".repeat(column)}${RED}${"^".repeat(width)}${PLAIN}`);
  return rows;
}

function causes(error: Error): string[] {
  const lines: string[] = [];
  if (error.cause !== undefined) lines.push(`Caused by: ${inspect(error.cause)}`);
  if (error instanceof AggregateError) lines.push(...error.errors.map((one) => `One of the errors: ${inspect(one)}`));
  return lines;
}

function isError(thrown: unknown): thrown is Error {
  return thrown instanceof Error || Object.prototype.toString.call(thrown) === "[object Error]";
}

function text(read: () => unknown, otherwise: string): string {
  try {
    const value = read();
    return value === undefined ? otherwise : String(value);
  } catch {
    return otherwise;
  }
}
