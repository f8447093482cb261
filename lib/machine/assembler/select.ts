/**
 * Which form is meant: of all that take the written operands, the one with the fewest bytes; of these, the first of the table.
 *
 * @packageDocumentation
 */
import { encode, type Form, formsOfMnemonic, type Mode, type Operand, type OperandKind, type Width } from "../isa";
import type { Names } from "./expression";
import { tableName } from "./names";
import type { WrittenMemory, WrittenNumber, WrittenOperand } from "./operands";
import { type Position, wrong } from "./tokens";

/** An instruction as it was written. */
export interface WrittenInstruction {
  readonly type: "instruction";
  readonly mnemonic: string;
  readonly operands: readonly WrittenOperand[];
  readonly lock: boolean;
  readonly repeat: "rep" | "repne" | undefined;
  readonly mode: Mode;
  readonly position: Position;
}

/**
 * The bytes of an instruction, where its names mean what they mean now.
 *
 * @param atLeast - bytes that it must have, so that jumps grow and never shrink again
 */
export function bytesOf(instruction: WrittenInstruction, names: Names, atLeast: number): Uint8Array {
  const { mnemonic, operands, position, mode } = instruction;
  const name = tableName(mnemonic, mode);
  if (name === undefined) throw wrong(position, "to be an instruction or a directive", mnemonic);
  const forms = formsOfMnemonic(name);
  const fitting = forms.filter((form) => fits(form, operands, names));
  requireSize(fitting, instruction);
  const candidates = ofMode(fitting, mode).flatMap((form) => {
    const bytes = encodeAs(form, instruction, names);
    return bytes === undefined || bytes.length < atLeast ? [] : [bytes];
  });
  const shortest = candidates.reduce<Uint8Array | undefined>(
    (best, one) => (best === undefined || one.length < best.length ? one : best),
    undefined,
  );
  if (shortest === undefined) throw wrong(position, `to be ${formsText(forms)}`, written(instruction));
  return shortest;
}

/** Where the operands leave the size open, it is that of the code. */
function ofMode(forms: readonly Form[], mode: Mode): readonly Form[] {
  const ofThis = forms.filter(({ operandSize }) => operandSize === undefined || operandSize === mode);
  return ofThis.length > 0 ? ofThis : forms;
}

function formsText(forms: readonly Form[]): string {
  return forms
    .map((form) => [form.mnemonic, form.operands.map(({ text }) => text).join(", ")].join(" ").trim())
    .join(" | ");
}

function written({ mnemonic, operands }: WrittenInstruction): string {
  return `${mnemonic}${operands.length === 0 ? "" : ` with ${operands.map(({ type }) => type).join(", ")}`}`;
}

function fits(form: Form, operands: readonly WrittenOperand[], names: Names): boolean {
  if (form.operands.length !== operands.length) return false;
  return operands.every((operand, at) => takes(form, form.operands[at]!, { operand, names }));
}

function takes(form: Form, kind: OperandKind, { operand, names }: { operand: WrittenOperand; names: Names }): boolean {
  if (operand.type === "number") return takesNumber(kind, operand, names);
  if (operand.type === "memory") return takesMemory(form, kind, operand);
  if (operand.type === "far") return kind.type === "far" && kind.place === "immediate";
  if (kind.fixed !== undefined && kind.fixed !== operand.number) return false;
  const type = kind.type === "registerOrMemory" ? "register" : kind.type;
  return type === operand.type && kind.width === operand.width;
}

function takesMemory({ mnemonic }: Form, kind: OperandKind, operand: WrittenMemory): boolean {
  if (kind.place === "offset") return operand.addressSize === undefined && sameWidth(kind.width, operand.width);
  if (kind.place !== "rm") return false;
  if (kind.type === "far") return operand.isFar || !["JMP", "CALL"].includes(mnemonic);
  if (operand.isFar || (kind.type !== "memory" && kind.type !== "registerOrMemory")) return false;
  return kind.width === 0 || sameWidth(kind.memoryWidth ?? kind.width, operand.width);
}

function sameWidth(width: Width | 0, written: Width | undefined): boolean {
  return written === undefined || written === width;
}

function takesNumber(kind: OperandKind, { value, width, reach }: WrittenNumber, names: Names): boolean {
  if (kind.type === "relative") return reach === undefined || (reach === "short") === (kind.width === 8);
  if (kind.type !== "immediate") return false;
  const number = value(names);
  if (kind.fixed !== undefined) return kind.fixed === number;
  if (width !== undefined && width !== (kind.encoded ?? kind.width)) return false;
  const isSmall = kind.encoded === undefined || isSigned(toSigned(number, kind.width as Width), kind.encoded);
  return isSmall && number >= -(2 ** (kind.width - 1)) && number < 2 ** kind.width;
}

/** Memory must say how large it is if nothing else does. */
function requireSize(forms: readonly Form[], { operands }: WrittenInstruction): void {
  operands.forEach((operand, at) => {
    if (operand.type !== "memory" || operand.width !== undefined) return;
    const kinds = forms.map((form) => form.operands[at]!).filter(({ type }) => type !== "far");
    const widths = new Set(kinds.map(({ memoryWidth, width }) => memoryWidth ?? width));
    if (widths.size > 1) throw wrong(operand.position, "to say byte, word or dword", "memory of unknown size");
  });
}

/** Nothing if a jump does not reach. */
function encodeAs(form: Form, instruction: WrittenInstruction, names: Names): Uint8Array | undefined {
  const { operands, mode, lock, repeat } = instruction;
  const memory = operands.find(
    (operand): operand is WrittenMemory & { position: Position } => operand.type === "memory",
  );
  const addressSize = form.addressSize ?? memory?.addressSize ?? mode;
  const common = {
    form,
    operandSize: (form.operandSize ?? mode) as Mode,
    addressSize: addressSize as Mode,
    lock,
    repeat,
  };
  const make = (length: number) =>
    operands.map((operand, at) => operandFor(operand, form.operands[at]!, { names, length }));
  const segment = memory?.segment;
  const bytes = encode({ ...common, segment, operands: make(0) }, mode);
  if (!form.operands.some(({ type }) => type === "relative")) return bytes;
  const made = make(bytes.length);
  const reaches = made.every((one) => one.type !== "relative" || isSigned(one.displacement, one.width));
  return reaches ? encode({ ...common, segment, operands: made }, mode) : undefined;
}

function operandFor(
  operand: WrittenOperand,
  kind: OperandKind,
  { names, length }: { readonly names: Names; readonly length: number },
): Operand {
  const width = kind.width as Width;
  switch (operand.type) {
    case "number":
      if (kind.type === "relative")
        return { type: "relative", displacement: operand.value(names) - names.here - length, width };
      return { type: "immediate", value: operand.value(names), width };
    case "far":
      return { type: "far", selector: operand.selector(names), offset: operand.offset(names), width };
    case "memory": {
      const displacement = operand.displacement(names);
      const isAbsolute = operand.base === undefined && operand.index === undefined;
      const { base, index, scale } = operand;
      const size = operand.addressSize ?? 32;
      return {
        type: "memory",
        base,
        index,
        scale,
        width,
        displacement: isAbsolute ? displacement : toSigned(displacement, size),
      };
    }
    default:
      return operand;
  }
}

function isSigned(value: number, width: Width): boolean {
  return value >= -(2 ** (width - 1)) && value < 2 ** (width - 1);
}

function toSigned(value: number, width: Width): number {
  return value >= 2 ** (width - 1) && value < 2 ** width ? value - 2 ** width : value;
}
