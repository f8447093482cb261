/** Going elsewhere: jumps, calls, loops, and setting a byte or moving by a condition. */
import { Fault } from "../../processor/fault";
import { enter, leave } from "../../processor/stack";
import * as transfer from "../../processor/transfer";
import { farCall, farJump, farReturn } from "../../protection/far";
import { softwareInterrupt } from "../../protection/interrupt";
import type { Definition, Flag } from "./definition";
import { assign, effect, update } from "./semantics";

/** Sixteen conditions, in the order of their numbers, and the flags that each looks at. */
const conditions: readonly (readonly [name: string, flags: readonly Flag[]])[] = [
  ["O", ["OF"]],
  ["NO", ["OF"]],
  ["B", ["CF"]],
  ["AE", ["CF"]],
  ["E", ["ZF"]],
  ["NE", ["ZF"]],
  ["BE", ["CF", "ZF"]],
  ["A", ["CF", "ZF"]],
  ["S", ["SF"]],
  ["NS", ["SF"]],
  ["P", ["PF"]],
  ["NP", ["PF"]],
  ["L", ["SF", "OF"]],
  ["GE", ["SF", "OF"]],
  ["LE", ["ZF", "SF", "OF"]],
  ["G", ["ZF", "SF", "OF"]],
];

const byCondition: readonly Definition[] = conditions.flatMap(([name, reads], number) => {
  const digit = number.toString(16).toUpperCase();
  return [
    {
      forms: [`J${name} rel8 = 7${digit}`, `J${name} relv = 0F 8${digit}`],
      semantics: effect(transfer.jumpIf(number)),
      reads,
    },
    {
      forms: [`SET${name} r/m8 = 0F 9${digit} /r`],
      semantics: assign((cpu) => (cpu.flags.holds(number) ? 1 : 0)),
      reads,
    },
    {
      forms: [`CMOV${name} rv, r/mv = 0F 4${digit} /r`],
      semantics: update((cpu, _width, a, b) => (cpu.flags.holds(number) ? b : a)),
      reads,
    },
  ];
});

/** The entries. */
export const control: readonly Definition[] = [
  ...byCondition,
  { forms: ["JMP rel8 = EB", "JMP relv = E9"], semantics: effect(transfer.jumpRelative) },
  { forms: ["JMP r/mv = FF /4"], semantics: effect(transfer.jumpTo) },
  { forms: ["JMP ptr16:v = EA", "JMP m16:v = FF /5"], semantics: effect(transfer.far(farJump)) },
  { forms: ["CALL relv = E8"], semantics: effect(transfer.callRelative) },
  { forms: ["CALL r/mv = FF /2"], semantics: effect(transfer.callTo) },
  { forms: ["CALL ptr16:v = 9A", "CALL m16:v = FF /3"], semantics: effect(transfer.far(farCall)) },
  { forms: ["RET = C3", "RET imm16 = C2"], semantics: effect(transfer.ret) },
  {
    forms: ["RETF = CB", "RETF imm16 = CA"],
    semantics: effect((cpu, { first, operandSize }) => farReturn(cpu, operandSize, first?.value ?? 0)),
  },
  { forms: ["LOOPNE rel8 = E0"], semantics: effect(transfer.loop((cpu) => !cpu.flags.zero)), reads: ["ZF"] },
  { forms: ["LOOPE rel8 = E1"], semantics: effect(transfer.loop((cpu) => cpu.flags.zero)), reads: ["ZF"] },
  { forms: ["LOOP rel8 = E2"], semantics: effect(transfer.loop(() => true)) },
  { forms: ["JCXZ rel8 = E3 a16", "JECXZ rel8 = E3 a32"], semantics: effect(transfer.jumpIfCountIsZero) },
  { forms: ["ENTER imm16, imm8 = C8"], semantics: effect(enter) },
  { forms: ["LEAVE = C9"], semantics: effect(leave) },
  { forms: ["BOUND rv, m = 62 /r"], semantics: effect(transfer.bound) },
  { forms: ["INT3 = CC"], semantics: effect((cpu) => softwareInterrupt(cpu, 3, "trap")) },
  { forms: ["INT imm8 = CD"], semantics: effect((cpu, { first }) => softwareInterrupt(cpu, first!.value, "software")) },
  { forms: ["INTO = CE"], semantics: effect(transfer.interruptIfOverflow), reads: ["OF"] },
  { forms: ["INT1 = F1"], semantics: effect((cpu) => softwareInterrupt(cpu, 1, "trap")) },
  { forms: ["NOP = 90", "NOP r/mv = 0F 1F /0"], semantics: effect(() => {}) },
  { forms: ["PAUSE = F3 90"], semantics: effect(() => {}) },
  {
    forms: ["UD2 = 0F 0B"],
    semantics: effect(() => {
      throw new Fault("UD");
    }),
  },
];
