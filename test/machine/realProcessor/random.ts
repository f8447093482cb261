/**
 * Random cases: each form of the table as often, with prefixes, registers and memory that make it interesting: operands mostly in the data (sometimes at its edges, in what cannot
 * be written, or anywhere), values at the edges of their range, selectors of all kinds of segments.
 */
import { type Decoded, decode, definitionOf, type Form, forms, type Instruction } from "../../../lib/machine/isa";
import { Step } from "../../../lib/machine/processor/step";
import type { Random } from "../../../lib/sim";
import {
  type Case,
  CODE,
  CODE_ALIAS,
  DATA,
  DATA_BYTES,
  NOP,
  type Patch,
  type Registers,
  segmentOf,
  segments,
  WRITABLE_BYTES,
} from "./situation";

/** What is not tried, and why. */
export const untried: Readonly<Record<string, string>> = {
  SGDT: "it tells of Linux' tables, or faults where UMIP is on",
  SIDT: "as SGDT",
  SLDT: "as SGDT",
  STR: "as SGDT",
  SMSW: "it tells of Linux' control registers, or faults where UMIP is on",
  CPUID: "processors differ",
  INT1: "monitors of virtual machines report it at different addresses",
  RDTSC: "it counts real time",
};

/** The others. */
export const triable: readonly Form[] = forms.filter(({ mnemonic }) => untried[mnemonic] === undefined);

const EDGES = [0, 1, 2, 3, 7, 8, 15, 16, 31, 32, 33, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x1_0000]
  .concat([0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0xffff_fffe, 0xffff_ff80, 0xffff_8000, 0x0101_0101, 0x9999_9999])
  .map((value) => value | 0);
/** Selectors beyond those of {@link segments}: null ones, other rings, beyond both tables. */
const ODD_SELECTORS = [
  0, 1, 2, 3, 0x20, 0x21, 0x28, 0x29, 0x2a, 0x04, 0x0d, 0x2c, 0x3e, 0x6f, 0x8f, 0x1007, 0x80, 0x83, 0xffff, 0xfffb,
];
const SELECTORS = [...segmentOf.keys(), ...segmentOf.keys(), ...ODD_SELECTORS];
/** Where operands at the edges begin. */
const OFFSETS_AT_EDGES = [
  0, 1, 0xffd, 0xffe, 0xfff, 0x1000, 0x1ff8, 0x1ffc, 0x1ffd, 0x1ffe, 0x1fff, 0x2000, 0x2ffc, 0x2ffe, 0x2fff, 0x3000,
].concat([0xfffd, 0xffff, -1, -4]);
const [DS, SS, CS, ES] = [3, 2, 1, 0];
const [EAX, ECX, EDX, ESP, EBP, ESI, EDI] = [0, 1, 2, 4, 5, 6, 7];
const STEPS = 24;
const MOST_BYTES = 15;

/** One case of a form; none if chance made something that is no instruction or cannot be tried. */
export function randomCase(random: Random, form = random.pick(triable)): Case | undefined {
  const chosen = randomSegments(random);
  const mode = segmentOf.get(chosen[CS]!)!.big ? 32 : 16;
  const code = new Uint8Array(16).fill(NOP);
  code.set(randomBytes(form, mode, random).slice(0, MOST_BYTES));
  const decoded = decode(code, 0, mode);
  if (!canBeTried(decoded, form)) return undefined;
  const codeOffset = chance(random, 0.02) ? 0xff8 + random.integer(8) : random.integer(0xe00);
  const registers = randomRegisters(chosen, codeOffset, random);
  const length = lengthOf(decoded);
  code.fill(NOP, length);
  const patches: Patch[] = [];
  const isRepeated = decoded.type === "instruction" && decoded.instruction.repeat !== undefined && isString(form);
  if (decoded.type === "instruction") arrange(decoded.instruction, { registers, code, patches, random });
  return { registers, codeOffset, steps: isRepeated ? STEPS : 1, patches, code };
}

/** Whether our processor met something that the process of runner.c would not meet in the same way: memory of its own. */
export function isElsewhere(vector: number, cr2: number): boolean {
  if (vector !== 14) return false;
  const address = cr2 >>> 0;
  const isOwn = address >= 0x0800_0000 && address < 0x0a00_0000;
  return isOwn || address >= 0xd000_0000 || (address >= CODE_ALIAS && address < CODE_ALIAS + 0x1000);
}

function chance(random: Random, probability: number): boolean {
  return random.next() < probability;
}

function any32(random: Random): number {
  return (random.integer(0x1_0000) << 16) | random.integer(0x1_0000);
}

function randomSegments(random: Random): number[] {
  const data = () => {
    if (chance(random, 0.5)) return segments.flatData.selector;
    const { data, short, readOnly, expandDown, expandDown16, code, localFlat, executeOnly } = segments;
    if (chance(random, 0.05)) return 0; // Linux makes 0 of the other null selectors
    if (chance(random, 0.05)) return random.pick([code.selector, executeOnly.selector]);
    return random.pick([data, data, data, short, readOnly, expandDown, expandDown16, localFlat]).selector;
  };
  const loadable = (selector: number) =>
    selector === segments.executeOnly.selector ? segments.code.selector : selector;
  const {
    flatCode,
    code,
    code16,
    executeOnly,
    flatData,
    data: data32,
    data16,
    expandDown,
    expandDown16,
    short,
  } = segments;
  const stack = chance(random, 0.5) ? flatData : random.pick([data32, data16, data16, expandDown, expandDown16, short]);
  const own = chance(random, 0.4) ? flatCode : random.pick([code, code16, code16, executeOnly]);
  return [data(), own.selector, stack.selector, data(), data(), data()].map((selector, at) =>
    at === CS || at === SS ? selector : loadable(selector),
  );
}

/** Prefixes, opcode, and then anything; digits of ModRM are kept. */
function randomBytes(form: Form, mode: 16 | 32, random: Random): number[] {
  const { opcode, modRm, registerInOpcode, prefix } = form;
  const last = opcode[opcode.length - 1]! + (registerInOpcode ? random.integer(8) : 0);
  const rest = Array.from({ length: 12 }, () => random.integer(256));
  if (modRm !== "none" && chance(random, 0.5)) rest[0]! &= 0xbf; // memory more often
  if (typeof modRm === "number") rest[0] = (rest[0]! & 0xc7) | (modRm << 3);
  return [
    ...shuffled(prefixesFor(form, mode, random), random),
    ...(prefix === undefined ? [] : [prefix]),
    ...opcode.slice(0, -1),
    last,
    ...rest,
  ];
}

function prefixesFor(form: Form, mode: 16 | 32, random: Random): number[] {
  const {
    operandSize = chance(random, 0.15) ? 48 - mode : mode,
    addressSize = chance(random, 0.2) ? 48 - mode : mode,
  } = form;
  const prefixes = [...(operandSize === mode ? [] : [0x66]), ...(addressSize === mode ? [] : [0x67])];
  if (chance(random, 0.15)) prefixes.push(random.pick([0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65]));
  if (!isLockOwn(form) && chance(random, definitionOf(form).lockable ? 0.15 : 0.01)) prefixes.push(0xf0);
  // Behind these, many opcodes of two bytes are other instructions: TZCNT, SSE, CET.
  // LOOPE behind F2 is LOOPNE on some processors; the manual says nothing.
  const repeats = form.opcode.length === 1 && form.opcode[0] !== 0x90 && !/^LOOPN?E$/.test(form.mnemonic);
  if (repeats && chance(random, isString(form) ? 0.6 : 0.02)) prefixes.push(random.pick([0xf2, 0xf3]));
  if (chance(random, 0.01) && prefixes.length > 0) prefixes.push(...prefixes);
  return prefixes;
}

/** Where processors have their own idea of LOCK: AMD's reach CR8 with it, and look at the memory of VERR and VERW first. */
function isLockOwn({ mnemonic, operands }: Form): boolean {
  return /^VER[RW]$/.test(mnemonic) || operands.some(({ type }) => type === "control");
}

function shuffled(items: number[], random: Random): number[] {
  return items
    .map((item) => [random.next(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

/** String instructions: the forms with no operands that take REP. */
function isString(form: Form): boolean {
  return definitionOf(form).repeats !== undefined;
}

function canBeTried(decoded: Decoded, form: Form): boolean {
  if (decoded.type === "invalid") return decoded.reason !== "opcode";
  if (decoded.type !== "instruction") return false;
  const { form: found, operands } = decoded.instruction;
  if (found.mnemonic !== form.mnemonic) return false;
  const [first] = operands;
  // INT 0x80 is a system call.
  return !(found.mnemonic === "INT" && first?.type === "immediate" && first.value === 0x80);
}

function lengthOf(decoded: Decoded): number {
  if (decoded.type === "instruction") return decoded.instruction.length;
  return decoded.type === "invalid" ? Math.max(decoded.length, MOST_BYTES) : MOST_BYTES;
}

/** Where an offset in the data is in a segment. */
function inSegment(selector: number, offset: number): number {
  const base = segmentOf.get(selector)?.base ?? 0;
  return (DATA + offset - (base === CODE ? DATA : base)) | 0;
}

/** An offset in the data, aligned or not, seldom beyond what can be written. */
function dataOffset(random: Random): number {
  if (chance(random, 0.06)) return random.pick(OFFSETS_AT_EDGES);
  if (chance(random, 0.03)) return random.integer(DATA_BYTES);
  return 0x80 + random.integer(WRITABLE_BYTES - 0x100);
}

function randomValue(random: Random): number {
  const kind = random.next();
  if (kind < 0.35) return any32(random);
  if (kind < 0.75) return random.pick(EDGES);
  return random.integer(80) - 16;
}

function randomRegisters(selectors: number[], codeOffset: number, random: Random): Registers {
  const base = segmentOf.get(selectors[CS]!)!.base;
  const pointer = (segment: number) => inSegment(selectors[segment]!, dataOffset(random));
  const general = Array.from({ length: 8 }, () => (chance(random, 0.3) ? pointer(DS) : randomValue(random)));
  if (chance(random, 0.97)) general[ESP] = pointer(SS) & (chance(random, 0.9) ? ~3 : -1);
  if (chance(random, 0.6)) general[EBP] = pointer(SS);
  if (chance(random, 0.5)) general[ESI] = pointer(DS);
  if (chance(random, 0.5)) general[EDI] = pointer(ES);
  // The upper halves of 16-bit pointers do not matter.
  if (chance(random, 0.3)) general[ECX] = (general[ECX]! & ~0xffff) | random.integer(40);
  const status = [0x1, 0x4, 0x10, 0x40, 0x80, 0x800].filter(() => chance(random, 0.5));
  const eflags = status.reduce((all, bit) => all | bit, 0x302 | (chance(random, 0.25) ? 0x400 : 0));
  return { general, eip: (CODE + codeOffset - base) | 0, eflags, segments: selectors };
}

interface Arrangement {
  readonly registers: Registers;
  readonly code: Uint8Array;
  readonly patches: Patch[];
  readonly random: Random;
}

/** Puts operands where they can be reached, and values in them that matter to the instruction. */
function arrange(instruction: Instruction, { registers, code, patches, random }: Arrangement): void {
  const { mnemonic } = instruction.form;
  const { general } = registers;
  if (mnemonic === "ENTER" && chance(random, 0.8)) {
    patchLow(code, instruction.length - 3, 16, random.integer(0x200));
    patchLow(code, instruction.length - 1, 8, random.integer(8));
  }
  if (mnemonic === "DIV" || mnemonic === "IDIV") arrangeDividend(general, random);
  if (/^(BT|BTS|BTR|BTC)$/.test(mnemonic)) arrangeBitOffset(instruction, general, random);
  if (isString(instruction.form)) arrangeStrings(instruction, registers, random);
  if (/^CMPXCHG$/.test(mnemonic) && chance(random, 0.3)) general[EAX] = random.pick(EDGES);
  arrangeSelectors(instruction, { registers, code, patches, random });
  const target = arrangeMemory(instruction, { registers, code, patches, random });
  if (target === undefined) return;
  const at = target & ~3;
  if (at < 0 || at + 8 > WRITABLE_BYTES) return;
  if (isFar(instruction)) patchFar(at, instruction, { registers, code, patches, random });
  else if (chance(random, 0.5)) patches.push([at, memoryValue(instruction, general, random)]);
  if (mnemonic === "BOUND") patches.push([at + 4, random.pick(EDGES)]);
}

function arrangeDividend(general: number[], random: Random): void {
  if (chance(random, 0.7)) general[EDX] = random.pick([0, 0, -1, 1, 0xff, general[EDX]! & 0xff]);
  if (chance(random, 0.3)) general[EAX] = random.pick(EDGES);
  if (chance(random, 0.3)) general[EAX]! &= 0xff;
  if (chance(random, 0.1)) general[EDX] = random.integer(0x20_0000);
}

function arrangeBitOffset({ operands }: Instruction, general: number[], random: Random): void {
  const [, offset] = operands;
  if (offset?.type === "register" && chance(random, 0.8)) general[offset.number] = random.integer(2000) - 1000;
}

function arrangeStrings({ addressSize, segment = DS }: Instruction, registers: Registers, random: Random): void {
  const { general, segments: selectors } = registers;
  const place = (number: number, offset: number) => {
    const upper = addressSize === 16 ? general[number]! & ~0xffff : 0;
    general[number] = upper | (addressSize === 16 ? offset & 0xffff : offset);
  };
  if (chance(random, 0.9)) place(ESI, inSegment(selectors[segment]!, dataOffset(random)));
  if (chance(random, 0.9)) place(EDI, inSegment(selectors[ES]!, dataOffset(random)));
  if (chance(random, 0.2)) general[EDI] = general[ESI]!;
  if (chance(random, 0.9)) place(ECX, random.integer(14));
}

function isFar({ form }: Instruction): boolean {
  return form.operands.some(({ type, place }) => type === "far" && place === "rm");
}

/** Selectors in registers, on the stack, and in the instruction. */
function arrangeSelectors(instruction: Instruction, { registers, code, patches, random }: Arrangement): void {
  const { form, operands, operandSize, length } = instruction;
  const { general } = registers;
  if (form.mnemonic === "MOV" && operands[0]?.type === "segment") setLow(general, operands[1], random);
  if (/^(LAR|LSL)$/.test(form.mnemonic)) setLow(general, operands[1], random);
  if (/^(VERR|VERW|LLDT|LTR)$/.test(form.mnemonic)) setLow(general, operands[0], random);
  if (operands[0]?.type === "far") {
    const selector = random.pick(SELECTORS);
    code[length - 2] = selector & 0xff;
    code[length - 1] = selector >> 8;
    patchLow(code, length - 2 - operandSize / 8, operandSize, random.integer(0x1100));
  }
  // Processors differ in how many bytes of a 32-bit slot they write for a selector, but not in a slot that is aligned.
  if (form.mnemonic === "PUSH" && operands[0]?.type === "segment") general[ESP]! &= ~3;
  const isPop = form.mnemonic === "POP" && operands[0]?.type === "segment";
  if (isPop) patchStack(0, random.pick(SELECTORS), { registers, code, patches, random });
  if (/^(RETF|IRETD?)$/.test(form.mnemonic)) {
    const own = chance(random, 0.7) ? registers.segments[CS]! : random.pick(SELECTORS);
    patchStack(0, targetIn(own, random), { registers, code, patches, random });
    patchStack(operandSize / 8, own, { registers, code, patches, random });
    if (form.mnemonic.startsWith("IRET") && operandSize === 32)
      patchStack(8, any32(random) & ~0x4000, { registers, code, patches, random });
  }
  if (form.mnemonic === "RET")
    patchStack(0, targetIn(registers.segments[CS]!, random), { registers, code, patches, random });
}

function targetIn(selector: number, random: Random): number {
  const base = segmentOf.get(selector)?.base ?? 0;
  return ((base === 0 ? CODE : 0) + random.integer(chance(random, 0.1) ? 0x2_0000 : 0x1000)) | 0;
}

function setLow(general: number[], operand: Instruction["operands"][number] | undefined, random: Random): void {
  if (operand?.type !== "register") return;
  general[operand.number] = (general[operand.number]! & ~0xffff) | random.pick(SELECTORS);
}

function patchLow(code: Uint8Array, at: number, bits: number, value: number): void {
  for (let byte = 0; byte < bits / 8; byte++) code[at + byte] = value >> (8 * byte);
}

/** A word of the stack; the stack's top is aligned for it. */
function patchStack(bytes: number, value: number, { registers, patches }: Arrangement): void {
  const { general, segments: selectors } = registers;
  const stack = segmentOf.get(selectors[SS]!)!;
  general[ESP]! &= ~3;
  const top = stack.big ? general[ESP]! : general[ESP]! & 0xffff;
  const offset = (top + bytes + (stack.base | 0) - DATA) | 0;
  const word = offset & ~3;
  if (word < 0 || word + 4 > WRITABLE_BYTES) return;
  const before = patches.findIndex(([at]) => at === word);
  if (before === -1) patches.push([word, value]);
  else {
    const [, low] = patches[before]!;
    patches[before] = [word, (offset & 2) === 0 ? value : (low & 0xffff) | (value << 16)];
  }
}

function patchFar(at: number, { operandSize }: Instruction, { registers, patches, random }: Arrangement): void {
  const selector = random.pick(SELECTORS);
  const target = targetIn(chance(random, 0.7) ? selector : registers.segments[CS]!, random);
  if (operandSize === 32) patches.push([at, target], [at + 4, selector]);
  else patches.push([at, (target & 0xffff) | (selector << 16)]);
}

function memoryValue({ form, operandSize }: Instruction, general: number[], random: Random): number {
  if (/^(JMP|CALL)$/.test(form.mnemonic))
    return operandSize === 32 ? CODE + random.integer(0x1000) : random.integer(0x1000);
  if (/^(MOV|LAR|LSL|VERR|VERW|LLDT|LTR)$/.test(form.mnemonic)) return random.pick(SELECTORS);
  return chance(random, 0.3) ? general[EAX]! : randomValue(random);
}

/** Moves a memory operand into the data, by its displacement or its base. Returns where it is. */
function arrangeMemory(instruction: Instruction, { registers, code, random }: Arrangement): number | undefined {
  const at = instruction.operands.findIndex(({ type }) => type === "memory");
  const operand = instruction.operands[at];
  if (operand?.type !== "memory" || chance(random, 0.06)) return undefined;
  const { general, segments: selectors } = registers;
  const place = new Step(instruction).places[at]!;
  const isAtomic = instruction.lock || instruction.form.mnemonic === "XCHG";
  // An access across cache lines that locks the bus costs 10 ms on some systems.
  const wanted =
    isFar(instruction) || instruction.form.mnemonic === "BOUND" || isAtomic
      ? dataOffset(random) & ~3
      : dataOffset(random);
  const goal = inSegment(selectors[place.segment]!, wanted);
  const register = (number: number) => (number === 8 ? 0 : general[number]!);
  const now = register(place.base) + (register(place.index) << place.scale) + place.displacement;
  const difference = (goal - now) | 0;
  const bytes = displacementBytes(instruction, code);
  if (bytes !== undefined) {
    const value = (operand.displacement + difference) | 0;
    patchLow(code, bytes, instruction.addressSize, value);
  } else if (operand.base !== undefined) general[operand.base] = (general[operand.base]! + difference) | 0;
  return bytes === undefined && operand.base === undefined ? undefined : wanted;
}

/** Where a displacement of the address size begins in the code, if there is one. */
function displacementBytes({ form, operands, addressSize, length }: Instruction, code: Uint8Array): number | undefined {
  const immediates = form.operands.reduce(
    (sum, { place, encoded, width }) => sum + (place === "immediate" ? (encoded ?? width) / 8 : 0),
    0,
  );
  const begin = length - immediates - addressSize / 8;
  const isOffset = form.operands.some(({ place }) => place === "offset");
  const operand = operands.find(({ type }) => type === "memory");
  if (isOffset) return begin;
  if (operand?.type !== "memory") return undefined;
  const isAbsolute = operand.base === undefined && operand.index === undefined;
  const fitsByte = operand.displacement >= -128 && operand.displacement < 128;
  if (isAbsolute) return begin;
  if (operand.base === undefined && addressSize === 32) return begin;
  return fitsByte || code.length < begin ? undefined : begin;
}
