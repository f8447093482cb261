/**
 * A processor's whole state as plain data, and back.
 *
 * Left out: the TLB. A machine that goes on from a snapshot walks its tables anew, as a real one does after it was moved.
 *
 * @packageDocumentation
 */
import type { Processor } from "../processor/processor";
import type { Segment, SegmentContents } from "../processor/segment";

/** The state of a processor. Numbers of 32 bits have a sign, but for addresses of tables. */
export interface ProcessorState {
  /** EAX, ECX, EDX, EBX, ESP, EBP, ESI, EDI. */
  readonly general: readonly number[];
  readonly eip: number;
  readonly eflags: number;
  readonly cpl: number;
  /** ES, CS, SS, DS, FS, GS, LDTR, TR. */
  readonly segments: readonly SegmentContents[];
  readonly gdt: { readonly base: number; readonly limit: number };
  readonly idt: { readonly base: number; readonly limit: number };
  /** CR0, CR2, CR3, CR4. */
  readonly control: readonly [cr0: number, cr2: number, cr3: number, cr4: number];
  readonly paging: { enabled: boolean; writeProtect: boolean; largePages: boolean; root: number };
  readonly debug: readonly number[];
  readonly modelSpecific: readonly (readonly [number, readonly [low: number, high: number]])[];
  readonly instructions: number;
  readonly halted: boolean;
  readonly interruptShadow: boolean;
}

/** Copies the state out. */
export function processorState(cpu: Processor): ProcessorState {
  return {
    general: [...cpu.general.subarray(0, 8)],
    eip: cpu.eip,
    eflags: cpu.flags.word,
    cpl: cpu.cpl,
    segments: allSegments(cpu).map(contentsOf),
    gdt: { ...cpu.gdt },
    idt: { ...cpu.idt },
    control: [cpu.cr0, cpu.cr2, cpu.cr3, cpu.cr4],
    paging: { ...cpu.memory.paging },
    debug: [...cpu.debug],
    modelSpecific: [...cpu.modelSpecific],
    instructions: cpu.instructions,
    halted: cpu.halted,
    interruptShadow: cpu.interruptShadow,
  };
}

/** Puts a state in place; all translations are forgotten. */
export function restoreProcessor(cpu: Processor, state: ProcessorState): void {
  cpu.general.set(state.general);
  cpu.eip = state.eip;
  cpu.flags.word = state.eflags;
  cpu.cpl = state.cpl;
  for (const [at, segment] of allSegments(cpu).entries()) segment.load(state.segments[at]!);
  Object.assign(cpu.gdt, state.gdt);
  Object.assign(cpu.idt, state.idt);
  [cpu.cr0, cpu.cr2, cpu.cr3, cpu.cr4] = state.control;
  Object.assign(cpu.memory.paging, state.paging);
  cpu.memory.flush();
  cpu.debug.set(state.debug);
  cpu.modelSpecific.clear();
  for (const [number, value] of state.modelSpecific) cpu.modelSpecific.set(number, value);
  cpu.instructions = state.instructions;
  cpu.halted = state.halted;
  cpu.interruptShadow = state.interruptShadow;
}

function allSegments(cpu: Processor): Segment[] {
  return [...cpu.segments, cpu.ldt, cpu.task];
}

function contentsOf({ selector, base, limit, access, big }: Segment): SegmentContents {
  return { selector, base, limit, access, big };
}
