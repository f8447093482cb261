/** Going elsewhere: jumps, calls, loops, and setting a byte or moving by a condition. */
import type { Definition, Flag } from "./definition";

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
    { forms: [`J${name} rel8 = 7${digit}`, `J${name} relv = 0F 8${digit}`], reads },
    { forms: [`SET${name} r/m8 = 0F 9${digit} /r`], reads },
    { forms: [`CMOV${name} rv, r/mv = 0F 4${digit} /r`], reads },
  ];
});

/** The entries. */
export const control: readonly Definition[] = [
  ...byCondition,
  {
    forms: ["JMP rel8 = EB", "JMP relv = E9", "JMP r/mv = FF /4", "JMP ptr16:v = EA", "JMP m16:v = FF /5"],
  },
  { forms: ["CALL relv = E8", "CALL r/mv = FF /2", "CALL ptr16:v = 9A", "CALL m16:v = FF /3"] },
  { forms: ["RET = C3", "RET imm16 = C2"] },
  { forms: ["RETF = CB", "RETF imm16 = CA"] },
  { forms: ["LOOPNE rel8 = E0"], reads: ["ZF"] },
  { forms: ["LOOPE rel8 = E1"], reads: ["ZF"] },
  { forms: ["LOOP rel8 = E2"] },
  { forms: ["JCXZ rel8 = E3 a16", "JECXZ rel8 = E3 a32"] },
  { forms: ["ENTER imm16, imm8 = C8"] },
  { forms: ["LEAVE = C9"] },
  { forms: ["BOUND rv, m = 62 /r"] },
  { forms: ["INT3 = CC"] },
  { forms: ["INT imm8 = CD"] },
  { forms: ["INTO = CE"], reads: ["OF"] },
  { forms: ["INT1 = F1"] },
  { forms: ["NOP = 90", "NOP r/mv = 0F 1F /0"] },
  { forms: ["PAUSE = F3 90"] },
  { forms: ["UD2 = 0F 0B"] },
];
