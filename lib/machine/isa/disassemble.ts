/**
 * From an instruction to text, in Intel's syntax as the assembler takes it.
 *
 * @packageDocumentation
 */
import type { Form } from "./form";
import { type Instruction, type MemoryOperand, type Operand, registerNames, segmentNames } from "./instruction";
import { definitionOf } from "./instructionSet";

const SIZES: Readonly<Record<number, string>> = { 8: "byte ", 16: "word ", 32: "dword " };

/**
 * The text of an instruction. Jumps say how far they go, as `$+5`, if no address is given.
 *
 * @param address - where the instruction lies
 */
export function disassemble(instruction: Instruction, address?: number): string {
  const { form, operands, lock, repeat } = instruction;
  const far = form.operands.map(({ place, type }) =>
    place === "rm" && type === "far" && isTransfer(form) ? "far " : "",
  );
  const texts = operands.map((operand, at) => far[at]! + operandText(operand, instruction, address));
  const words = [...(lock ? ["lock"] : []), ...repeatWord(instruction, repeat), form.mnemonic.toLowerCase()];
  return `${words.join(" ")}${texts.length > 0 ? ` ${texts.join(", ")}` : ""}`;
}

/** LDS and its like take a far pointer anyway. */
function isTransfer({ mnemonic }: Form): boolean {
  return mnemonic === "JMP" || mnemonic === "CALL";
}

function repeatWord({ form }: Instruction, repeat: Instruction["repeat"]): string[] {
  const { repeats } = definitionOf(form);
  if (repeat === undefined || repeats === undefined) return [];
  return [repeats === "rep" ? "rep" : repeat === "rep" ? "repe" : "repne"];
}

function operandText(operand: Operand, instruction: Instruction, address: number | undefined): string {
  switch (operand.type) {
    case "register":
      return registerNames[operand.width][operand.number]!;
    case "segment":
      return segmentNames[operand.number]!;
    case "control":
      return `cr${operand.number}`;
    case "debug":
      return `dr${operand.number}`;
    case "immediate":
      return hex(operand.value);
    case "far":
      return `${hex(operand.selector)}:${hex(operand.offset)}`;
    case "relative":
      return target(operand.displacement, instruction, address);
    case "memory":
      return memoryText(operand, instruction);
  }
}

function target(displacement: number, { length, operandSize }: Instruction, address: number | undefined): string {
  const from = length + displacement;
  if (address === undefined) return from < 0 ? `$-${hex(-from)}` : `$+${hex(from)}`;
  return hex((((address + from) % 2 ** operandSize) + 2 ** operandSize) % 2 ** operandSize);
}

function memoryText(operand: MemoryOperand, { addressSize, segment }: Instruction): string {
  const { width, base, index, scale, displacement } = operand;
  const name = (number: number) => registerNames[addressSize][number]!;
  const parts = [
    ...(base === undefined ? [] : [name(base)]),
    ...(index === undefined ? [] : [scale === 1 ? name(index) : `${name(index)}*${scale}`]),
  ];
  const sum = parts.join("+");
  const rest = parts.length === 0 ? hex(displacement) : displacement === 0 ? "" : signed(displacement);
  return `${SIZES[width] ?? ""}[${segment === undefined ? "" : `${segmentNames[segment]}:`}${sum}${rest}]`;
}

function signed(value: number): string {
  return value < 0 ? `-${hex(-value)}` : `+${hex(value)}`;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
