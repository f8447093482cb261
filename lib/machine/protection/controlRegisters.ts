/**
 * Control, debug and model-specific registers, and what a processor says of itself.
 *
 * Left out: breakpoints by debug registers (they hold what is written), caches (CD and NW do nothing), and every feature whose bit CPUID leaves clear; setting its bit in CR4
 * raises #GP.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 3A, sections 2.5, 10.4.4 and 17.17; vol. 2A, "CPUID".
 *
 * @packageDocumentation
 */
import type { RegisterOperand } from "../isa";
import { Fault } from "../processor/fault";
import { cr0Bits, cr4Bits, EAX, EBX, ECX, EDX, type Processor } from "../processor/processor";
import type { Step } from "../processor/step";

const { PE, MP, EM, TS, ET, NE, WP, AM, NW, CD, PG } = cr0Bits;
const CR0_KNOWN = PE | MP | EM | TS | ET | NE | WP | AM | NW | CD | PG;
const CR4_KNOWN = cr4Bits.TSD | cr4Bits.PSE;

/** The value of CR0, CR2, CR3 or CR4. Throws #UD for another number. */
export function readControl(cpu: Processor, number: number): number {
  switch (number) {
    case 0:
      return cpu.cr0;
    case 2:
      return cpu.cr2;
    case 3:
      return cpu.cr3;
    case 4:
      return cpu.cr4;
    default:
      throw new Fault("UD");
  }
}

/** Loads CR0, CR2, CR3 or CR4. Throws #UD for another number, #GP for values that cannot be. */
export function writeControl(cpu: Processor, number: number, value: number): void {
  switch (number) {
    case 0:
      writeCr0(cpu, value);
      return;
    case 2:
      cpu.cr2 = value;
      return;
    case 3:
      cpu.cr3 = value;
      break;
    case 4:
      if ((value & ~CR4_KNOWN) !== 0) throw new Fault("GP", 0);
      cpu.cr4 = value;
      break;
    default:
      throw new Fault("UD");
  }
  applyPaging(cpu);
}

/** CR0: paging needs protection, and NW needs CD. */
function writeCr0(cpu: Processor, value: number): void {
  const isPossible = ((value & PG) === 0 || (value & PE) !== 0) && ((value & NW) === 0 || (value & CD) !== 0);
  if (!isPossible) throw new Fault("GP", 0);
  cpu.cr0 = (value & CR0_KNOWN) | ET;
  applyPaging(cpu);
}

/** Has memory obey the control registers, and forgets all translations. */
export function applyPaging(cpu: Processor): void {
  const { paging } = cpu.memory;
  paging.enabled = (cpu.cr0 & PG) !== 0;
  paging.writeProtect = (cpu.cr0 & WP) !== 0;
  paging.largePages = (cpu.cr4 & cr4Bits.PSE) !== 0;
  paging.root = cpu.cr3;
  cpu.memory.flush();
}

/** MOV r32, CRn. */
export function storeControl(cpu: Processor, step: Step): void {
  step.write(cpu, 0, readControl(cpu, registerOf(step, 1)));
}

/** MOV CRn, r32. */
export function loadControl(cpu: Processor, step: Step): void {
  writeControl(cpu, registerOf(step, 0), step.read(cpu, 1));
}

/** MOV r32, DRn. */
export function storeDebug(cpu: Processor, step: Step): void {
  step.write(cpu, 0, cpu.debug[debugNumber(registerOf(step, 1))]!);
}

/** MOV DRn, r32. */
export function loadDebug(cpu: Processor, step: Step): void {
  writeDebug(cpu, debugNumber(registerOf(step, 0)), step.read(cpu, 1));
}

function registerOf({ instruction }: Step, operand: number): number {
  return (instruction.operands[operand] as RegisterOperand).number;
}

/** LMSW: the four lowest bits of CR0; PE can be set so, never cleared. */
export function loadStatusWord(cpu: Processor, value: number): void {
  const changed = PE | MP | EM | TS;
  writeCr0(cpu, (cpu.cr0 & (~changed | PE)) | (value & changed));
}

/** The register behind a number: DR4 and DR5 are other names of DR6 and DR7. */
function debugNumber(number: number): number {
  return number === 4 || number === 5 ? number + 2 : number;
}

/** Bits that are always set or clear stay so. */
function writeDebug({ debug }: Processor, number: number, value: number): void {
  if (number === 6) debug[6] = (value & 0xe00f) | 0xffff_0ff0;
  else if (number === 7) debug[7] = (value & 0xffff_03ff) | 0x400;
  else debug[number] = value;
}

const TIME_STAMP = 0x10;
const APIC_BASE = 0x1b;
/** At 0xFEE00000, enabled, and this is the processor that boots. */
const APIC_BASE_AT_RESET = [0xfee0_0900 | 0, 0] as const;
const TWO_32 = 2 ** 32;

/** RDMSR: EDX:EAX = the register that ECX names. Throws #GP if there is none. */
export function readModelSpecific(cpu: Processor): void {
  const { general, modelSpecific } = cpu;
  switch (general[ECX]) {
    case TIME_STAMP:
      readTimeStamp(cpu);
      return;
    case APIC_BASE:
      [general[EAX], general[EDX]] = modelSpecific.get(APIC_BASE) ?? APIC_BASE_AT_RESET;
      return;
    default:
      throw new Fault("GP", 0);
  }
}

/** WRMSR. */
export function writeModelSpecific(cpu: Processor): void {
  const { general, modelSpecific } = cpu;
  const low = general[EAX]!;
  const high = general[EDX]!;
  if (general[ECX] === APIC_BASE) modelSpecific.set(APIC_BASE, [low, high]);
  else if (general[ECX] === TIME_STAMP)
    modelSpecific.set(TIME_STAMP, pair((high >>> 0) * TWO_32 + (low >>> 0) - cpu.clock()));
  else throw new Fault("GP", 0);
}

/** EDX:EAX = the clock, and what WRMSR added to it. */
function readTimeStamp(cpu: Processor): void {
  const [low, high] = cpu.modelSpecific.get(TIME_STAMP) ?? [0, 0];
  const count = BigInt(cpu.clock()) + BigInt(low >>> 0) + (BigInt(high) << 32n);
  cpu.general[EAX] = Number(BigInt.asIntN(32, count));
  cpu.general[EDX] = Number(BigInt.asIntN(32, count >> 32n));
}

function pair(value: number): readonly [low: number, high: number] {
  return [value | 0, Math.floor(value / TWO_32) | 0];
}

/** RDTSC; CR4.TSD keeps it for ring 0. */
export function readClock(cpu: Processor): void {
  if ((cpu.cr4 & cr4Bits.TSD) !== 0 && cpu.cpl > 0) throw new Fault("GP", 0);
  readTimeStamp(cpu);
}

const VENDOR = "StrataCourse";
/** Family 6, model 1, stepping 1. */
const SIGNATURE = 0x611;
/** PSE, TSC, MSR, APIC and CMOV in EDX of leaf 1. */
const FEATURES = (1 << 3) | (1 << 4) | (1 << 5) | (1 << 9) | (1 << 15);

/** CPUID: leaf 0 the name, every other leaf the features. */
export function identify({ general }: Processor): void {
  if (general[EAX] === 0) {
    const word = (at: number) =>
      [0, 1, 2, 3].reduce((sum, byte) => sum | (VENDOR.charCodeAt(at + byte) << (8 * byte)), 0);
    [general[EAX], general[EBX], general[EDX], general[ECX]] = [1, word(0), word(4), word(8)];
  } else {
    [general[EAX], general[EBX], general[ECX], general[EDX]] = [SIGNATURE, 0, 0, FEATURES];
  }
}
