/** Shifting, rotating, testing and finding bits. */
import type { Definition, Flag } from "./definition";

const shifted = ["CF", "PF", "ZF", "SF", "OF"] as const satisfies readonly Flag[];

/** Seven operations that differ in the digit behind C0, D0 and so on. */
const operations: readonly (readonly [name: string, digit: number, more: Omit<Definition, "forms">])[] = [
  ["ROL", 0, { writes: ["CF", "OF"] }],
  ["ROR", 1, { writes: ["CF", "OF"] }],
  ["RCL", 2, { writes: ["CF", "OF"], reads: ["CF"] }],
  ["RCR", 3, { writes: ["CF", "OF"], reads: ["CF"] }],
  ["SHL", 4, { writes: shifted, undefines: ["AF"] }],
  ["SHR", 5, { writes: shifted, undefines: ["AF"] }],
  ["SAR", 7, { writes: shifted, undefines: ["AF"] }],
];

const shifts: readonly Definition[] = operations.map(([name, digit, more]) => ({
  // SHL has a second number, which no assembler uses.
  forms: [digit, ...(name === "SHL" ? [6] : [])].flatMap((number) => [
    `${name} r/m8, 1 = D0 /${number}`,
    `${name} r/mv, 1 = D1 /${number}`,
    `${name} r/m8, CL = D2 /${number}`,
    `${name} r/mv, CL = D3 /${number}`,
    `${name} r/m8, imm8 = C0 /${number}`,
    `${name} r/mv, imm8 = C1 /${number}`,
  ]),
  ...more,
}));

const tests: readonly (readonly [name: string, digit: number, opcode: string])[] = [
  ["BT", 4, "A3"],
  ["BTS", 5, "AB"],
  ["BTR", 6, "B3"],
  ["BTC", 7, "BB"],
];

/** The entries. */
export const bits: readonly Definition[] = [
  ...shifts,
  {
    forms: ["SHLD r/mv, rv, imm8 = 0F A4 /r", "SHLD r/mv, rv, CL = 0F A5 /r"],
    writes: shifted,
    undefines: ["AF"],
  },
  {
    forms: ["SHRD r/mv, rv, imm8 = 0F AC /r", "SHRD r/mv, rv, CL = 0F AD /r"],
    writes: shifted,
    undefines: ["AF"],
  },
  ...tests.map(
    ([name, digit, opcode]): Definition => ({
      forms: [`${name} r/mv, rv = 0F ${opcode} /r`, `${name} r/mv, imm8 = 0F BA /${digit}`],
      writes: ["CF"],
      undefines: ["PF", "AF", "SF", "OF"],
      ...(name !== "BT" && { lockable: true as const }),
    }),
  ),
  { forms: ["BSF rv, r/mv = 0F BC /r"], writes: ["ZF"], undefines: ["CF", "PF", "AF", "SF", "OF"] },
  { forms: ["BSR rv, r/mv = 0F BD /r"], writes: ["ZF"], undefines: ["CF", "PF", "AF", "SF", "OF"] },
  { forms: ["BSWAP r32 = 0F C8+r o32"] },
];
