/**
 * An instruction made ready to be executed: its semantics at hand, and its operands as places that can be read and written.
 *
 * @packageDocumentation
 */
import {
  definitionOf,
  type Form,
  type Instruction,
  type MemoryOperand,
  type Operand,
  type Privilege,
  type Semantics,
  type Width,
} from "../isa";
import { CONSTANT, HIGH_BYTE, LONG, LOW_BYTE, MEMORY, NO_REGISTER, OTHER, type Place, SEGMENT, WORD } from "./place";
import type { Processor } from "./processor";
import { DS, SS } from "./segment";

export * from "./place";

/** An instruction, ready. */
export class Step {
  readonly form: Form;
  readonly semantics: Semantics;
  readonly privilege: Privilege;
  readonly places: readonly Place[];
  readonly first: Place | undefined;
  readonly second: Place | undefined;
  readonly third: Place | undefined;
  /** Bits of the first operand, or of the operand size if there is none. */
  readonly width: Width;
  /** 16 or 32. */
  readonly operandSize: 16 | 32;
  readonly addressSize: 16 | 32;
  readonly length: number;
  /** The segment that string instructions and XLAT read from. */
  readonly segment: number;

  constructor(
    /** As it was decoded. */
    readonly instruction: Instruction,
  ) {
    const { form, operands, operandSize, addressSize, length } = instruction;
    this.form = form;
    const { semantics, privilege = "none" } = definitionOf(form);
    this.semantics = semantics;
    this.privilege = privilege;
    this.places = operands.map((operand, at) => placeOf(operand, instruction, form.operands[at]!.width || operandSize));
    [this.first, this.second, this.third] = this.places;
    this.width = this.first?.width ?? operandSize;
    this.operandSize = operandSize;
    this.addressSize = addressSize;
    this.length = length;
    this.segment = instruction.segment ?? DS;
  }

  /** The value of an operand, by its position from 0. */
  read(cpu: Processor, at: number): number {
    return cpu.read(this.places[at]!);
  }

  /** Stores in an operand. */
  write(cpu: Processor, at: number, value: number): void {
    cpu.write(this.places[at]!, value);
  }

  /** The offset of a memory operand in its segment, without sign. */
  offset(cpu: Processor, at: number): number {
    return cpu.offsetOf(this.places[at]!);
  }
}

function placeOf(operand: Operand, instruction: Instruction, width: Width): Place {
  const place = emptyPlace(width, instruction.addressSize);
  switch (operand.type) {
    case "register":
      place.width = operand.width;
      return Object.assign(place, registerPlace(operand.number, operand.width));
    case "segment":
      return Object.assign(place, { kind: SEGMENT, number: operand.number });
    case "immediate":
      return Object.assign(place, { kind: CONSTANT, value: operand.width === 32 ? operand.value | 0 : operand.value });
    case "relative":
      return Object.assign(place, { kind: CONSTANT, value: operand.displacement });
    case "memory":
      return Object.assign(place, memoryPlace(operand, instruction, width));
    default:
      return place;
  }
}

/** All places have the same fields in the same order, so that accesses to them are fast. */
function emptyPlace(width: Width, addressSize: 16 | 32): { -readonly [field in keyof Place]: Place[field] } {
  return {
    kind: OTHER,
    number: 0,
    width,
    value: 0,
    segment: DS,
    base: NO_REGISTER,
    index: NO_REGISTER,
    scale: 0,
    displacement: 0,
    addressSize,
  };
}

function memoryPlace(operand: MemoryOperand, { segment, addressSize }: Instruction, width: Width): Partial<Place> {
  return {
    kind: MEMORY,
    width: operand.width === 0 ? width : operand.width,
    segment: segment ?? usualSegment(operand.base, addressSize),
    base: operand.base ?? NO_REGISTER,
    index: operand.index ?? NO_REGISTER,
    scale: Math.log2(operand.scale),
    displacement: operand.displacement | 0,
  };
}

function registerPlace(number: number, width: Width): Pick<Place, "kind" | "number"> {
  if (width === 32) return { kind: LONG, number };
  if (width === 16) return { kind: WORD, number };
  return number < 4 ? { kind: LOW_BYTE, number } : { kind: HIGH_BYTE, number: number - 4 };
}

/** Addresses from ESP or EBP are the stack's. */
function usualSegment(base: number | undefined, addressSize: 16 | 32): number {
  return base === 5 || (base === 4 && addressSize === 32) ? SS : DS;
}
