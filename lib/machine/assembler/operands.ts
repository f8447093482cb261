/**
 * Operands as they are written: `eax`, `dword [ebx+ecx*4+8]`, `label`, `8:start`.
 *
 * @packageDocumentation
 */
import { registerNames, segmentNames, type Width } from "../isa";
import { type Expression, expression } from "./expression";
import type { Cursor, Position } from "./tokens";

/** A register of any kind. */
export interface WrittenRegister {
  readonly type: "register" | "segment" | "control" | "debug";
  readonly number: number;
  readonly width: Width;
}

/** A place in memory. */
export interface WrittenMemory {
  readonly type: "memory";
  /** As `dword` says. */
  readonly width: Width | undefined;
  readonly isFar: boolean;
  readonly segment: number | undefined;
  readonly base: number | undefined;
  readonly index: number | undefined;
  readonly scale: 1 | 2 | 4 | 8;
  /** Of the registers; nothing if there are none. */
  readonly addressSize: 16 | 32 | undefined;
  readonly displacement: Expression;
}

/** A number: an immediate, or where to jump. */
export interface WrittenNumber {
  readonly type: "number";
  readonly width: Width | undefined;
  /** As `short` and `near` say. */
  readonly reach: "short" | "near" | undefined;
  readonly value: Expression;
}

/** A segment and an offset. */
export interface WrittenFar {
  readonly type: "far";
  readonly width: Width | undefined;
  readonly selector: Expression;
  readonly offset: Expression;
}

/** What may be written as an operand. */
export type WrittenOperand = (WrittenRegister | WrittenMemory | WrittenNumber | WrittenFar) & {
  readonly position: Position;
};

const WIDTHS: Readonly<Record<string, Width>> = { byte: 8, word: 16, dword: 32 };

/** Reads the operands of an instruction, separated by commas. */
export function readOperands(cursor: Cursor): WrittenOperand[] {
  const operands: WrittenOperand[] = [];
  if (cursor.isAtEnd) return operands;
  do operands.push(readOperand(cursor));
  while (cursor.skip(","));
  if (cursor.next !== undefined) throw cursor.wrong("to be a comma or the end of the line");
  return operands;
}

function readOperand(cursor: Cursor): WrittenOperand {
  const { position } = cursor;
  const words = modifiers(cursor);
  if (cursor.skip("[")) return { ...readMemory(cursor, words), position };
  const register = cursor.next?.type === "word" ? registerOf(cursor.next.text) : undefined;
  if (register !== undefined) {
    cursor.take();
    return { ...register, position };
  }
  const value = expression(cursor);
  if (cursor.skip(":"))
    return { type: "far", width: words.width, selector: value, offset: expression(cursor), position };
  return { type: "number", width: words.width, reach: words.reach, value, position };
}

interface Modifiers {
  readonly width: Width | undefined;
  readonly isFar: boolean;
  readonly reach: "short" | "near" | undefined;
}

function modifiers(cursor: Cursor): Modifiers {
  let width: Width | undefined;
  let reach: Modifiers["reach"];
  let isFar = false;
  for (;;) {
    const sized = Object.keys(WIDTHS).find((word) => cursor.skip(word));
    if (sized !== undefined) width = WIDTHS[sized];
    else if (cursor.skip("far")) isFar = true;
    else if (cursor.skip("short")) reach = "short";
    else if (cursor.skip("near")) reach = "near";
    else return { width, isFar, reach };
  }
}

/** A register by its name; nothing if there is none. */
function registerOf(text: string): WrittenRegister | undefined {
  const name = text.toLowerCase();
  for (const width of [8, 16, 32] as const) {
    const number = registerNames[width].indexOf(name);
    if (number >= 0) return { type: "register", number, width };
  }
  const segment = (segmentNames as readonly string[]).indexOf(name);
  if (segment >= 0) return { type: "segment", number: segment, width: 16 };
  const special = /^(cr|dr)([0-7])$/.exec(name);
  if (special === null) return undefined;
  return { type: special[1] === "cr" ? "control" : "debug", number: Number(special[2]), width: 32 };
}

/** `seg:` and a sum of registers, of which one may be multiplied, and numbers. */
function readMemory(cursor: Cursor, { width, isFar }: Modifiers): WrittenMemory {
  const segment = cursor.isAhead(1, ":") ? registerOf(cursor.take().text) : undefined;
  if (segment !== undefined) cursor.expect(":");
  const sum: Sum = { registers: [], numbers: [] };
  readTerm(cursor, sum, 1);
  while (!cursor.skip("]")) {
    if (cursor.skip("+")) readTerm(cursor, sum, 1);
    else if (cursor.skip("-")) readTerm(cursor, sum, -1);
    else throw cursor.wrong('to be "+", "-" or "]"');
  }
  const displacement: Expression = (names) => sum.numbers.reduce((total, one) => total + one(names), 0);
  return { type: "memory", width, isFar, segment: segment?.number, ...shape(cursor, sum), displacement };
}

interface Sum {
  readonly registers: { readonly register: WrittenRegister; readonly scale: number; readonly position: Position }[];
  readonly numbers: Expression[];
}

function readTerm(cursor: Cursor, sum: Sum, sign: 1 | -1): void {
  const { position, next } = cursor;
  const register = next?.type === "word" ? registerOf(next.text) : undefined;
  if (register === undefined) {
    const number = expression(cursor, 5);
    sum.numbers.push((names) => sign * number(names));
    return;
  }
  if (sign < 0) throw cursor.wrong("to be a number, since registers are only added");
  cursor.take();
  const scale = cursor.skip("*") ? cursor.take().value : 1;
  sum.registers.push({ register, scale, position });
}

function shape(cursor: Cursor, { registers }: Sum): Pick<WrittenMemory, "base" | "index" | "scale" | "addressSize"> {
  const none = { base: undefined, index: undefined, scale: 1, addressSize: undefined } as const;
  if (registers.length === 0) return none;
  const size = registers[0]!.register.width;
  const isOneKind = registers.every(({ register }) => register.type === "register" && register.width === size);
  const scaled = registers.filter(({ scale }) => scale !== 1);
  if (!isOneKind || size === 8 || registers.length > 2 || scaled.length > 1)
    throw cursor.wrong("after a base and an index of 16 or of 32 bits, of which one may be multiplied");
  if (![1, 2, 4, 8].includes(scaled[0]?.scale ?? 1)) throw cursor.wrong("after a scale of 1, 2, 4 or 8");
  const [base, index] = order(
    registers.map(({ register, scale }) => ({ number: register.number, scale })),
    size,
  );
  return { base: base?.number, index: index?.number, scale: (index?.scale ?? 1) as 1 | 2 | 4 | 8, addressSize: size };
}

type Part = { readonly number: number; readonly scale: number };

/** Which is the base: the one without a scale; under 16 bits BX and BP; never ESP as index. */
function order(parts: readonly Part[], size: 16 | 32): readonly (Part | undefined)[] {
  const [first, second] = parts as [Part, Part | undefined];
  if (second === undefined) {
    const isIndex = first.scale !== 1 || (size === 16 && first.number >= 6);
    return isIndex ? [undefined, first] : [first, undefined];
  }
  const swap = first.scale !== 1 || (size === 16 ? first.number >= 6 : second.number === 4 && second.scale === 1);
  return swap ? [second, first] : [first, second];
}
