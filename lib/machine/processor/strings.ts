/**
 * Strings of values: ESI points to where they are read, EDI to where they are stored, and both move on by DF.
 *
 * ```text
 *   REP MOVSD       while ECX ≠ 0:  [ES:EDI] ← [DS:ESI],  ESI ± 4,  EDI ± 4,  ECX − 1
 *   REPNE SCASB     while ECX ≠ 0:  AL − [ES:EDI],  EDI ± 1,  ECX − 1,  until ZF is set
 * ```
 *
 * One attempt does a limited number of values and is then begun again where it is, so that interrupts are taken in between; while single steps are asked for, one value. A fault leaves
 * the registers at the value that caused it. ESI, EDI and ECX are SI, DI and CX under an address size of 16; the segment of ESI can be replaced by a prefix, that of EDI cannot.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 1, section 7.3.9; vol. 2, "REP/REPE/REPZ/REPNE/REPNZ".
 *
 * @packageDocumentation
 */
import type { Width } from "../isa";
import { flagBits } from "./flags";
import { EAX, EBX, ECX, EDI, ESI, type Processor } from "./processor";
import { ES } from "./segment";
import type { Step } from "./step";

/** Values in one attempt. */
const MOST_VALUES = 4096;

/** What is done with one value. */
export type Once = (cpu: Processor, step: Step) => void;

/** Does it once, or as often as REP says: ECX times; if `until` is given, until ZF is no longer as the prefix asks. */
export function repeated(once: Once, until?: "zero flag"): Once {
  return (cpu, step) => {
    const { repeat } = step.instruction;
    if (repeat === undefined) once(cpu, step);
    else if (until === undefined) repeatByCount(cpu, step, once);
    else repeatByFlag(cpu, step, once, repeat === "rep");
  };
}

function repeatByCount(cpu: Processor, step: Step, once: Once): void {
  for (let left = valuesAtOnce(cpu); countOf(cpu, step) !== 0; left--) {
    if (left === 0) {
      cpu.next = cpu.eip;
      return;
    }
    once(cpu, step);
    move(cpu, ECX, -1, step);
  }
}

/** A fault takes back the flags, since the instruction will be begun again. */
function repeatByFlag(cpu: Processor, step: Step, once: Once, zero: boolean): void {
  const before = cpu.flags.word;
  try {
    for (let left = valuesAtOnce(cpu); countOf(cpu, step) !== 0; left--) {
      if (left === 0) {
        cpu.next = cpu.eip;
        return;
      }
      once(cpu, step);
      move(cpu, ECX, -1, step);
      if (cpu.flags.zero !== zero) return;
    }
  } catch (error) {
    cpu.flags.word = before;
    throw error;
  }
}

function valuesAtOnce(cpu: Processor): number {
  return (cpu.flags.system & flagBits.TF) === 0 ? MOST_VALUES : 1;
}

/** MOVS. */
export function moveString(width: Width): Once {
  return (cpu, step) => {
    cpu.store(ES, pointer(cpu, EDI, step), cpu.load(step.segment, pointer(cpu, ESI, step), width), width);
    advance(cpu, ESI, width, step);
    advance(cpu, EDI, width, step);
  };
}

/** STOS. */
export function storeString(width: Width): Once {
  return (cpu, step) => {
    cpu.store(ES, pointer(cpu, EDI, step), cpu.general[EAX]!, width);
    advance(cpu, EDI, width, step);
  };
}

/** LODS. */
export function loadString(width: Width): Once {
  return (cpu, step) => {
    const value = cpu.load(step.segment, pointer(cpu, ESI, step), width);
    const kept = width === 32 ? 0 : cpu.general[EAX]! & (-1 << width);
    cpu.general[EAX] = kept | value;
    advance(cpu, ESI, width, step);
  };
}

/** CMPS. */
export function compareStrings(width: Width): Once {
  return (cpu, step) => {
    const other = cpu.load(ES, pointer(cpu, EDI, step), width);
    cpu.flags.subtract(cpu.load(step.segment, pointer(cpu, ESI, step), width), other, width);
    advance(cpu, ESI, width, step);
    advance(cpu, EDI, width, step);
  };
}

/** SCAS. */
export function scanString(width: Width): Once {
  return (cpu, step) => {
    const own = width === 32 ? cpu.general[EAX]! : cpu.general[EAX]! & ((1 << width) - 1);
    cpu.flags.subtract(own, cpu.load(ES, pointer(cpu, EDI, step), width), width);
    advance(cpu, EDI, width, step);
  };
}

/** XLATB: a byte of the table at EBX. */
export function translateByte(cpu: Processor, step: Step): void {
  const offset = (cpu.general[EBX]! + (cpu.general[EAX]! & 0xff)) | 0;
  const byte = cpu.load(step.segment, step.addressSize === 32 ? offset : offset & 0xffff, 8);
  cpu.general[EAX] = (cpu.general[EAX]! & ~0xff) | byte;
}

/** Where a pointer of a string points: an offset of the address size. */
export function pointer(cpu: Processor, register: number, { addressSize }: Step): number {
  return addressSize === 32 ? cpu.general[register]! : cpu.general[register]! & 0xffff;
}

/** Moves a pointer by one value, up or down by DF. */
export function advance(cpu: Processor, register: number, width: Width, step: Step): void {
  move(cpu, register, (cpu.flags.system & flagBits.DF) === 0 ? width / 8 : -width / 8, step);
}

function countOf(cpu: Processor, step: Step): number {
  return pointer(cpu, ECX, step);
}

function move(cpu: Processor, register: number, by: number, { addressSize }: Step): void {
  const before = cpu.general[register]!;
  cpu.general[register] = addressSize === 32 ? before + by : (before & ~0xffff) | ((before + by) & 0xffff);
}
