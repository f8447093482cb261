/**
 * Random cases: each form of the table as often, with prefixes, registers and memory that make it interesting.
 */
import { type Decoded, decode, definitionOf, type Form, forms } from "../../../lib/machine/isa";
import type { Random } from "../../../lib/sim";
import { arrange, isString } from "./arrange";
import { type Case, CODE_ALIAS, NOP, type Patch, segmentOf } from "./situation";
import { CS, chance, randomRegisters, randomSegments } from "./values";

/** What is not tried, and why. */
export const untried: Readonly<Record<string, string>> = {
  SGDT: "it tells of Linux' tables, or faults where UMIP is on",
  SIDT: "as SGDT",
  SLDT: "as SGDT",
  STR: "as SGDT",
  SMSW: "it tells of Linux' control registers, or faults where UMIP is on",
  CPUID: "processors differ",
  INT1: "monitors of virtual machines report it at different addresses",
  RDTSC: "it counts real time",
};

/** The others. */
export const triable: readonly Form[] = forms.filter(({ mnemonic }) => untried[mnemonic] === undefined);

const STEPS = 24;

const MOST_BYTES = 15;

/** One case of a form; none if chance made something that is no instruction or cannot be tried. */
export function randomCase(random: Random, form = random.pick(triable)): Case | undefined {
  const chosen = randomSegments(random);
  const mode = segmentOf.get(chosen[CS]!)!.big ? 32 : 16;
  const code = new Uint8Array(16).fill(NOP);
  code.set(randomBytes(form, mode, random).slice(0, MOST_BYTES));
  const decoded = decode(code, 0, mode);
  if (!canBeTried(decoded, form)) return undefined;
  const codeOffset = chance(random, 0.02) ? 0xff8 + random.integer(8) : random.integer(0xe00);
  const registers = randomRegisters(chosen, codeOffset, random);
  const length = lengthOf(decoded);
  code.fill(NOP, length);
  const patches: Patch[] = [];
  const isRepeated = decoded.type === "instruction" && decoded.instruction.repeat !== undefined && isString(form);
  if (decoded.type === "instruction") arrange(decoded.instruction, { registers, code, patches, random });
  return { registers, codeOffset, steps: isRepeated ? STEPS : 1, patches, code };
}

/** Whether our processor met something that the process of runner.c would not meet in the same way: memory of its own. */
export function isElsewhere(vector: number, cr2: number): boolean {
  if (vector !== 14) return false;
  const address = cr2 >>> 0;
  const isOwn = address >= 0x0800_0000 && address < 0x0a00_0000;
  return isOwn || address >= 0xd000_0000 || (address >= CODE_ALIAS && address < CODE_ALIAS + 0x1000);
}

/** Prefixes, opcode, and then anything; digits of ModRM are kept. */
function randomBytes(form: Form, mode: 16 | 32, random: Random): number[] {
  const { opcode, modRm, registerInOpcode, prefix } = form;
  const last = opcode[opcode.length - 1]! + (registerInOpcode ? random.integer(8) : 0);
  const rest = Array.from({ length: 12 }, () => random.integer(256));
  if (modRm !== "none" && chance(random, 0.5)) rest[0]! &= 0xbf; // memory more often
  if (typeof modRm === "number") rest[0] = (rest[0]! & 0xc7) | (modRm << 3);
  return [
    ...shuffled(prefixesFor(form, mode, random), random),
    ...(prefix === undefined ? [] : [prefix]),
    ...opcode.slice(0, -1),
    last,
    ...rest,
  ];
}

function prefixesFor(form: Form, mode: 16 | 32, random: Random): number[] {
  const {
    operandSize = chance(random, 0.15) ? 48 - mode : mode,
    addressSize = chance(random, 0.2) ? 48 - mode : mode,
  } = form;
  const prefixes = [...(operandSize === mode ? [] : [0x66]), ...(addressSize === mode ? [] : [0x67])];
  if (chance(random, 0.15)) prefixes.push(random.pick([0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65]));
  if (!isLockOwn(form) && chance(random, definitionOf(form).lockable ? 0.15 : 0.01)) prefixes.push(0xf0);
  // Behind these, many opcodes of two bytes are other instructions: TZCNT, SSE, CET.
  // LOOPE behind F2 is LOOPNE on some processors; the manual says nothing.
  const repeats = form.opcode.length === 1 && form.opcode[0] !== 0x90 && !/^LOOPN?E$/.test(form.mnemonic);
  if (repeats && chance(random, isString(form) ? 0.6 : 0.02)) prefixes.push(random.pick([0xf2, 0xf3]));
  if (chance(random, 0.01) && prefixes.length > 0) prefixes.push(...prefixes);
  return prefixes;
}

/** Where processors have their own idea of LOCK: AMD's reach CR8 with it, and look at the memory of VERR and VERW first. */
function isLockOwn({ mnemonic, operands }: Form): boolean {
  return /^VER[RW]$/.test(mnemonic) || operands.some(({ type }) => type === "control");
}

function shuffled(items: number[], random: Random): number[] {
  return items
    .map((item) => [random.next(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

function canBeTried(decoded: Decoded, form: Form): boolean {
  if (decoded.type === "invalid") return decoded.reason !== "opcode";
  if (decoded.type !== "instruction") return false;
  const { form: found, operands } = decoded.instruction;
  if (found.mnemonic !== form.mnemonic) return false;
  const [first] = operands;
  // INT 0x80 is a system call.
  return !(found.mnemonic === "INT" && first?.type === "immediate" && first.value === 0x80);
}

function lengthOf(decoded: Decoded): number {
  if (decoded.type === "instruction") return decoded.instruction.length;
  return decoded.type === "invalid" ? Math.max(decoded.length, MOST_BYTES) : MOST_BYTES;
}
