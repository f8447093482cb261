/** Adding, subtracting, multiplying, comparing, and decimal adjustment. */
import { adjustPacked, adjustUnpacked, joinDigits, splitDigits } from "../../processor/decimal";
import { compareAndExchange, exchangeAndAdd } from "../../processor/exchange";
import { divide, divideSigned, multiply, multiplySigned, multiplyTruncated } from "../../processor/multiply";
import { EAX, EDX } from "../../processor/processor";
import type { Definition, Flag } from "./definition";
import { assign, compare, effect, update } from "./semantics";

const all = ["CF", "PF", "AF", "ZF", "SF", "OF"] as const satisfies readonly Flag[];
const allButCarry = ["PF", "AF", "ZF", "SF", "OF"] as const satisfies readonly Flag[];
const logic = ["CF", "PF", "ZF", "SF", "OF"] as const satisfies readonly Flag[];

/** What products leave in the flags: whether the upper half is needed. */
const product = { writes: ["CF", "OF"], undefines: ["PF", "AF", "ZF", "SF"] } as const satisfies Partial<Definition>;

/** Eight operations that differ in a number: it is the middle of the opcode, and the digit behind 80 to 83. */
const operations: readonly (readonly [name: string, more: Omit<Definition, "forms">])[] = [
  ["ADD", { semantics: update((cpu, width, a, b) => cpu.flags.add(a, b, width)), writes: all, lockable: true }],
  [
    "OR",
    {
      semantics: update((cpu, width, a, b) => cpu.flags.logic(a | b, width)),
      writes: logic,
      undefines: ["AF"],
      lockable: true,
    },
  ],
  [
    "ADC",
    {
      semantics: update((cpu, width, a, b) => cpu.flags.addWithCarry(a, b, width)),
      writes: all,
      reads: ["CF"],
      lockable: true,
    },
  ],
  [
    "SBB",
    {
      semantics: update((cpu, width, a, b) => cpu.flags.subtractWithBorrow(a, b, width)),
      writes: all,
      reads: ["CF"],
      lockable: true,
    },
  ],
  [
    "AND",
    {
      semantics: update((cpu, width, a, b) => cpu.flags.logic(a & b, width)),
      writes: logic,
      undefines: ["AF"],
      lockable: true,
    },
  ],
  ["SUB", { semantics: update((cpu, width, a, b) => cpu.flags.subtract(a, b, width)), writes: all, lockable: true }],
  [
    "XOR",
    {
      semantics: update((cpu, width, a, b) => cpu.flags.logic(a ^ b, width)),
      writes: logic,
      undefines: ["AF"],
      lockable: true,
    },
  ],
  ["CMP", { semantics: compare((cpu, width, a, b) => cpu.flags.subtract(a, b, width)), writes: all }],
];

const eight: readonly Definition[] = operations.map(([name, more], number) => {
  const opcode = (low: number) => (8 * number + low).toString(16).toUpperCase().padStart(2, "0");
  return {
    forms: [
      `${name} AL, imm8 = ${opcode(4)}`,
      `${name} r/mv, imm8sv = 83 /${number}`,
      `${name} eAX, immv = ${opcode(5)}`,
      `${name} r/m8, imm8 = 80 /${number}`,
      `${name} r/mv, immv = 81 /${number}`,
      `${name} r/m8, r8 = ${opcode(0)} /r`,
      `${name} r/mv, rv = ${opcode(1)} /r`,
      `${name} r8, r/m8 = ${opcode(2)} /r`,
      `${name} rv, r/mv = ${opcode(3)} /r`,
      `${name} r/m8, imm8 = 82 /${number}`, // the same again, which no assembler uses
    ],
    ...more,
  };
});

/** The entries. */
export const arithmetic: readonly Definition[] = [
  ...eight,
  {
    forms: [
      "TEST AL, imm8 = A8",
      "TEST eAX, immv = A9",
      "TEST r/m8, imm8 = F6 /0",
      "TEST r/mv, immv = F7 /0",
      "TEST r/m8, r8 = 84 /r",
      "TEST r/mv, rv = 85 /r",
      "TEST r/m8, imm8 = F6 /1",
      "TEST r/mv, immv = F7 /1",
    ],
    semantics: compare((cpu, width, a, b) => cpu.flags.logic(a & b, width)),
    writes: logic,
    undefines: ["AF"],
  },
  {
    forms: ["INC rv = 40+r", "INC r/m8 = FE /0", "INC r/mv = FF /0"],
    semantics: update((cpu, width, a) => cpu.flags.increment(a, width)),
    writes: allButCarry,
    lockable: true,
  },
  {
    forms: ["DEC rv = 48+r", "DEC r/m8 = FE /1", "DEC r/mv = FF /1"],
    semantics: update((cpu, width, a) => cpu.flags.decrement(a, width)),
    writes: allButCarry,
    lockable: true,
  },
  { forms: ["NOT r/m8 = F6 /2", "NOT r/mv = F7 /2"], semantics: update((_cpu, _width, a) => ~a), lockable: true },
  {
    forms: ["NEG r/m8 = F6 /3", "NEG r/mv = F7 /3"],
    semantics: update((cpu, width, a) => cpu.flags.subtract(0, a, width)),
    writes: all,
    lockable: true,
  },
  {
    forms: ["MUL r/m8 = F6 /4", "MUL r/mv = F7 /4"],
    semantics: effect(multiply),
    ...product,
  },
  { forms: ["IMUL r/m8 = F6 /5", "IMUL r/mv = F7 /5"], semantics: effect(multiplySigned), ...product },
  {
    forms: ["IMUL rv, r/mv = 0F AF /r"],
    semantics: update((cpu, width, a, b) => multiplyTruncated(cpu, width, a, b)),
    ...product,
  },
  {
    forms: ["IMUL rv, r/mv, imm8sv = 6B /r", "IMUL rv, r/mv, immv = 69 /r"],
    semantics: assign((cpu, width, b, c) => multiplyTruncated(cpu, width, b, c)),
    ...product,
  },
  { forms: ["DIV r/m8 = F6 /6", "DIV r/mv = F7 /6"], semantics: effect(divide), undefines: all },
  { forms: ["IDIV r/m8 = F6 /7", "IDIV r/mv = F7 /7"], semantics: effect(divideSigned), undefines: all },
  {
    forms: ["XADD r/m8, r8 = 0F C0 /r", "XADD r/mv, rv = 0F C1 /r"],
    semantics: effect(exchangeAndAdd),
    writes: all,
    lockable: true,
  },
  {
    forms: ["CMPXCHG r/m8, r8 = 0F B0 /r", "CMPXCHG r/mv, rv = 0F B1 /r"],
    semantics: effect(compareAndExchange),
    writes: all,
    lockable: true,
  },
  {
    forms: ["DAA = 27"],
    semantics: effect((cpu) => adjustPacked(cpu, 1)),
    writes: ["CF", "PF", "AF", "ZF", "SF"],
    undefines: ["OF"],
    reads: ["CF", "AF"],
  },
  {
    forms: ["DAS = 2F"],
    semantics: effect((cpu) => adjustPacked(cpu, -1)),
    writes: ["CF", "PF", "AF", "ZF", "SF"],
    undefines: ["OF"],
    reads: ["CF", "AF"],
  },
  {
    forms: ["AAA = 37"],
    semantics: effect((cpu) => adjustUnpacked(cpu, 1)),
    writes: ["CF", "AF"],
    undefines: ["PF", "ZF", "SF", "OF"],
    reads: ["AF"],
  },
  {
    forms: ["AAS = 3F"],
    semantics: effect((cpu) => adjustUnpacked(cpu, -1)),
    writes: ["CF", "AF"],
    undefines: ["PF", "ZF", "SF", "OF"],
    reads: ["AF"],
  },
  {
    forms: ["AAM imm8 = D4"],
    semantics: effect((cpu, step) => splitDigits(cpu, step.first!.value)),
    writes: ["PF", "ZF", "SF"],
    undefines: ["CF", "AF", "OF"],
  },
  {
    forms: ["AAD imm8 = D5"],
    semantics: effect((cpu, step) => joinDigits(cpu, step.first!.value)),
    writes: ["PF", "ZF", "SF"],
    undefines: ["CF", "AF", "OF"],
  },
  {
    forms: ["CBW = 98 o16"],
    semantics: effect(({ general }) => {
      general[EAX] = (general[EAX]! & ~0xffff) | (((general[EAX]! << 24) >> 24) & 0xffff);
    }),
  },
  {
    forms: ["CWDE = 98 o32"],
    semantics: effect(({ general }) => {
      general[EAX] = (general[EAX]! << 16) >> 16;
    }),
  },
  {
    forms: ["CWD = 99 o16"],
    semantics: effect(({ general }) => {
      general[EDX] = (general[EDX]! & ~0xffff) | ((general[EAX]! & 0x8000) === 0 ? 0 : 0xffff);
    }),
  },
  {
    forms: ["CDQ = 99 o32"],
    semantics: effect(({ general }) => {
      general[EDX] = general[EAX]! >> 31;
    }),
  },
];
