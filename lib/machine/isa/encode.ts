/**
 * From an instruction to bytes: what {@link decode} undoes.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import type { Form } from "./form";
import type { Instruction, MemoryOperand, Mode, Operand } from "./instruction";
import { littleEndian } from "./littleEndian";

/** An instruction to be encoded. */
export type Unencoded = Omit<Instruction, "length">;

const SEGMENT_BYTES = [0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65];
/** r/m by base and index under an address size of 16. */
const RM_16: Readonly<Record<string, number>> = {
  "3,6": 0,
  "3,7": 1,
  "5,6": 2,
  "5,7": 3,
  "6,": 4,
  "7,": 5,
  ",6": 4,
  ",7": 5,
  "5,": 6,
  "3,": 7,
};

/**
 * The bytes of an instruction, with the shortest displacement that holds.
 *
 * @param mode - 16 or 32: which sizes need no prefix
 * @throws {@link DomainError} if the address size has no such memory operand
 */
export function encode(instruction: Unencoded, mode: Mode): Uint8Array {
  const { form, operands } = instruction;
  const opcode = [...form.opcode];
  const inOpcode = operands.find((_, at) => form.operands[at]!.place === "opcode");
  if (inOpcode?.type === "register") opcode[opcode.length - 1]! += inOpcode.number;
  return Uint8Array.from([
    ...prefixBytes(instruction, mode),
    ...(form.prefix === undefined ? [] : [form.prefix]),
    ...opcode,
    ...(form.modRm === "none" ? [] : modRmBytes(instruction)),
    ...operands.flatMap((operand, at) => trailingBytes(form, operand, { at, addressSize: instruction.addressSize })),
  ]);
}

function prefixBytes({ operandSize, addressSize, segment, lock, repeat }: Unencoded, mode: Mode): number[] {
  return [
    ...(lock ? [0xf0] : []),
    ...(repeat === undefined ? [] : [repeat === "rep" ? 0xf3 : 0xf2]),
    ...(segment === undefined ? [] : [SEGMENT_BYTES[segment]!]),
    ...(operandSize === mode ? [] : [0x66]),
    ...(addressSize === mode ? [] : [0x67]),
  ];
}

function modRmBytes({ form, operands, addressSize }: Unencoded): number[] {
  const at = (place: "reg" | "rm") => operands.find((_, index) => form.operands[index]!.place === place);
  const reg = typeof form.modRm === "number" ? form.modRm : numberOf(at("reg"));
  const rm = at("rm");
  if (rm?.type !== "memory") return [0xc0 | (reg << 3) | numberOf(rm)];
  return addressSize === 16 ? memory16(rm, reg) : memory32(rm, reg);
}

function numberOf(operand: Operand | undefined): number {
  return operand !== undefined && "number" in operand ? operand.number : 0;
}

function memory16({ base, index, scale, displacement }: MemoryOperand, reg: number): number[] {
  if (base === undefined && index === undefined) return [(reg << 3) | 6, ...bits(displacement, 16)];
  const rm = scale === 1 ? RM_16[`${base ?? ""},${index ?? ""}`] : undefined;
  if (rm === undefined)
    throw new DomainError("memory operand", "to be BX or BP, SI or DI, or one of each", [base, index, scale]);
  const mod = displacement === 0 && rm !== 6 ? 0 : isByte(displacement) ? 1 : 2;
  return [(mod << 6) | (reg << 3) | rm, ...bits(displacement, mod === 0 ? 0 : mod === 1 ? 8 : 16)];
}

function memory32({ base, index, scale, displacement }: MemoryOperand, reg: number): number[] {
  if (index === 4) throw new DomainError("index", "not to be ESP", "esp");
  const mod = base === undefined || (displacement === 0 && base !== 5) ? 0 : isByte(displacement) ? 1 : 2;
  const bytes = base === undefined || mod === 2 ? 32 : mod === 1 ? 8 : 0;
  const needsSib = index !== undefined || base === 4;
  const rm = needsSib ? 4 : (base ?? 5);
  const sib = (Math.log2(scale) << 6) | ((index ?? 4) << 3) | (base ?? 5);
  return [(mod << 6) | (reg << 3) | rm, ...(needsSib ? [sib] : []), ...bits(displacement, bytes)];
}

function trailingBytes(
  form: Form,
  operand: Operand,
  { at, addressSize }: { readonly at: number; readonly addressSize: Mode },
): number[] {
  const { place, encoded, width } = form.operands[at]!;
  if (place === "offset") return bits((operand as MemoryOperand).displacement, addressSize);
  if (place !== "immediate") return [];
  if (operand.type === "immediate") return bits(operand.value, encoded ?? width);
  if (operand.type === "relative") return bits(operand.displacement, width);
  return operand.type === "far" ? [...bits(operand.offset, width), ...bits(operand.selector, 16)] : [];
}

function isByte(value: number): boolean {
  return value >= -128 && value <= 127;
}

function bits(value: number, width: number): number[] {
  return littleEndian(value, width / 8);
}
