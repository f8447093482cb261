/** Random instructions as text, one of each form, for agreement with other assemblers. */
import {
  type Form,
  forms,
  type Mode,
  type OperandKind,
  registerNames,
  segmentNames,
  type Width,
} from "../../lib/machine";
import type { Random } from "../../lib/sim";

const SIZES: Readonly<Record<number, string>> = { 8: "byte ", 16: "word ", 32: "dword ", 0: "" };
const EDGES = [0, 1, 127, 128, 255, -1, -128, -129];
/** Names by which other assemblers tell the operand size. */
const WORD_FORMS = ["pushf", "popf", "iret", "pusha", "popa"];

/** Text of each form with random operands; forms that only a prefix of the size can reach in this mode are left out. */
export function randomInstructions(random: Random, mode: Mode): string[] {
  return forms.filter((form) => isPlain(form, mode)).map((form) => instructionText(form, { random, mode }));
}

function isPlain({ mnemonic, operands, operandSize, addressSize }: Form, mode: Mode): boolean {
  // NASM does not extend a word to a word.
  if (/^MOV[SZ]X$/.test(mnemonic) && operands.every(({ width }) => width === 16)) return false;
  if (addressSize !== undefined && addressSize !== mode) return false;
  // Other assemblers write XCHG's operands in an order of their own, and want a size behind BOUND.
  if (mnemonic === "XCHG" || mnemonic === "BOUND") return false;
  const tellsNoSize =
    operands.some(({ type }) => type === "far" || type === "relative") || isImmediatePush(mnemonic, operands);
  return !tellsNoSize || operandSize === undefined || operandSize === mode;
}

function isImmediatePush(mnemonic: string, [first]: readonly OperandKind[]): boolean {
  return mnemonic === "PUSH" && first?.type === "immediate";
}

interface Chance {
  readonly random: Random;
  readonly mode: Mode;
}

function instructionText({ mnemonic, operands }: Form, chance: Chance): string {
  const name = mnemonic.toLowerCase();
  const isTransfer = name === "jmp" || name === "call";
  const texts = operands.map((kind) =>
    kind.type === "far" && kind.place === "rm" ? (isTransfer ? "far " : "") + memory(0, chance) : operand(kind, chance),
  );
  return `${WORD_FORMS.includes(name) ? `${name}w` : name} ${texts.join(", ")}`.trim();
}

function operand(kind: OperandKind, chance: Chance): string {
  const { random, mode } = chance;
  const width = kind.width as Width;
  if (kind.fixed !== undefined) {
    if (kind.type === "immediate") return String(kind.fixed);
    return kind.type === "segment" ? segmentNames[kind.fixed]! : registerNames[width][kind.fixed]!;
  }
  switch (kind.type) {
    case "register":
      return random.pick(registerNames[width]);
    case "registerOrMemory":
      return random.integer(2) === 0 ? random.pick(registerNames[width]) : memory(kind.memoryWidth ?? width, chance);
    case "memory":
      if (kind.place === "offset") return `${SIZES[width]}[${random.integer(2 ** Math.min(mode, 31))}]`;
      return memory(kind.width, chance);
    case "segment":
      return random.pick(["es", "ss", "ds", "fs", "gs"]);
    case "control":
      return `cr${random.pick([0, 2, 3, 4])}`;
    case "debug":
      return `dr${random.pick([0, 1, 2, 3, 6, 7])}`;
    case "immediate":
      return kind.encoded === undefined ? immediate(width, random) : String(random.integer(256) - 128);
    case "relative":
      return `$+${random.integer(100)}`;
    case "far":
      return `${random.integer(65536)}:${random.integer(2 ** Math.min(31, width))}`;
  }
}

function immediate(width: Width, random: Random): string {
  const value = random.pick([...EDGES, random.integer(2 ** 31), 2 ** width - 1, 2 ** (width - 1)]);
  return String(Math.max(-(2 ** (width - 1)), Math.min(2 ** width - 1, value)));
}

function memory(width: Width | 0, { random, mode }: Chance): string {
  const segment = random.integer(6) === 0 ? `${random.pick(segmentNames)}:` : "";
  const isWide = (mode === 32) === random.integer(8) > 0;
  return `${SIZES[width]}[${segment}${isWide ? address32(random) : address16(random)}]`;
}

function address16(random: Random): string {
  if (random.integer(6) === 0) return String(random.integer(65536));
  return random.pick(["bx+si", "bx+di", "bp+si", "bp+di", "si", "di", "bp", "bx"]) + displacement(random);
}

function address32(random: Random): string {
  const base = random.pick(registerNames[32]);
  const index = random.pick(registerNames[32].filter((name) => name !== "esp"));
  const shapes = [
    () => String(random.integer(2 ** 31)),
    () => base + displacement(random),
    () => `${base}+${index}*${random.pick([2, 4, 8])}${displacement(random)}`,
    () => `${index}*${random.pick([4, 8])}${displacement(random)}`,
  ];
  return random.pick(shapes)();
}

function displacement(random: Random): string {
  const value = random.pick([0, 1, -1, 127, 128, -128, -129, 0x1234, -0x1234]);
  return value < 0 ? `-${-value}` : `+${value}`;
}
