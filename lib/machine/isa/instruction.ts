/**
 * One instruction as it was decoded: a form of the table, and what its operands are this time.
 *
 * @packageDocumentation
 */
import type { Form } from "./form";
import type { Width } from "./operandKinds";

/** General registers by number, in 8, 16 and 32 bits. */
export const registerNames: Readonly<Record<Width, readonly string[]>> = {
  8: ["al", "cl", "dl", "bl", "ah", "ch", "dh", "bh"],
  16: ["ax", "cx", "dx", "bx", "sp", "bp", "si", "di"],
  32: ["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"],
};

/** Segment registers by number. */
export const segmentNames = ["es", "cs", "ss", "ds", "fs", "gs"] as const;

/** A general, segment, control or debug register. */
export interface RegisterOperand {
  readonly type: "register" | "segment" | "control" | "debug";
  readonly number: number;
  readonly width: Width;
}

/** A place in memory: base + index · scale + displacement, in the segment of the instruction or the usual one. */
export interface MemoryOperand {
  readonly type: "memory";
  /** Bits that are read or written; 0 if the instruction itself tells how many. */
  readonly width: Width | 0;
  /** Numbers of registers of the address size. */
  readonly base: number | undefined;
  readonly index: number | undefined;
  readonly scale: 1 | 2 | 4 | 8;
  /** Signed, or an absolute address if there is neither base nor index. */
  readonly displacement: number;
}

/** A number in the instruction. */
export interface ImmediateOperand {
  readonly type: "immediate";
  /** Without sign, of `width` bits. */
  readonly value: number;
  readonly width: Width;
}

/** How far to jump, from the next instruction. */
export interface RelativeOperand {
  readonly type: "relative";
  /** Signed. */
  readonly displacement: number;
  /** Bits of its encoding. */
  readonly width: Width;
}

/** A segment and an offset in it. */
export interface FarOperand {
  readonly type: "far";
  readonly selector: number;
  readonly offset: number;
  readonly width: Width;
}

/** What an operand can be. */
export type Operand = RegisterOperand | MemoryOperand | ImmediateOperand | RelativeOperand | FarOperand;

/** Sizes that code has if no prefix changes them. */
export type Mode = 16 | 32;

/** An instruction. */
export interface Instruction {
  readonly form: Form;
  readonly operands: readonly Operand[];
  readonly operandSize: Mode;
  readonly addressSize: Mode;
  /** The segment that a prefix names, by number. */
  readonly segment: number | undefined;
  readonly lock: boolean;
  readonly repeat: "rep" | "repne" | undefined;
  /** Bytes, 1 to 15. */
  readonly length: number;
}
