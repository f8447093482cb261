/**
 * A form of an instruction: which operands, in which bytes.
 *
 * ```text
 *   "ADD r/mv, imm8s = 83 /0"
 *     │    └─ operands     └─ opcode; ModRM, whose middle field is 0
 *     └─ name
 *
 *   prefixes │ opcode │ ModRM  mod reg r/m │ SIB  scale index base │ displacement │ immediate
 *            │ 1 or 2 │         2   3   3  │        2     3    3   │ 0, 1, 2, 4   │ by the operands
 * ```
 *
 * `eAX` is AX or EAX by the operand size. After the equals sign: `/r` ModRM with a register in its middle field; `/0` to `/7` a digit there; `+r` a register in the opcode's last
 * three bits; `o16`, `o32`, `a16`, `a32` the form exists under this operand or address size alone; `F3` before `90` a prefix that belongs
 * to the opcode.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 2A, section 2.1 and 3.1.1.1.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { type OperandKind, operandKind, type Width } from "./operandKinds";

/** One row of the instruction set. */
export interface Form {
  /** Upper case, as in the manual. */
  readonly mnemonic: string;
  readonly operands: readonly OperandKind[];
  /** One byte, or 0F and one. */
  readonly opcode: readonly number[];
  /** A prefix without which it is another instruction. */
  readonly prefix: number | undefined;
  /** Whether ModRM follows, and what is in its middle field: a register, or a digit. */
  readonly modRm: "none" | "register" | number;
  /** A register is in the opcode's last three bits. */
  readonly registerInOpcode: boolean;
  /** The operand size under which it exists; both if not given. */
  readonly operandSize: Width | undefined;
  /** The address size under which it exists; both if not given. */
  readonly addressSize: Width | undefined;
}

/**
 * Reads a row of the table.
 *
 * @returns one form, or two if a `v` stands for both operand sizes
 * @throws {@link DomainError} if the row is not in the notation
 */
export function parseForms(row: string): Form[] {
  const match = /^([A-Z0-9]+)(?: ([^=]+?))? = (.+)$/.exec(row);
  if (match === null) throw new DomainError("row", 'to be as "ADD r/m8, r8 = 00 /r"', row);
  const [, mnemonic, operands = "", encoding] = match as unknown as [string, string, string | undefined, string];
  const sizes: readonly (Width | undefined)[] = /v(,|\/|$)|eAX/.test(operands) ? [16, 32] : [undefined];
  return sizes.map((size) => ({
    ...parseEncoding(encoding, row),
    ...(size !== undefined && { operandSize: size }),
    mnemonic,
    operands: placed(
      operands === "" ? [] : operands.split(", ").map((text) => operandKind(withSize(text, size))),
      encoding.includes("+r"),
    ),
  }));
}

/** Registers go where the form has a place for them: into the opcode, or beside a control register into r/m. */
function placed(operands: readonly OperandKind[], registerInOpcode: boolean): OperandKind[] {
  const isBesideControl = operands.some(({ type }) => type === "control" || type === "debug");
  const place = registerInOpcode ? "opcode" : isBesideControl ? "rm" : undefined;
  return operands.map((kind) =>
    place !== undefined && kind.place === "reg" && kind.type === "register" ? { ...kind, place } : kind,
  );
}

function withSize(text: string, size: Width | undefined): string {
  return size === undefined ? text : text.replace(/v(?=$|\/)/, String(size)).replace("eAX", size === 16 ? "AX" : "EAX");
}

function parseEncoding(encoding: string, row: string): Omit<Form, "mnemonic" | "operands"> {
  const words = encoding.split(" ");
  const bytes = words.filter((word) => /^[0-9A-F]{2}(\+r)?$/.test(word));
  const flags = words.filter((word) => !bytes.includes(word));
  const unknown = flags.find((word) => !/^(\/[0-7r]|[oa](16|32))$/.test(word));
  if (unknown !== undefined || bytes.length === 0) throw new DomainError("row", `without "${unknown ?? ""}"`, row);
  const numbers = bytes.map((byte) => Number.parseInt(byte, 16));
  const hasPrefix = numbers.length > 1 && numbers[0] !== 0x0f;
  const digit = flags.find((word) => word.startsWith("/"))?.slice(1);
  const size = (letter: string) => {
    const flag = flags.find((word) => word.startsWith(letter));
    return flag === undefined ? undefined : (Number(flag.slice(1)) as Width);
  };
  return {
    opcode: hasPrefix ? numbers.slice(1) : numbers,
    prefix: hasPrefix ? numbers[0] : undefined,
    modRm: digit === undefined ? "none" : digit === "r" ? "register" : Number(digit),
    registerInOpcode: bytes.some((byte) => byte.endsWith("+r")),
    operandSize: size("o"),
    addressSize: size("a"),
  };
}
