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
 * MOVS and STOS upwards go over many values at once while these lie in pages that are at hand; the result is that of one after the other.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 1, section 7.3.9; vol. 2, "REP/REPE/REPZ/REPNE/REPNZ".
 *
 * @packageDocumentation
 */
import type { Width } from "../isa";
import { flagBits } from "./flags";
import { EAX, EBX, ECX, EDI, ESI, type Processor } from "./processor";
import { ES, type Segment } from "./segment";
import type { Step } from "./step";

/** Values in one attempt. */
const MOST_VALUES = 4096;
const PAGE_BYTES = 4096;

/** What is done with one value. */
export type Once = (cpu: Processor, step: Step) => void;

/** Does the next values, at most so many, if that is the same as one after the other; gives how many they were, perhaps none. */
type Many = (cpu: Processor, step: Step, most: number) => number;

/** Does it once, or as often as REP says: ECX times; if `until` is given, until ZF is no longer as the prefix asks. */
export function repeated(once: Once, until?: "zero flag"): Once {
  return (cpu, step) => {
    const { repeat } = step.instruction;
    if (repeat === undefined) once(cpu, step);
    else if (until === undefined) repeatByCount(cpu, step, once, none);
    else repeatByFlag(cpu, step, once, repeat === "rep");
  };
}

/** MOVS, once or as REP says. */
export function repeatedMove(width: Width): Once {
  return repeatedFast(moveString(width), moveMany(width));
}

/** STOS, once or as REP says. */
export function repeatedStore(width: Width): Once {
  return repeatedFast(storeString(width), storeMany(width));
}

function repeatedFast(once: Once, many: Many): Once {
  return (cpu, step) => {
    if (step.instruction.repeat === undefined) once(cpu, step);
    else repeatByCount(cpu, step, once, (cpu.flags.system & flagBits.DF) === 0 ? many : none);
  };
}

function none(): number {
  return 0;
}

function repeatByCount(cpu: Processor, step: Step, once: Once, many: Many): void {
  let left = valuesAtOnce(cpu);
  for (let count = countOf(cpu, step) >>> 0; count !== 0; count = countOf(cpu, step) >>> 0) {
    if (left === 0) {
      cpu.next = cpu.eip;
      return;
    }
    const done = many(cpu, step, Math.min(left, count));
    if (done === 0) once(cpu, step);
    left -= done || 1;
    move(cpu, ECX, -(done || 1), step);
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
function moveString(width: Width): Once {
  return (cpu, step) => {
    cpu.store(ES, pointer(cpu, EDI, step), cpu.load(step.segment, pointer(cpu, ESI, step), width), width);
    advance(cpu, ESI, width, step);
    advance(cpu, EDI, width, step);
  };
}

/** STOS. */
function storeString(width: Width): Once {
  return (cpu, step) => {
    cpu.store(ES, pointer(cpu, EDI, step), cpu.general[EAX]!, width);
    advance(cpu, EDI, width, step);
  };
}

function moveMany(width: Width): Many {
  return (cpu, step, most) => {
    const [source, target] = [cpu.segments[step.segment]!, cpu.segments[ES]!];
    const [from, to] = [pointer(cpu, ESI, step), pointer(cpu, EDI, step)];
    const values = Math.min(most, valuesInPage(source, from, width, step), valuesInPage(target, to, width, step));
    const bytes = values * (width >> 3);
    if (values === 0 || !mayRead(source, from, bytes) || !mayWrite(target, to, bytes)) return 0;
    if (!cpu.memory.copyInPages(target.base + to, source.base + from, bytes, width)) return 0;
    move(cpu, ESI, bytes, step);
    move(cpu, EDI, bytes, step);
    return values;
  };
}

function storeMany(width: Width): Many {
  return (cpu, step, most) => {
    const target = cpu.segments[ES]!;
    const to = pointer(cpu, EDI, step);
    const values = Math.min(most, valuesInPage(target, to, width, step));
    const bytes = values * (width >> 3);
    if (values === 0 || !mayWrite(target, to, bytes)) return 0;
    if (!cpu.memory.fillInPage(target.base + to, cpu.general[EAX]!, bytes, width)) return 0;
    move(cpu, EDI, bytes, step);
    return values;
  };
}

/** Whole values from an offset to the end of its page, and before the pointer begins again at 0. */
function valuesInPage({ base }: Segment, offset: number, width: Width, { addressSize }: Step): number {
  const inPage = PAGE_BYTES - ((base + offset) & (PAGE_BYTES - 1));
  const bytes = addressSize === 32 ? inPage : Math.min(inPage, 0x1_0000 - offset);
  return Math.floor(bytes / (width >> 3));
}

function mayRead(segment: Segment, offset: number, bytes: number): boolean {
  return segment.readableEverywhere || (segment.isUsable && segment.readable && segment.covers(offset >>> 0, bytes));
}

function mayWrite(segment: Segment, offset: number, bytes: number): boolean {
  return segment.writableEverywhere || (segment.isUsable && segment.writable && segment.covers(offset >>> 0, bytes));
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
