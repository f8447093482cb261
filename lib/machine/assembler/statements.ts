/**
 * Lines as statements: labels, instructions, data, space, sections, constants.
 *
 * @packageDocumentation
 */
import type { Mode } from "../isa";
import { type Expression, expression } from "./expression";
import { readOperands } from "./operands";
import type { WrittenInstruction } from "./select";
import { Cursor, type Position, tokensOf } from "./tokens";

/** Bytes in the source. */
export interface Data {
  readonly type: "data";
  readonly bytesEach: 1 | 2 | 4;
  /** A string gives its characters, each filling up to `bytesEach`. */
  readonly values: readonly (Expression | string)[];
}

/** What takes room in a section. */
export type Content =
  | WrittenInstruction
  | Data
  | { readonly type: "reserve"; readonly bytesEach: number; readonly count: Expression }
  | { readonly type: "align"; readonly to: Expression }
  | { readonly type: "times"; readonly count: Expression; readonly content: Content };

/** One statement. */
export type Statement = (
  | { readonly type: "label"; readonly name: string }
  | { readonly type: "constant"; readonly name: string; readonly value: Expression }
  | { readonly type: "origin"; readonly value: Expression }
  | { readonly type: "section"; readonly name: string }
  | { readonly type: "content"; readonly content: Content }
) & { readonly position: Position };

const DATA: Readonly<Record<string, 1 | 2 | 4>> = { db: 1, dw: 2, dd: 4 };
const SPACE: Readonly<Record<string, number>> = { resb: 1, resw: 2, resd: 4 };
const REPEATS: Readonly<Record<string, "rep" | "repne">> = {
  rep: "rep",
  repe: "rep",
  repz: "rep",
  repne: "repne",
  repnz: "repne",
};

/** A line of source and its number. */
export interface SourceLine {
  readonly text: string;
  readonly line: number;
}

/** Reads all lines. */
export function readStatements(lines: readonly SourceLine[]): Statement[] {
  let mode: Mode = 32;
  return lines.flatMap(({ text, line }) => {
    const cursor = new Cursor(tokensOf(text, line), line, text.length);
    if (cursor.skip("bits")) {
      mode = readMode(cursor);
      return [];
    }
    return readLine(cursor, mode);
  });
}

function readMode(cursor: Cursor): Mode {
  if (cursor.next?.value !== 16 && cursor.next?.value !== 32) throw cursor.wrong("to be 16 or 32");
  return cursor.take().value as Mode;
}

function readLine(cursor: Cursor, mode: Mode): Statement[] {
  const statements: Statement[] = [];
  const { position } = cursor;
  if (cursor.next?.type === "word" && cursor.isAhead(1, ":")) {
    statements.push({ type: "label", name: cursor.take().text, position });
    cursor.take();
  } else if (cursor.next?.type === "word" && cursor.isAhead(1, "equ")) {
    const name = cursor.take().text;
    cursor.take();
    return [{ type: "constant", name, value: toEnd(cursor, expression(cursor)), position }];
  }
  if (cursor.isAtEnd) return statements;
  return [...statements, readStatement(cursor, mode)];
}

function readStatement(cursor: Cursor, mode: Mode): Statement {
  const { position } = cursor;
  if (cursor.skip("org")) return { type: "origin", value: toEnd(cursor, expression(cursor)), position };
  if (cursor.skip("section")) return { type: "section", name: toEnd(cursor, cursor.take().text), position };
  return { type: "content", content: readContent(cursor, mode), position };
}

function readContent(cursor: Cursor, mode: Mode): Content {
  if (cursor.skip("times")) {
    const count = expression(cursor);
    if (cursor.isAhead(0, "times")) throw cursor.wrong("not to be repeated twice");
    return { type: "times", count, content: readContent(cursor, mode) };
  }
  if (cursor.skip("align")) return { type: "align", to: toEnd(cursor, expression(cursor)) };
  const data = Object.keys(DATA).find((word) => cursor.skip(word));
  if (data !== undefined) return { type: "data", bytesEach: DATA[data]!, values: readValues(cursor) };
  const space = Object.keys(SPACE).find((word) => cursor.skip(word));
  if (space !== undefined)
    return { type: "reserve", bytesEach: SPACE[space]!, count: toEnd(cursor, expression(cursor)) };
  return readInstruction(cursor, mode);
}

function readValues(cursor: Cursor): (Expression | string)[] {
  const values: (Expression | string)[] = [];
  do {
    const isText = cursor.next?.type === "string" && (cursor.isAhead(1, ",") || !hasMore(cursor));
    values.push(isText ? cursor.take().text : expression(cursor));
  } while (cursor.skip(","));
  return toEnd(cursor, values);
}

function hasMore(cursor: Cursor): boolean {
  return ["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"].some((sign) => cursor.isAhead(1, sign));
}

function readInstruction(cursor: Cursor, mode: Mode): WrittenInstruction {
  const { position } = cursor;
  const lock = cursor.skip("lock");
  const repeat = Object.keys(REPEATS).find((word) => cursor.skip(word));
  const word = cursor.next;
  if (word?.type !== "word") throw cursor.wrong("to be an instruction or a directive");
  cursor.take();
  const operands = readOperands(cursor);
  const name = repeat === undefined ? undefined : REPEATS[repeat];
  return { type: "instruction", mnemonic: word.text, operands, lock, repeat: name, mode, position };
}

function toEnd<T>(cursor: Cursor, value: T): T {
  if (!cursor.isAtEnd) throw cursor.wrong("to be the end of the line");
  return value;
}
