/** What kernels and hypervisors live on: flags, ports, tables, control registers. */
import { flagBits } from "../../processor/flags";
import { inputStrings, outputStrings, readPort, writePort } from "../../processor/ports";
import { cr0Bits } from "../../processor/processor";
import * as registers from "../../protection/controlRegisters";
import { clearInterrupts, popFlags, pushFlags, setInterrupts } from "../../protection/flagTransfer";
import { accessRights, adjustRpl, segmentLimit, verify } from "../../protection/inspect";
import { interruptReturn } from "../../protection/interruptReturn";
import * as tables from "../../protection/tables";
import type { Definition, Flag } from "./definition";
import { assign, compare, effect, update } from "./semantics";

const all = ["CF", "PF", "AF", "ZF", "SF", "OF", "DF", "IF"] as const satisfies readonly Flag[];
const input = assign(readPort);
const output = effect(writePort);
const nothing = effect(() => {});

/** The entries. */
export const system: readonly Definition[] = [
  { forms: ["CLC = F8"], semantics: effect(({ flags }) => void (flags.carry = false)), writes: ["CF"] },
  { forms: ["STC = F9"], semantics: effect(({ flags }) => void (flags.carry = true)), writes: ["CF"] },
  {
    forms: ["CMC = F5"],
    semantics: effect(({ flags }) => void (flags.carry = !flags.carry)),
    writes: ["CF"],
    reads: ["CF"],
  },
  { forms: ["CLD = FC"], semantics: effect(({ flags }) => void (flags.system &= ~flagBits.DF)), writes: ["DF"] },
  { forms: ["STD = FD"], semantics: effect(({ flags }) => void (flags.system |= flagBits.DF)), writes: ["DF"] },
  { forms: ["CLI = FA"], semantics: effect(clearInterrupts), writes: ["IF"], privilege: "IOPL" },
  { forms: ["STI = FB"], semantics: effect(setInterrupts), writes: ["IF"], privilege: "IOPL" },
  { forms: ["PUSHF = 9C o16", "PUSHFD = 9C o32"], semantics: effect(pushFlags), reads: all },
  { forms: ["POPF = 9D o16", "POPFD = 9D o32"], semantics: effect(popFlags), writes: all },
  {
    forms: ["IRET = CF o16", "IRETD = CF o32"],
    semantics: effect((cpu, { operandSize }) => interruptReturn(cpu, operandSize)),
    writes: all,
  },
  { forms: ["IN AL, imm8 = E4", "IN eAX, imm8 = E5"], semantics: input, privilege: "I/O" },
  { forms: ["IN AL, DX = EC", "IN eAX, DX = ED"], semantics: input, privilege: "I/O" },
  { forms: ["OUT imm8, AL = E6", "OUT imm8, eAX = E7"], semantics: output, privilege: "I/O" },
  { forms: ["OUT DX, AL = EE", "OUT DX, eAX = EF"], semantics: output, privilege: "I/O" },
  ...([8, 16, 32] as const).flatMap((width): Definition[] => {
    const [input, output] = {
      8: ["INSB = 6C", "OUTSB = 6E"],
      16: ["INSW = 6D o16", "OUTSW = 6F o16"],
      32: ["INSD = 6D o32", "OUTSD = 6F o32"],
    }[width];
    const rest = { reads: ["DF"], repeats: "rep", privilege: "I/O" } as const;
    return [
      { forms: [input!], semantics: effect(inputStrings(width)), ...rest },
      { forms: [output!], semantics: effect(outputStrings(width)), ...rest },
    ];
  }),
  { forms: ["HLT = F4"], semantics: effect((cpu) => void (cpu.halted = true)), privilege: "ring 0" },
  { forms: ["CLTS = 0F 06"], semantics: effect((cpu) => void (cpu.cr0 &= ~cr0Bits.TS)), privilege: "ring 0" },
  { forms: ["INVD = 0F 08"], semantics: nothing, privilege: "ring 0" },
  { forms: ["WBINVD = 0F 09"], semantics: nothing, privilege: "ring 0" },
  {
    forms: ["INVLPG m = 0F 01 /7"],
    semantics: effect((cpu, step) => {
      cpu.memory.invalidate((cpu.segments[step.first!.segment]!.base + step.offset(cpu, 0)) | 0);
    }),
    privilege: "ring 0",
  },
  {
    forms: ["LGDT m = 0F 01 /2"],
    semantics: effect((cpu, step) => tables.loadTable(cpu, step, cpu.gdt)),
    privilege: "ring 0",
  },
  {
    forms: ["LIDT m = 0F 01 /3"],
    semantics: effect((cpu, step) => tables.loadTable(cpu, step, cpu.idt)),
    privilege: "ring 0",
  },
  { forms: ["SGDT m = 0F 01 /0"], semantics: effect((cpu, step) => tables.storeTable(cpu, step, cpu.gdt)) },
  { forms: ["SIDT m = 0F 01 /1"], semantics: effect((cpu, step) => tables.storeTable(cpu, step, cpu.idt)) },
  {
    forms: ["LLDT r/m16 = 0F 00 /2"],
    semantics: effect((cpu, step) => tables.loadLocalTable(cpu, step.read(cpu, 0))),
    privilege: "ring 0",
  },
  {
    forms: ["LTR r/m16 = 0F 00 /3"],
    semantics: effect((cpu, step) => tables.loadTask(cpu, step.read(cpu, 0))),
    privilege: "ring 0",
  },
  { forms: ["SLDT rv/m16 = 0F 00 /0"], semantics: assign((cpu) => tables.selectorOf(cpu, cpu.ldt)) },
  { forms: ["STR rv/m16 = 0F 00 /1"], semantics: assign((cpu) => tables.selectorOf(cpu, cpu.task)) },
  {
    forms: ["LMSW r/m16 = 0F 01 /6"],
    semantics: effect((cpu, step) => registers.loadStatusWord(cpu, step.read(cpu, 0))),
    privilege: "ring 0",
  },
  { forms: ["SMSW rv/m16 = 0F 01 /4"], semantics: assign((cpu) => cpu.cr0) },
  {
    forms: ["LAR rv, rv/m16 = 0F 02 /r"],
    semantics: update((cpu, _width, old, selector) => accessRights(cpu, selector & 0xffff) ?? old),
    writes: ["ZF"],
  },
  {
    forms: ["LSL rv, rv/m16 = 0F 03 /r"],
    semantics: update((cpu, _width, old, selector) => segmentLimit(cpu, selector & 0xffff) ?? old),
    writes: ["ZF"],
  },
  {
    forms: ["VERR r/m16 = 0F 00 /4"],
    semantics: compare((cpu, _width, selector) => verify(cpu, selector, "read")),
    writes: ["ZF"],
  },
  {
    forms: ["VERW r/m16 = 0F 00 /5"],
    semantics: compare((cpu, _width, selector) => verify(cpu, selector, "write")),
    writes: ["ZF"],
  },
  { forms: ["ARPL r/m16, r16 = 63 /r"], semantics: effect(adjustRpl), writes: ["ZF"] },
  { forms: ["MOV r32, CRn = 0F 20 /r"], semantics: effect(registers.storeControl), privilege: "ring 0" },
  { forms: ["MOV CRn, r32 = 0F 22 /r"], semantics: effect(registers.loadControl), privilege: "ring 0" },
  { forms: ["MOV r32, DRn = 0F 21 /r"], semantics: effect(registers.storeDebug), privilege: "ring 0" },
  { forms: ["MOV DRn, r32 = 0F 23 /r"], semantics: effect(registers.loadDebug), privilege: "ring 0" },
  { forms: ["RDMSR = 0F 32"], semantics: effect(registers.readModelSpecific), privilege: "ring 0" },
  { forms: ["WRMSR = 0F 30"], semantics: effect(registers.writeModelSpecific), privilege: "ring 0" },
  { forms: ["RDTSC = 0F 31"], semantics: effect(registers.readClock) },
  { forms: ["CPUID = 0F A2"], semantics: effect(registers.identify) },
];
