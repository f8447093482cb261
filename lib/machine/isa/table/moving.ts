/** Moving values: between registers and memory, over the stack, and strings of them. */
import { exchange } from "../../processor/exchange";
import { EAX, type Processor } from "../../processor/processor";
import { DS, ES, FS, GS, SS } from "../../processor/segment";
import * as stack from "../../processor/stack";
import type { Step } from "../../processor/step";
import * as strings from "../../processor/strings";
import { farPointer } from "../../processor/transfer";
import { loadSegment } from "../../protection/segmentLoad";
import type { Definition, Flag } from "./definition";
import { assign, compare, effect } from "./semantics";

/** The flags that LAHF and SAHF know: SF, ZF, AF, PF, CF. */
const LOW_FLAGS = 0xd5;

const all = ["CF", "PF", "AF", "ZF", "SF", "OF"] as const satisfies readonly Flag[];

/** The entries. */
export const moving: readonly Definition[] = [
  {
    forms: [
      "MOV r/m8, r8 = 88 /r",
      "MOV r/mv, rv = 89 /r",
      "MOV r8, r/m8 = 8A /r",
      "MOV rv, r/mv = 8B /r",
      "MOV AL, moffs8 = A0",
      "MOV eAX, moffsv = A1",
      "MOV moffs8, AL = A2",
      "MOV moffsv, eAX = A3",
      "MOV r8, imm8 = B0+r",
      "MOV rv, immv = B8+r",
      "MOV r/m8, imm8 = C6 /0",
      "MOV r/mv, immv = C7 /0",
      "MOV rv/m16, Sreg = 8C /r",
    ],
    semantics: assign((_cpu, _width, b) => b),
  },
  {
    forms: ["MOV Sreg, r/m16 = 8E /r"],
    semantics: effect((cpu, { first, second }) => {
      loadSegment(cpu, first!.number, cpu.read(second!));
      if (first!.number === SS) cpu.interruptShadow = true;
    }),
  },
  { forms: ["MOVZX rv, r/m8 = 0F B6 /r", "MOVZX rv, r/m16 = 0F B7 /r"], semantics: assign((_cpu, _width, b) => b) },
  { forms: ["MOVSX rv, r/m8 = 0F BE /r"], semantics: assign((_cpu, _width, b) => (b << 24) >> 24) },
  { forms: ["MOVSX rv, r/m16 = 0F BF /r"], semantics: assign((_cpu, _width, b) => (b << 16) >> 16) },
  {
    forms: ["XCHG rv, eAX = 90+r", "XCHG r/m8, r8 = 86 /r", "XCHG r/mv, rv = 87 /r"],
    semantics: effect(exchange),
    lockable: true,
  },
  {
    forms: ["LEA rv, m = 8D /r"],
    semantics: effect((cpu, { first, second }) => cpu.write(first!, cpu.offsetOf(second!))),
  },
  {
    forms: ["PUSH rv = 50+r", "PUSH r/mv = FF /6", "PUSH imm8sv = 6A", "PUSH immv = 68"],
    semantics: compare((cpu, width, a) => cpu.push(a, width as 16 | 32)),
  },
  {
    forms: ["PUSH ES = 06", "PUSH CS = 0E", "PUSH SS = 16", "PUSH DS = 1E", "PUSH FS = 0F A0", "PUSH GS = 0F A8"],
    semantics: effect(stack.pushSegment),
  },
  { forms: ["POP rv = 58+r"], semantics: assign((cpu, width) => cpu.pop(width as 16 | 32)) },
  { forms: ["POP r/mv = 8F /0"], semantics: effect(stack.pop) },
  {
    forms: ["POP ES = 07", "POP SS = 17", "POP DS = 1F", "POP FS = 0F A1", "POP GS = 0F A9"],
    semantics: effect(stack.popSegment),
  },
  { forms: ["PUSHA = 60 o16", "PUSHAD = 60 o32"], semantics: effect(stack.pushAll) },
  { forms: ["POPA = 61 o16", "POPAD = 61 o32"], semantics: effect(stack.popAll) },
  { forms: ["LES rv, m16:v = C4 /r"], semantics: effect(loadPointer(ES)) },
  { forms: ["LDS rv, m16:v = C5 /r"], semantics: effect(loadPointer(DS)) },
  { forms: ["LSS rv, m16:v = 0F B2 /r"], semantics: effect(loadPointer(SS)) },
  { forms: ["LFS rv, m16:v = 0F B4 /r"], semantics: effect(loadPointer(FS)) },
  { forms: ["LGS rv, m16:v = 0F B5 /r"], semantics: effect(loadPointer(GS)) },
  { forms: ["MOVSB = A4"], semantics: effect(strings.repeatedMove(8)), reads: ["DF"], repeats: "rep" },
  {
    forms: ["MOVSW = A5 o16"],
    semantics: effect(strings.repeatedMove(16)),
    reads: ["DF"],
    repeats: "rep",
  },
  {
    forms: ["MOVSD = A5 o32"],
    semantics: effect(strings.repeatedMove(32)),
    reads: ["DF"],
    repeats: "rep",
  },
  { forms: ["STOSB = AA"], semantics: effect(strings.repeatedStore(8)), reads: ["DF"], repeats: "rep" },
  {
    forms: ["STOSW = AB o16"],
    semantics: effect(strings.repeatedStore(16)),
    reads: ["DF"],
    repeats: "rep",
  },
  {
    forms: ["STOSD = AB o32"],
    semantics: effect(strings.repeatedStore(32)),
    reads: ["DF"],
    repeats: "rep",
  },
  { forms: ["LODSB = AC"], semantics: effect(strings.repeated(strings.loadString(8))), reads: ["DF"], repeats: "rep" },
  {
    forms: ["LODSW = AD o16"],
    semantics: effect(strings.repeated(strings.loadString(16))),
    reads: ["DF"],
    repeats: "rep",
  },
  {
    forms: ["LODSD = AD o32"],
    semantics: effect(strings.repeated(strings.loadString(32))),
    reads: ["DF"],
    repeats: "rep",
  },
  {
    forms: ["CMPSB = A6"],
    semantics: effect(strings.repeated(strings.compareStrings(8), "zero flag")),
    writes: all,
    reads: ["DF"],
    repeats: "repe",
  },
  {
    forms: ["CMPSW = A7 o16"],
    semantics: effect(strings.repeated(strings.compareStrings(16), "zero flag")),
    writes: all,
    reads: ["DF"],
    repeats: "repe",
  },
  {
    forms: ["CMPSD = A7 o32"],
    semantics: effect(strings.repeated(strings.compareStrings(32), "zero flag")),
    writes: all,
    reads: ["DF"],
    repeats: "repe",
  },
  {
    forms: ["SCASB = AE"],
    semantics: effect(strings.repeated(strings.scanString(8), "zero flag")),
    writes: all,
    reads: ["DF"],
    repeats: "repe",
  },
  {
    forms: ["SCASW = AF o16"],
    semantics: effect(strings.repeated(strings.scanString(16), "zero flag")),
    writes: all,
    reads: ["DF"],
    repeats: "repe",
  },
  {
    forms: ["SCASD = AF o32"],
    semantics: effect(strings.repeated(strings.scanString(32), "zero flag")),
    writes: all,
    reads: ["DF"],
    repeats: "repe",
  },
  { forms: ["XLATB = D7"], semantics: effect(strings.translateByte) },
  {
    forms: ["LAHF = 9F"],
    semantics: effect(({ general, flags }) => {
      general[EAX] = (general[EAX]! & ~0xff00) | ((flags.word & 0xff) << 8);
    }),
    reads: ["CF", "PF", "AF", "ZF", "SF"],
  },
  {
    forms: ["SAHF = 9E"],
    semantics: effect(({ general, flags }) => {
      flags.word = (flags.word & ~LOW_FLAGS) | ((general[EAX]! >> 8) & LOW_FLAGS);
    }),
    writes: ["CF", "PF", "AF", "ZF", "SF"],
  },
];

/** LDS and its like: a selector and an offset at once. */
function loadPointer(segment: number): (cpu: Processor, step: Step) => void {
  return (cpu, step) => {
    const [selector, offset] = farPointer(cpu, step, 1);
    loadSegment(cpu, segment, selector);
    cpu.write(step.first!, offset);
  };
}
