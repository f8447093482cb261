/**
 * What an operand of an instruction may be, in the manual's notation: `r/m32`, `imm8`, `Sreg`.
 *
 * ```text
 *   r32     a register, named in ModRM's middle field or in the opcode's last three bits
 *   r/m32   a register or memory, named in ModRM
 *   r32/m16 the same, but memory of 16 bits
 *   imm8s   a byte after the opcode, extended by its sign to the operand's size
 *   rel8    a byte after the opcode: how far to jump from the next instruction
 * ```
 *
 * A `v` in place of a width stands for both operand sizes: `r/mv` is `r/m16` under an operand size of 16 and `r/m32` under one of 32.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 2A, section 3.1.1.3, "Instruction Column".
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";

/** Bits of an operand, or of an address. */
export type Width = 8 | 16 | 32;

/** Where an operand is encoded. */
export type OperandPlace = "reg" | "rm" | "opcode" | "immediate" | "offset" | "fixed";

/** One operand of a form. */
export interface OperandKind {
  /** As the manual writes it, `v` replaced. */
  readonly text: string;
  readonly place: OperandPlace;
  readonly type:
    | "register"
    | "memory"
    | "registerOrMemory"
    | "segment"
    | "control"
    | "debug"
    | "immediate"
    | "relative"
    | "far";
  /** Bits of the value: 8, 16 or 32; of a far pointer, of its offset; 0 for memory whose size nothing tells. */
  readonly width: Width | 0;
  /** Bits of an immediate as it is encoded, where they are fewer. */
  readonly encoded?: Width;
  /** Bits of memory, where they are not those of a register in its place. */
  readonly memoryWidth?: Width;
  /** The register or value of a fixed operand. */
  readonly fixed?: number;
}

const FIXED_REGISTERS: Readonly<Record<string, readonly [number: number, width: Width]>> = {
  AL: [0, 8],
  CL: [1, 8],
  AX: [0, 16],
  DX: [2, 16],
  EAX: [0, 32],
};
const SEGMENTS = ["ES", "CS", "SS", "DS", "FS", "GS"];

/** Patterns of the notation, tried in turn. */
const patterns: readonly (readonly [RegExp, (match: RegExpExecArray) => Omit<OperandKind, "text">])[] = [
  [/^r(8|16|32)$/, ([, bits]) => ({ place: "reg", type: "register", width: width(bits) })],
  [/^r\/m(8|16|32)$/, ([, bits]) => ({ place: "rm", type: "registerOrMemory", width: width(bits) })],
  [/^r(16|32)\/m16$/, ([, bits]) => ({ place: "rm", type: "registerOrMemory", width: width(bits), memoryWidth: 16 })],
  [/^m(8|16|32)?$/, ([, bits]) => ({ place: "rm", type: "memory", width: bits === undefined ? 0 : width(bits) })],
  [/^m16:(16|32)$/, ([, bits]) => ({ place: "rm", type: "far", width: width(bits) })],
  [/^imm(8|16|32)$/, ([, bits]) => ({ place: "immediate", type: "immediate", width: width(bits) })],
  [/^imm8s(16|32)$/, ([, bits]) => ({ place: "immediate", type: "immediate", width: width(bits), encoded: 8 })],
  [/^rel(8|16|32)$/, ([, bits]) => ({ place: "immediate", type: "relative", width: width(bits) })],
  [/^ptr16:(16|32)$/, ([, bits]) => ({ place: "immediate", type: "far", width: width(bits) })],
  [/^moffs(8|16|32)$/, ([, bits]) => ({ place: "offset", type: "memory", width: width(bits) })],
  [/^Sreg$/, () => ({ place: "reg", type: "segment", width: 16 })],
  [/^CRn$/, () => ({ place: "reg", type: "control", width: 32 })],
  [/^DRn$/, () => ({ place: "reg", type: "debug", width: 32 })],
  [/^([1-3])$/, ([, value]) => ({ place: "fixed", type: "immediate", width: 8, fixed: Number(value) })],
];

function width(bits: string | undefined): Width {
  return Number(bits) as Width;
}

/**
 * Reads one operand of the manual's notation, `v` replaced by a width before.
 *
 * @throws {@link DomainError} if the notation is not known
 */
export function operandKind(text: string): OperandKind {
  const register = FIXED_REGISTERS[text];
  if (register !== undefined) return { text, place: "fixed", type: "register", fixed: register[0], width: register[1] };
  if (SEGMENTS.includes(text))
    return { text, place: "fixed", type: "segment", fixed: SEGMENTS.indexOf(text), width: 16 };
  for (const [pattern, make] of patterns) {
    const match = pattern.exec(text);
    if (match !== null) return { text, ...make(match) };
  }
  throw new DomainError("operand", "to be in the manual's notation, as r/m32 or imm8", text);
}
