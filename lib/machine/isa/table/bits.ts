/** Shifting, rotating, testing and finding bits. */
import { type BitChange, changeBit, highestBit, lowestBit, testBit } from "../../processor/bitTests";
import * as shift from "../../processor/shifts";
import type { Definition, Flag } from "./definition";
import { effect, update } from "./semantics";

const shifted = ["CF", "PF", "ZF", "SF", "OF"] as const satisfies readonly Flag[];

/** Seven operations that differ in the digit behind C0, D0 and so on. */
const operations: readonly (readonly [
  name: string,
  digit: number,
  act: shift.Shift,
  more: Omit<Definition, "forms" | "semantics">,
])[] = [
  ["ROL", 0, shift.rotateLeft, { writes: ["CF", "OF"] }],
  ["ROR", 1, shift.rotateRight, { writes: ["CF", "OF"] }],
  ["RCL", 2, shift.rotateLeftThroughCarry, { writes: ["CF", "OF"], reads: ["CF"] }],
  ["RCR", 3, shift.rotateRightThroughCarry, { writes: ["CF", "OF"], reads: ["CF"] }],
  ["SHL", 4, shift.shiftLeft, { writes: shifted, undefines: ["AF"] }],
  ["SHR", 5, shift.shiftRight, { writes: shifted, undefines: ["AF"] }],
  ["SAR", 7, shift.shiftRightSigned, { writes: shifted, undefines: ["AF"] }],
];

const shifts: readonly Definition[] = operations.map(([name, digit, act, more]) => ({
  // SHL has a second number, which no assembler uses.
  forms: [digit, ...(name === "SHL" ? [6] : [])].flatMap((number) => [
    `${name} r/m8, 1 = D0 /${number}`,
    `${name} r/mv, 1 = D1 /${number}`,
    `${name} r/m8, CL = D2 /${number}`,
    `${name} r/mv, CL = D3 /${number}`,
    `${name} r/m8, imm8 = C0 /${number}`,
    `${name} r/mv, imm8 = C1 /${number}`,
  ]),
  semantics: update((cpu, width, value, count) => act(cpu.flags, width, value, count)),
  ...more,
}));

const tests: readonly (readonly [name: string, digit: number, opcode: string, change?: BitChange])[] = [
  ["BT", 4, "A3"],
  ["BTS", 5, "AB", (value, mask) => value | mask],
  ["BTR", 6, "B3", (value, mask) => value & ~mask],
  ["BTC", 7, "BB", (value, mask) => value ^ mask],
];

/** The entries. */
export const bits: readonly Definition[] = [
  ...shifts,
  {
    forms: ["SHLD r/mv, rv, imm8 = 0F A4 /r", "SHLD r/mv, rv, CL = 0F A5 /r"],
    semantics: update((cpu, width, a, b, count) => shift.shiftLeftDouble(cpu.flags, width, a, b, count)),
    writes: shifted,
    undefines: ["AF"],
  },
  {
    forms: ["SHRD r/mv, rv, imm8 = 0F AC /r", "SHRD r/mv, rv, CL = 0F AD /r"],
    semantics: update((cpu, width, a, b, count) => shift.shiftRightDouble(cpu.flags, width, a, b, count)),
    writes: shifted,
    undefines: ["AF"],
  },
  ...tests.map(
    ([name, digit, opcode, change]): Definition => ({
      forms: [`${name} r/mv, rv = 0F ${opcode} /r`, `${name} r/mv, imm8 = 0F BA /${digit}`],
      semantics: effect(change === undefined ? testBit : changeBit(change)),
      writes: ["CF"],
      undefines: ["PF", "AF", "SF", "OF"],
      ...(change !== undefined && { lockable: true as const }),
    }),
  ),
  {
    forms: ["BSF rv, r/mv = 0F BC /r"],
    semantics: update((cpu, _width, a, b) => lowestBit(cpu, a, b)),
    writes: ["ZF"],
    undefines: ["CF", "PF", "AF", "SF", "OF"],
  },
  {
    forms: ["BSR rv, r/mv = 0F BD /r"],
    semantics: update((cpu, _width, a, b) => highestBit(cpu, a, b)),
    writes: ["ZF"],
    undefines: ["CF", "PF", "AF", "SF", "OF"],
  },
  {
    forms: ["BSWAP r32 = 0F C8+r o32"],
    semantics: update((_cpu, _width, a) => (a << 24) | ((a & 0xff00) << 8) | ((a >>> 8) & 0xff00) | (a >>> 24)),
  },
];
