/**
 * Where two outcomes of a case differ, as far as the manual says what must come out. Not compared:
 *
 * - flags that an instruction leaves undefined (the table says which; for shifts it depends on the count), and SHLD and SHRD of a word by more than 16
 * - RF, which Linux changes, CR2 where there is no page fault, and the bit of a page fault's code that tells of fetching (there with NX alone)
 * - the upper half of a 32-bit slot to which a selector is pushed: processors differ in whether they write it
 * - bits 16 to 19 of what LAR gives, which are undefined
 * - which fault is reported by an instruction that does several things, and what of PUSHA, POPA, ENTER or CALL was already done then
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 2, under each instruction.
 */
import { isDeepStrictEqual } from "node:util";
import { decode, definitionOf, type Flag, type Instruction } from "../../../lib/machine/isa";
import { flagBits } from "../../../lib/machine/processor/flags";
import { type Case, type Outcome, segmentOf } from "./situation";

const STEP = 1;
const PAGE_FAULT = 14;
const FETCH = 0x10;
const severalFaults = /^(CMPS[BWD]|RETF|IRETD?|CALL|JMP|ENTER|PUSHAD?|POPAD?|BOUND|L[DEFGS]S)$/;

/** Sentences, none if they agree. */
export function differences(given: Case, real: Outcome, ours: Outcome): string[] {
  if (isDeepStrictEqual(real, ours)) return [];
  const instruction = instructionOf(given);
  if (instruction !== undefined && isUndefined(instruction, given)) return [];
  const theirs = comparable(real, instruction, given);
  const own = comparable(ours, instruction, given);
  const isAnyFault =
    severalFaults.test(instruction?.form.mnemonic ?? "") && real.vector !== STEP && ours.vector !== STEP;
  return Object.keys(theirs)
    .filter((name) => theirs[name] !== own[name] && !(isAnyFault && !REGISTERS_KEPT.includes(name)))
    .map((name) => `${name}: ${own[name]} where the processor has ${theirs[name]}`);
}

const GENERAL = ["EAX", "ECX", "EDX", "EBX", "ESP", "EBP", "ESI", "EDI"];
const SEGMENTS = ["ES", "CS", "SS", "DS", "FS", "GS"];
/** What no fault changes. */
const REGISTERS_KEPT = ["ESP", "EIP", "EFLAGS", ...SEGMENTS];

/** What is compared, by name. */
function comparable(
  { vector, errorCode, cr2, registers, changes }: Outcome,
  instruction: Instruction | undefined,
  given: Case,
): Readonly<Record<string, string>> {
  const mnemonic = instruction?.form.mnemonic ?? "";
  const [first] = instruction?.operands ?? [];
  const isFault = vector === PAGE_FAULT;
  const slot = mnemonic === "PUSH" && first?.type === "segment" && instruction?.operandSize === 32 ? 0xffff : -1;
  const rights = mnemonic === "LAR" && first?.type === "register" ? first.number : undefined;
  return {
    vector: String(vector),
    CR2: isFault ? hex(cr2) : "",
    "error code": hex(isFault ? errorCode & ~FETCH : errorCode),
    EIP: hex(registers.eip),
    EFLAGS: hex(registers.eflags & ~(undefinedFlags(instruction, given) | flagBits.RF)),
    ...Object.fromEntries(
      registers.general.map((value, at) => [GENERAL[at]!, hex(at === rights ? value & ~0xf_0000 : value)]),
    ),
    ...Object.fromEntries(registers.segments.map((value, at) => [SEGMENTS[at]!, hex(value)])),
    memory: changes.map(([offset, value]) => `[${hex(offset)}]=${hex(value & slot)}`).join(" "),
  };
}

function hex(value: number): string {
  return (value >>> 0).toString(16);
}

/** The instruction of a case, if there is one. */
export function instructionOf({ registers, code }: Case): Instruction | undefined {
  const decoded = decode(code, 0, segmentOf.get(registers.segments[1]!)!.big ? 32 : 16);
  return decoded.type === "instruction" ? decoded.instruction : undefined;
}

function isUndefined({ form, operandSize, operands }: Instruction, given: Case): boolean {
  return /^SH[LR]D$/.test(form.mnemonic) && operandSize === 16 && countOf(operands[2]!, given) > 16;
}

function undefinedFlags(instruction: Instruction | undefined, given: Case): number {
  if (instruction === undefined) return 0;
  const { form, operands } = instruction;
  const listed = (definitionOf(form).undefines ?? []).reduce((all: number, flag: Flag) => all | flagBits[flag], 0);
  if (!/^(RO[LR]|RC[LR]|SH[LR]|SAR|SH[LR]D)$/.test(form.mnemonic)) return listed;
  const count = countOf(operands[operands.length - 1]!, given);
  if (count === 0) return 0;
  const isBeyond = /^SH[LR]$/.test(form.mnemonic) && count >= form.operands[0]!.width;
  return listed | (count === 1 ? 0 : flagBits.OF) | (isBeyond ? flagBits.CF : 0);
}

/** How far a shift goes: an immediate, or CL. */
function countOf(operand: Instruction["operands"][number], { registers }: Case): number {
  return (operand.type === "immediate" ? operand.value : registers.general[1]!) & 31;
}
