/**
 * Numbers that are computed when addresses are known: `msg_end - msg`, `$ + 4`, `1 << 12`.
 *
 * ```text
 *   or:       xor ("|" xor)*
 *   xor:      and ("^" and)*
 *   and:      shift ("&" shift)*
 *   shift:    sum (("<<" | ">>") sum)*
 *   sum:      product (("+" | "-") product)*
 *   product:  unary (("*" | "/" | "%") unary)*
 *   unary:    ("-" | "+" | "~") unary | number | 'c' | name | "$" | "$$" | "(" or ")"
 * ```
 *
 * @packageDocumentation
 */
import { type Cursor, type Position, wrong } from "./tokens";

/** What names mean at the moment. */
export interface Names {
  /** The address of a label, or the value of a constant. */
  value(name: string): number | undefined;
  /** `$`: the address of this line. */
  readonly here: number;
  /** `$$`: where the section begins. */
  readonly start: number;
}

/** A number to be computed. */
export type Expression = (names: Names) => number;

const levels: readonly Readonly<Record<string, (a: number, b: number, at: Position) => number>>[] = [
  { "|": (a, b) => (a | b) >>> 0 },
  { "^": (a, b) => (a ^ b) >>> 0 },
  { "&": (a, b) => (a & b) >>> 0 },
  { "<<": (a, b) => a * 2 ** b, ">>": (a, b) => Math.floor(a / 2 ** b) },
  { "+": (a, b) => a + b, "-": (a, b) => a - b },
  {
    "*": (a, b) => a * b,
    "/": (a, b, at) => Math.trunc(a / notZero(b, at)),
    "%": (a, b, at) => a % notZero(b, at),
  },
];

/** Reads an expression; it ends before the first token that cannot go on with it. */
export function expression(cursor: Cursor, level = 0): Expression {
  const operators = levels[level];
  if (operators === undefined) return unary(cursor);
  let left = expression(cursor, level + 1);
  for (;;) {
    const at = cursor.position;
    const sign = Object.keys(operators).find((operator) => cursor.skip(operator));
    if (sign === undefined) return left;
    const [first, second, operate] = [left, expression(cursor, level + 1), operators[sign]!];
    left = (names) => operate(first(names), second(names), at);
  }
}

function unary(cursor: Cursor): Expression {
  for (const [sign, of] of Object.entries(unarySigns))
    if (cursor.skip(sign)) {
      const operand = unary(cursor);
      return (names) => of(operand(names));
    }
  if (cursor.skip("(")) {
    const inner = expression(cursor);
    cursor.expect(")");
    return inner;
  }
  return atom(cursor);
}

const unarySigns: Readonly<Record<string, (value: number) => number>> = {
  "-": (value) => -value,
  "+": (value) => value,
  "~": (value) => ~value >>> 0,
};

function atom(cursor: Cursor): Expression {
  const token = cursor.next;
  if (token === undefined || token.type === "sign") throw cursor.wrong("to be a number, a name or a parenthesis");
  cursor.take();
  if (token.type === "number") return () => token.value;
  if (token.type === "string")
    return () => new TextEncoder().encode(token.text).reduceRight((sum, byte) => sum * 256 + byte, 0);
  if (token.text === "$") return ({ here }) => here;
  if (token.text === "$$") return ({ start }) => start;
  return (names) => {
    const value = names.value(token.text);
    if (value === undefined) throw wrong(token, "to be a label or a constant", token.text);
    return value;
  };
}

function notZero(value: number, at: Position): number {
  if (value === 0) throw wrong(at, "not to divide by zero", 0);
  return value;
}
