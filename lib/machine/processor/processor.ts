/**
 * The processor: registers, and the one thing it does, instruction after instruction.
 *
 * ```text
 *   CS:EIP ──fetch──► bytes ──decode──► Step ──execute──► registers, memory, ports
 *     ▲                                  │ Fault
 *     │                                  ▼
 *     └────────── deliver: the gate in the interrupt table, and the stack of its ring
 * ```
 *
 * The clock is the number of instructions that were executed: everything that happens, happens at a count, so a run is the same each time.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 1, chapter 3, and vol. 3A, chapter 2.
 *
 * @packageDocumentation
 */
import type { Width } from "../isa";
import type { Bus } from "./bus";
import { Fault } from "./fault";
import { Flags, flagBits } from "./flags";
import { LinearMemory } from "./linearMemory";
import { CONSTANT, HIGH_BYTE, LONG, LOW_BYTE, MEMORY, type Place, WORD } from "./place";
import type { Ram } from "./ram";
import { CS, Segment, SS } from "./segment";

/** Numbers of the general registers. */
export const EAX = 0;
export const ECX = 1;
export const EDX = 2;
export const EBX = 3;
export const ESP = 4;
export const EBP = 5;
export const ESI = 6;
export const EDI = 7;

/** Bits of CR0 by name. */
export const cr0Bits = {
  PE: 1,
  MP: 2,
  EM: 4,
  TS: 8,
  ET: 0x10,
  NE: 0x20,
  WP: 0x1_0000,
  AM: 0x4_0000,
  NW: 0x2000_0000,
  CD: 0x4000_0000,
  PG: 0x8000_0000,
} as const;
/** Bits of CR4 by name; the others are reserved here. */
export const cr4Bits = { TSD: 4, PSE: 0x10 } as const;

/** Where a descriptor table lies. */
export interface TableRegister {
  base: number;
  limit: number;
}

/** What may interrupt the processor from outside. */
export interface InterruptSource {
  /** Whether its line is raised. */
  readonly pending: boolean;
  /** The vector of the interrupt that is delivered now. */
  acknowledge(): number;
}

/** Why the processor leaves the code that it runs. */
export interface ProcessorEvent {
  readonly vector: number;
  readonly errorCode?: number;
  /**
   * `fault` the instruction did not happen; `trap` it did (INT3, INTO and single steps, too); `software` INT n; `interrupt` a device asks, between two instructions.
   */
  readonly kind: "fault" | "trap" | "software" | "interrupt";
}

/**
 * Who is told of every event before the interrupt table is asked: a monitor below the code that runs. It returns whether it has seen to it; if so, nothing is delivered, and
 * the processor goes on at `eip`. At a `fault` and an `interrupt`, `eip` is that of the instruction that did not happen; at a `trap` or `software`, `next` is where it would go on.
 */
export type Monitor = (event: ProcessorEvent) => boolean;

/** One processor. */
export class Processor {
  /** EAX to EDI, 32 bits with sign; the ninth is always 0. */
  readonly general = new Int32Array(9);
  readonly flags = new Flags();
  /** ES, CS, SS, DS, FS, GS. */
  readonly segments: readonly Segment[] = Array.from({ length: 6 }, () => new Segment());
  readonly ldt = new Segment();
  readonly task = new Segment();
  readonly gdt: TableRegister = { base: 0, limit: 0xffff };
  readonly idt: TableRegister = { base: 0, limit: 0xffff };
  readonly memory: LinearMemory;
  /** Offset of the instruction that is executed, in CS. */
  eip = 0;
  /** Offset of the one after it; jumps change it. */
  next = 0;
  cr0: number = cr0Bits.ET | cr0Bits.NW | cr0Bits.CD;
  cr3 = 0;
  cr4 = 0;
  /** DR0 to DR7; they hold what is written, and nothing breaks. */
  readonly debug = Int32Array.of(0, 0, 0, 0, 0, 0, 0xffff_0ff0, 0x400);
  /** Model-specific registers by number, as pairs of 32 bits: low, high. */
  readonly modelSpecific = new Map<number, readonly [low: number, high: number]>();
  /** Ring of the code that runs, 0 to 3. */
  #cpl = 0;
  /** Instructions executed since power-on. */
  instructions = 0;
  /** What RDTSC reads; a machine lets it go on while the processor is halted. */
  clock: () => number = () => this.instructions;
  /** Whether HLT waits for an interrupt. */
  halted = false;
  /** Interrupts wait for one instruction: after STI, and after a load of SS. */
  interruptShadow = false;
  /** Who stands below, if anybody. */
  monitor: Monitor | undefined;

  constructor(
    readonly ram: Ram,
    readonly bus: Bus,
  ) {
    this.memory = new LinearMemory(ram, bus);
    this.flags.word = 2;
    this.task.load({ selector: 0, base: 0, limit: 0xffff, access: 0x8b, big: false });
    this.ldt.load({ selector: 0, base: 0, limit: 0xffff, access: 0x82, big: false });
  }

  /** Ring of the code that runs, 0 to 3. */
  get cpl(): number {
    return this.#cpl;
  }

  set cpl(cpl: number) {
    this.#cpl = cpl;
    this.memory.user = cpl === 3;
  }

  /** The linear address of the last page fault, 32 bits with sign. */
  get cr2(): number {
    return this.memory.paging.faultAddress;
  }

  set cr2(address: number) {
    this.memory.paging.faultAddress = address;
  }

  /** Whether CR0.PE is set. */
  get isProtected(): boolean {
    return (this.cr0 & cr0Bits.PE) !== 0;
  }

  /** IOPL of EFLAGS. */
  get iopl(): number {
    return (this.flags.system & flagBits.IOPL) >> 12;
  }

  /** The value of an operand: 8 and 16 bits without sign, 32 bits with. */
  read(place: Place): number {
    switch (place.kind) {
      case LONG:
        return this.general[place.number]!;
      case MEMORY:
        return this.load(place.segment, this.offsetOf(place), place.width);
      case CONSTANT:
        return place.value;
      case WORD:
        return this.general[place.number]! & 0xffff;
      case LOW_BYTE:
        return this.general[place.number]! & 0xff;
      case HIGH_BYTE:
        return (this.general[place.number]! >> 8) & 0xff;
      default:
        return this.segments[place.number]!.selector;
    }
  }

  /** The value of an operand that will be stored in: a fault of the store comes now. */
  readForUpdate(place: Place): number {
    if (place.kind !== MEMORY) return this.read(place);
    return this.loadForUpdate(place.segment, this.offsetOf(place), place.width);
  }

  /** Loads what will be stored to. */
  loadForUpdate(segment: number, offset: number, width: Width): number {
    return this.memory.loadForUpdate(this.linearForWrite(segment, offset, width >> 3), width);
  }

  /** Whether an interrupt would be taken before the next instruction. */
  get isInterruptible(): boolean {
    return (this.flags.system & flagBits.IF) !== 0 && !this.interruptShadow;
  }

  /** Stores in an operand as many bits as it has. */
  write(place: Place, value: number): void {
    switch (place.kind) {
      case LONG:
        this.general[place.number] = value;
        return;
      case MEMORY:
        this.store(place.segment, this.offsetOf(place), value, place.width);
        return;
      case WORD:
        this.general[place.number] = (this.general[place.number]! & ~0xffff) | (value & 0xffff);
        return;
      case LOW_BYTE:
        this.general[place.number] = (this.general[place.number]! & ~0xff) | (value & 0xff);
        return;
      case HIGH_BYTE:
        this.general[place.number] = (this.general[place.number]! & ~0xff00) | ((value & 0xff) << 8);
        return;
      default:
        throw new Error(`An operand of kind ${place.kind} was stored in.`);
    }
  }

  /** The offset of a memory operand in its segment, 32 bits with sign. */
  offsetOf(place: Place): number {
    const { general } = this;
    const offset = (general[place.base]! + (general[place.index]! << place.scale) + place.displacement) | 0;
    return place.addressSize === 32 ? offset : offset & 0xffff;
  }

  /** Loads through a segment. Throws #GP (#SS in the stack's) beyond its limit or if it may not be read, #PF as the page tables say. */
  load(segment: number, offset: number, width: Width): number {
    const linear = this.linearForRead(segment, offset, width >> 3);
    if (width === 32) return this.memory.load32(linear);
    return width === 8 ? this.memory.load8(linear) : this.memory.load16(linear);
  }

  /** Stores through a segment; throws as {@link load} does. */
  store(segment: number, offset: number, value: number, width: Width): void {
    const linear = this.linearForWrite(segment, offset, width >> 3);
    if (width === 32) this.memory.store32(linear, value);
    else if (width === 8) this.memory.store8(linear, value);
    else this.memory.store16(linear, value);
  }

  /** The linear address behind an offset, if these bytes may be read. */
  linearForRead(segment: number, offset: number, bytes: number): number {
    const register = this.segments[segment]!;
    if (
      !register.readableEverywhere &&
      !(register.isUsable && register.readable && register.covers(offset >>> 0, bytes))
    )
      throw new Fault(segment === SS ? "SS" : "GP", 0);
    return (register.base + offset) | 0;
  }

  /** The linear address behind an offset, if these bytes may be written. */
  linearForWrite(segment: number, offset: number, bytes: number): number {
    const register = this.segments[segment]!;
    if (!register.writableEverywhere && !this.#mayWrite(register, offset, bytes))
      throw new Fault(segment === SS ? "SS" : "GP", 0);
    return (register.base + offset) | 0;
  }

  /** Pushes 16 or 32 bits. ESP changes only if the store went through. */
  push(value: number, width: 16 | 32): void {
    const stack = this.segments[SS]!;
    if (width === 32 && stack.big && stack.writableEverywhere) {
      const top = (this.general[ESP]! - 4) | 0;
      this.memory.store32((stack.base + top) | 0, value);
      this.general[ESP] = top;
      return;
    }
    const top = this.stackTop(-(width >> 3));
    this.store(SS, top, value, width);
    this.setStackTop(top);
  }

  /** Pops 16 or 32 bits. */
  pop(width: 16 | 32): number {
    const value = this.top(width);
    this.release(width >> 3);
    return value;
  }

  /** What a pop would give. */
  top(width: 16 | 32): number {
    const stack = this.segments[SS]!;
    if (width === 32 && stack.big && stack.readableEverywhere)
      return this.memory.load32((stack.base + this.general[ESP]!) | 0);
    return this.load(SS, this.stackTop(0), width);
  }

  /** Moves the top of the stack up over some bytes. */
  release(bytes: number): void {
    if (this.segments[SS]!.big) this.general[ESP]! += bytes;
    else this.setStackTop(this.stackTop(bytes));
  }

  /** ESP (SP on a stack of 16 bits) moved by some bytes, as an offset. */
  stackTop(bytes: number): number {
    const top = (this.general[ESP]! + bytes) | 0;
    return this.segments[SS]!.big ? top : top & 0xffff;
  }

  /** Sets ESP, or SP alone on a stack of 16 bits. */
  setStackTop(offset: number): void {
    this.general[ESP] = this.segments[SS]!.big ? offset : (this.general[ESP]! & ~0xffff) | (offset & 0xffff);
  }

  /** Goes on at an offset of the code segment. Throws #GP beyond its limit, before anything changed. */
  jump(offset: number, operandSize: 16 | 32): void {
    if (!this.reaches(offset, operandSize)) throw new Fault("GP", 0);
    this.next = operandSize === 32 ? offset | 0 : offset & 0xffff;
  }

  /** Whether an offset lies in the code segment. */
  reaches(offset: number, operandSize: 16 | 32): boolean {
    return (operandSize === 32 ? offset >>> 0 : offset & 0xffff) <= this.segments[CS]!.limit;
  }

  #mayWrite(register: Segment, offset: number, bytes: number): boolean {
    return register.isUsable && register.writable && register.covers(offset >>> 0, bytes);
  }
}
