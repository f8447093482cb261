/** Makes a random case one that tells something: operands that can be reached, selectors that exist, dividends whose quotients fit, strings that are alike. */
import { definitionOf, type Form, type Instruction } from "../../../lib/machine/isa";
import { Step } from "../../../lib/machine/processor/step";
import type { Random } from "../../../lib/sim";
import { CODE, DATA, type Patch, type Registers, segmentOf, WRITABLE_BYTES } from "./situation";
import {
  any32,
  CS,
  chance,
  DS,
  dataOffset,
  EAX,
  ECX,
  EDGES,
  EDI,
  EDX,
  ES,
  ESI,
  ESP,
  inSegment,
  randomValue,
  SELECTORS,
  SS,
} from "./values";

/** String instructions: the forms with no operands that take REP. */
export function isString(form: Form): boolean {
  return definitionOf(form).repeats !== undefined;
}

interface Arrangement {
  readonly registers: Registers;
  readonly code: Uint8Array;
  readonly patches: Patch[];
  readonly random: Random;
}

/** Puts operands where they can be reached, and values in them that matter to the instruction. */
export function arrange(instruction: Instruction, { registers, code, patches, random }: Arrangement): void {
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
