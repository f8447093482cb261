/**
 * An instruction made ready to be executed: its semantics at hand, and its operands as places that can be read and written.
 *
 * @packageDocumentation
 */
import {
  definitionOf,
  type Form,
  type Instruction,
  type Operand,
  type Privilege,
  type Semantics,
  type Width,
} from "../isa";
import type { Processor } from "./processor";
import { DS, SS } from "./segment";

/** What kind of place an operand is. Numbers, since they are compared at every access. */
export const LOW_BYTE = 0;
export const HIGH_BYTE = 1;
export const WORD = 2;
export const LONG = 3;
export const MEMORY = 4;
export const CONSTANT = 5;
export const SEGMENT = 6;
/** Control and debug registers, and far pointers: semantics look at the operand itself. */
export const OTHER = 7;

/** The number of a register that is always 0: the base or index of an address that has none. */
export const NO_REGISTER = 8;

/** An operand as a place. */
export interface Place {
  readonly kind: number;
  /** Of a register, its number (of AH to BH, that of AX to BX). */
  readonly number: number;
  /** Bits. */
  readonly width: Width;
  /** Of a constant (also a relative displacement), its value. */
  readonly value: number;
  /** Of memory. */
  readonly segment: number;
  readonly base: number;
  readonly index: number;
  /** Bits by which the index is shifted. */
  readonly scale: number;
  readonly displacement: number;
  /** 16 or 32: the address wraps there. */
  readonly addressSize: 16 | 32;
}

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
    if (semantics === undefined) throw new Error(`${form.mnemonic} has no semantics.`);
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

const nowhere: Omit<Place, "kind" | "width" | "addressSize"> = {
  number: 0,
  value: 0,
  segment: DS,
  base: NO_REGISTER,
  index: NO_REGISTER,
  scale: 0,
  displacement: 0,
};

function placeOf(operand: Operand, instruction: Instruction, width: Width): Place {
  const { addressSize } = instruction;
  const shape = { ...nowhere, width, addressSize };
  switch (operand.type) {
    case "register":
      return { ...shape, width: operand.width, ...registerPlace(operand.number, operand.width) };
    case "segment":
      return { ...shape, kind: SEGMENT, number: operand.number };
    case "immediate":
      return { ...shape, kind: CONSTANT, value: operand.width === 32 ? operand.value | 0 : operand.value };
    case "relative":
      return { ...shape, kind: CONSTANT, value: operand.displacement };
    case "memory":
      return {
        ...shape,
        kind: MEMORY,
        width: operand.width === 0 ? width : operand.width,
        segment: instruction.segment ?? usualSegment(operand.base, addressSize),
        base: operand.base ?? NO_REGISTER,
        index: operand.index ?? NO_REGISTER,
        scale: Math.log2(operand.scale),
        displacement: operand.displacement | 0,
      };
    default:
      return { ...shape, kind: OTHER };
  }
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
