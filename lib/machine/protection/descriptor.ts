/**
 * A descriptor: eight bytes in the global or a local table that say what a selector stands for.
 *
 * ```text
 *   selector   15                     3   2   1 0          descriptor = the entry `index` of that table
 *             ┌────────────────────────┬────┬─────┐
 *             │ index                  │ TI │ RPL │         TI 0: GDT, 1: LDT
 *             └────────────────────────┴────┴─────┘
 *   descriptor
 *     31        24 23 22   20 19     16 15 14 13 12 11    8 7         0
 *    ┌────────────┬──┬──┬────┬─────────┬──┬─────┬──┬───────┬───────────┐
 *    │ base 31–24 │G │DB│    │ lim 19–16│P │ DPL │S │ type  │ base 23–16│   high
 *    ├────────────┴──┴──┴────┴─────────┼──┴─────┴──┴───────┴───────────┤
 *    │ base 15–0                       │ limit 15–0                    │   low
 *    └─────────────────────────────────┴───────────────────────────────┘
 *   gate: low = selector : offset 15–0; high = offset 31–16, P, DPL, type, count of parameters
 * ```
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 3A, sections 3.4.2, 3.4.5 and 5.8.3.
 *
 * @packageDocumentation
 */
import { type ExceptionName, Fault } from "../processor/fault";
import type { Processor } from "../processor/processor";
import { accessBits, type SegmentContents } from "../processor/segment";

/** Types of system descriptors. */
export const systemTypes = {
  availableTask16: 1,
  ldt: 2,
  busyTask16: 3,
  callGate16: 4,
  taskGate: 5,
  interruptGate16: 6,
  trapGate16: 7,
  availableTask32: 9,
  busyTask32: 11,
  callGate32: 12,
  interruptGate32: 14,
  trapGate32: 15,
} as const;

/** A descriptor as it was read. */
export class Descriptor {
  constructor(
    readonly low: number,
    readonly high: number,
    /** Where it is. */
    readonly linear: number,
  ) {}

  /** Of a segment: 32 bits with sign. */
  get base(): number {
    return (this.low >>> 16) | ((this.high & 0xff) << 16) | (this.high & 0xff00_0000);
  }

  /** Of a segment: its last offset, in bytes, without sign. */
  get limit(): number {
    const field = (this.low & 0xffff) | (this.high & 0xf_0000);
    return (this.high & 0x80_0000) === 0 ? field : ((field << 12) | 0xfff) >>> 0;
  }

  /** Type in bits 0 to 3, S in 4, DPL in 5 and 6, P in 7. */
  get access(): number {
    return (this.high >> 8) & 0xff;
  }

  get type(): number {
    return this.access & 0xf;
  }

  get dpl(): number {
    return (this.access >> 5) & 3;
  }

  get isPresent(): boolean {
    return (this.access & accessBits.present) !== 0;
  }

  /** Whether it is a table, a task state or a gate. */
  get isSystem(): boolean {
    return (this.access & accessBits.codeOrData) === 0;
  }

  get isCode(): boolean {
    return !this.isSystem && (this.access & accessBits.code) !== 0;
  }

  get isConforming(): boolean {
    return this.isCode && (this.access & accessBits.expandDownOrConforming) !== 0;
  }

  get isReadable(): boolean {
    return !this.isSystem && (!this.isCode || (this.access & accessBits.writableOrReadable) !== 0);
  }

  get isWritable(): boolean {
    return !this.isSystem && !this.isCode && (this.access & accessBits.writableOrReadable) !== 0;
  }

  /** D/B. */
  get big(): boolean {
    return (this.high & 0x40_0000) !== 0;
  }

  /** Of a gate: where it leads. */
  get gateSelector(): number {
    return this.low >>> 16;
  }

  get gateOffset(): number {
    const low = this.low & 0xffff;
    return this.gateWidth === 32 ? (this.high & 0xffff_0000) | low : low;
  }

  /** Of a gate: bits of what is pushed. */
  get gateWidth(): 16 | 32 {
    return (this.type & 8) === 0 ? 16 : 32;
  }

  /** What a segment register holds of it. */
  contents(selector: number): SegmentContents {
    return { selector, base: this.base, limit: this.limit, access: this.access, big: this.big };
  }
}

/** A selector as error codes name it: without its RPL. */
export function errorCodeOf(selector: number): number {
  return selector & 0xfffc;
}

/** Whether a selector stands for no segment. */
export function isNull(selector: number): boolean {
  return (selector & 0xfffc) === 0;
}

/** The descriptor of a selector; none beyond the table's limit. Throws #PF if the table is not in memory. */
export function findDescriptor(cpu: Processor, selector: number): Descriptor | undefined {
  const isLocal = (selector & 4) !== 0;
  if (isLocal && !cpu.ldt.isUsable) return undefined;
  const table = isLocal ? cpu.ldt : cpu.gdt;
  const index = selector & 0xfff8;
  return index + 7 > table.limit ? undefined : readDescriptor(cpu, (table.base + index) | 0);
}

/** The eight bytes at a linear address. */
export function readDescriptor(cpu: Processor, linear: number): Descriptor {
  const { memory } = cpu;
  return memory.asSupervisor(() => new Descriptor(memory.load32(linear), memory.load32((linear + 4) | 0), linear));
}

/** The descriptor of a selector that is not null. Throws the exception, with the selector and `external` as its error code, if there is none. */
export function requireDescriptor(
  cpu: Processor,
  selector: number,
  exception: ExceptionName,
  external = 0,
): Descriptor {
  if (isNull(selector)) throw new Fault(exception, external);
  const found = findDescriptor(cpu, selector);
  if (found === undefined) throw new Fault(exception, errorCodeOf(selector) | external);
  return found;
}

/** Sets A in the descriptor of a segment that is going to be loaded; returns what the register will hold. Throws #PF. */
export function accessed(cpu: Processor, descriptor: Descriptor, selector: number): SegmentContents {
  const contents = descriptor.contents(selector);
  if ((contents.access & accessBits.accessed) === 0) setAccess(cpu, descriptor, contents.access | accessBits.accessed);
  return { ...contents, access: contents.access | accessBits.accessed };
}

/** Changes the access byte of a descriptor in its table. */
export function setAccess(cpu: Processor, descriptor: Descriptor, access: number): void {
  cpu.memory.asSupervisor(() => cpu.memory.store8((descriptor.linear + 5) | 0, access));
}
