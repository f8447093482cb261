/**
 * From bytes to an instruction.
 *
 * ```text
 *   66 67 F0 F2 F3 2E 36 3E 26 64 65   │ opcode │ ModRM │ SIB │ displacement │ immediate
 *   prefixes, any order, any number    │
 *        at most 15 bytes in all
 * ```
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 2A, chapter 2; table 2-1 to 2-3 for ModRM and SIB.
 *
 * @packageDocumentation
 */
import type { Form } from "./form";
import type { Instruction, MemoryOperand, Mode, Operand } from "./instruction";
import { definitionOf, formsOfOpcode } from "./instructionSet";
import type { OperandKind, Width } from "./operandKinds";

/** What decoding gives. */
export type Decoded =
  | { readonly type: "instruction"; readonly instruction: Instruction }
  /** No such instruction: the processor raises #UD. */
  | { readonly type: "invalid"; readonly length: number; readonly reason: "opcode" | "lock" | "register" }
  /** More than 15 bytes: the processor raises #GP. */
  | { readonly type: "tooLong" }
  /** The bytes end before the instruction does. */
  | { readonly type: "truncated" };

const MAX_LENGTH = 15;
const SEGMENT_PREFIXES: Readonly<Record<number, number>> = { 0x26: 0, 0x2e: 1, 0x36: 2, 0x3e: 3, 0x64: 4, 0x65: 5 };

/** Thrown and caught in this file: the bytes are at their end, or there are too many. */
class Stop extends Error {
  constructor(readonly outcome: Decoded) {
    super(outcome.type);
  }
}

/** Bytes, one after the other. */
class Reader {
  #at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly start: number,
  ) {}

  get length(): number {
    return this.#at;
  }

  byte(): number {
    if (this.#at === MAX_LENGTH) throw new Stop({ type: "tooLong" });
    const byte = this.bytes[this.start + this.#at];
    if (byte === undefined) throw new Stop({ type: "truncated" });
    this.#at += 1;
    return byte;
  }

  /** Little-endian, without sign. */
  unsigned(width: Width): number {
    let value = 0;
    for (let shift = 0; shift < width; shift += 8) value += this.byte() * 2 ** shift;
    return value;
  }

  signed(width: Width): number {
    const value = this.unsigned(width);
    return value >= 2 ** (width - 1) ? value - 2 ** width : value;
  }
}

interface Prefixes {
  readonly operandSize: Mode;
  readonly addressSize: Mode;
  readonly segment: number | undefined;
  readonly lock: boolean;
  /** F2 or F3, the last one. */
  readonly repeat: number | undefined;
  /** The byte after them. */
  readonly first: number;
}

/**
 * Decodes the instruction that begins at an offset.
 *
 * @param mode - 16 or 32: the sizes of operands and addresses without prefixes
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { machine } from "strata";
 *
 * const decoded = machine.decode(Uint8Array.of(0x83, 0xc0, 0xff), 0, 32);
 * assert.equal(decoded.type === "instruction" && machine.disassemble(decoded.instruction), "add eax, 0xffffffff");
 * ```
 */
export function decode(bytes: Uint8Array, offset: number, mode: Mode): Decoded {
  const reader = new Reader(bytes, offset);
  try {
    const prefixes = readPrefixes(reader, mode);
    const isExtended = prefixes.first === 0x0f;
    const opcode = isExtended ? reader.byte() : prefixes.first;
    const candidates = formsOfOpcode(opcode, isExtended ? "after 0F" : "one byte");
    const invalid: Decoded = { type: "invalid", length: reader.length, reason: "opcode" };
    if (candidates.length === 0) return invalid;
    const modRm = candidates.some((form) => form.modRm !== "none")
      ? new ModRm(reader, candidates.some(isOfRegistersAlone) ? undefined : prefixes.addressSize)
      : undefined;
    const form = choose(candidates, prefixes, modRm);
    if (form === undefined) return invalid;
    const operands = form.operands.map((kind) => operandOf(kind, { reader, prefixes, modRm, opcode }));
    return finish(form, operands, { prefixes, length: reader.length });
  } catch (error) {
    if (error instanceof Stop) return error.outcome;
    throw error;
  }
}

function readPrefixes(reader: Reader, mode: Mode): Prefixes {
  const other = mode === 16 ? 32 : 16;
  const found: { -readonly [K in keyof Prefixes]: Prefixes[K] } = {
    operandSize: mode,
    addressSize: mode,
    segment: undefined,
    lock: false,
    repeat: undefined,
    first: 0,
  };
  for (;;) {
    const byte = reader.byte();
    if (byte === 0x66) found.operandSize = other;
    else if (byte === 0x67) found.addressSize = other;
    else if (byte === 0xf0) found.lock = true;
    else if (byte === 0xf2 || byte === 0xf3) found.repeat = byte;
    else if (SEGMENT_PREFIXES[byte] !== undefined) found.segment = SEGMENT_PREFIXES[byte];
    else {
      found.first = byte;
      return found;
    }
  }
}

/** The form that these prefixes and this ModRM mean; those with a prefix of their own first. */
function choose(candidates: readonly Form[], prefixes: Prefixes, modRm: ModRm | undefined): Form | undefined {
  const fitting = candidates.filter(
    (form) =>
      (form.operandSize === undefined || form.operandSize === prefixes.operandSize) &&
      (form.addressSize === undefined || form.addressSize === prefixes.addressSize) &&
      (typeof form.modRm !== "number" || form.modRm === modRm!.reg) &&
      (!form.operands.some(({ type, place }) => place === "rm" && isMemoryAlone(type)) || modRm!.memory !== undefined),
  );
  const ofPrefix = fitting.find(({ prefix }) => prefix !== undefined && prefix === prefixes.repeat);
  const plain = fitting.filter(({ prefix }) => prefix === undefined);
  return ofPrefix ?? plain.find(({ operands }) => operands.length === 0) ?? plain[0];
}

function isMemoryAlone(type: OperandKind["type"]): boolean {
  return type === "memory" || type === "far";
}

/** Control and debug registers are moved from and to registers alone. */
function isOfRegistersAlone({ operands }: Form): boolean {
  return operands.some(({ type }) => type === "control" || type === "debug");
}

/** ModRM with what follows it: SIB and displacement. */
class ModRm {
  readonly reg: number;
  readonly rm: number;
  /** Nothing if `rm` names a register. */
  readonly memory: Omit<MemoryOperand, "width"> | undefined;

  /** Without an address size, r/m is a register whatever the upper two bits say. */
  constructor(reader: Reader, addressSize: Mode | undefined) {
    const byte = reader.byte();
    const mod = byte >> 6;
    this.reg = (byte >> 3) & 7;
    this.rm = byte & 7;
    if (mod === 3 || addressSize === undefined) this.memory = undefined;
    else this.memory = addressSize === 16 ? memory16(reader, mod, this.rm) : memory32(reader, mod, this.rm);
  }
}

/** Base and index by r/m under an address size of 16: BX+SI, BX+DI, BP+SI, BP+DI, SI, DI, BP, BX. */
const BASES_16 = [3, 3, 5, 5, undefined, undefined, 5, 3];
const INDEXES_16 = [6, 7, 6, 7, 6, 7, undefined, undefined];

function memory16(reader: Reader, mod: number, rm: number): Omit<MemoryOperand, "width"> {
  const isAbsolute = mod === 0 && rm === 6;
  const displacement = isAbsolute ? reader.unsigned(16) : mod === 0 ? 0 : reader.signed(mod === 1 ? 8 : 16);
  const [base, index] = isAbsolute ? [undefined, undefined] : [BASES_16[rm], INDEXES_16[rm]];
  return { type: "memory", base, index, scale: 1, displacement };
}

function memory32(reader: Reader, mod: number, rm: number): Omit<MemoryOperand, "width"> {
  const sib = rm === 4 ? reader.byte() : undefined;
  const baseNumber = sib === undefined ? rm : sib & 7;
  const indexNumber = sib === undefined ? 4 : (sib >> 3) & 7;
  const base = mod === 0 && baseNumber === 5 ? undefined : baseNumber;
  const index = indexNumber === 4 ? undefined : indexNumber;
  const isAbsolute = base === undefined && index === undefined;
  const width = mod === 1 ? 8 : mod === 2 || base === undefined ? 32 : undefined;
  const displacement = width === undefined ? 0 : isAbsolute ? reader.unsigned(32) : reader.signed(width);
  return { type: "memory", base, index, scale: index === undefined ? 1 : scaleOf(sib), displacement };
}

function scaleOf(sib = 0): 1 | 2 | 4 | 8 {
  return ([1, 2, 4, 8] as const)[sib >> 6]!;
}

interface OperandBytes {
  readonly reader: Reader;
  readonly prefixes: Prefixes;
  readonly modRm: ModRm | undefined;
  readonly opcode: number;
}

function operandOf(kind: OperandKind, { reader, prefixes, modRm, opcode }: OperandBytes): Operand {
  const width = kind.width as Width;
  const named = { segment: "segment", control: "control", debug: "debug" }[kind.type as "segment"] as
    | "segment"
    | undefined;
  switch (kind.place) {
    case "fixed":
      if (kind.type === "immediate") return { type: "immediate", value: kind.fixed!, width };
      return { type: named ?? "register", number: kind.fixed!, width };
    case "opcode":
      return { type: "register", number: opcode & 7, width };
    case "reg":
      return { type: named ?? "register", number: modRm!.reg, width };
    case "rm":
      if (modRm!.memory === undefined || kind.type === "register")
        return { type: "register", number: modRm!.rm, width };
      return { ...modRm!.memory, width: kind.type === "far" ? 0 : (kind.memoryWidth ?? kind.width) };
    case "offset": {
      const displacement = reader.unsigned(prefixes.addressSize);
      return { type: "memory", base: undefined, index: undefined, scale: 1, displacement, width: kind.width };
    }
    case "immediate":
      return immediateOf(kind, reader);
  }
}

function immediateOf({ type, width, encoded }: OperandKind, reader: Reader): Operand {
  const bits = width as Width;
  if (type === "relative") return { type, displacement: reader.signed(bits), width: bits };
  if (type === "far") {
    const offset = reader.unsigned(bits);
    return { type, offset, selector: reader.unsigned(16), width: bits };
  }
  const value = encoded === undefined ? reader.unsigned(bits) : reader.signed(encoded);
  return { type: "immediate", value: value < 0 ? value + 2 ** bits : value, width: bits };
}

/** What is left to be refused: registers that do not exist, and LOCK where it may not be. */
function finish(
  form: Form,
  operands: readonly Operand[],
  { prefixes, length }: { readonly prefixes: Prefixes; readonly length: number },
): Decoded {
  const { operandSize, addressSize, segment, lock, repeat } = prefixes;
  if (operands.some((operand, at) => isMissing(operand, form, at)))
    return { type: "invalid", length, reason: "register" };
  if (lock && !(definitionOf(form).lockable && operands[0]?.type === "memory"))
    return { type: "invalid", length, reason: "lock" };
  const name = form.prefix !== undefined || repeat === undefined ? undefined : repeat === 0xf3 ? "rep" : "repne";
  return {
    type: "instruction",
    instruction: { form, operands, operandSize, addressSize, segment, lock, repeat: name, length },
  };
}

function isMissing(operand: Operand, { mnemonic }: Form, at: number): boolean {
  if (operand.type === "segment") return operand.number > 5 || (mnemonic === "MOV" && at === 0 && operand.number === 1);
  return operand.type === "control" && ![0, 2, 3, 4].includes(operand.number);
}
