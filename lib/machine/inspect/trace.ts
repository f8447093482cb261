/**
 * What a machine does, instruction by instruction, as rows: for tables, figures, and to be read.
 *
 * @packageDocumentation
 */
import { registerNames } from "../isa";
import type { Machine } from "../machine";
import { CS, exceptionName, type Processor } from "../processor";
import { instructionsAhead } from "./peek";

/** One instruction (or the interrupt in its place) as it happened. */
export interface TraceRow {
  /** The clock before it. */
  readonly clock: number;
  /** Linear address, without sign. */
  readonly address: number;
  /** Ring before it, 0 to 3. */
  readonly ring: number;
  /** Ring after it. */
  readonly ringAfter: number;
  /** In Intel's syntax. */
  readonly text: string;
  /** Registers that it changed, by name, with their new values without sign; EFLAGS among them, EIP not. */
  readonly changed: Readonly<Record<string, number>>;
  /** The vector through which control went, if an exception or an interrupt came. */
  readonly vector?: number;
}

/**
 * Runs a machine and writes down what it does.
 *
 * @param count - steps at most; fewer if it stops
 */
export function trace(machine: Machine, count: number): TraceRow[] {
  const rows: TraceRow[] = [];
  const { processor } = machine;
  const below = processor.monitor;
  let vector: number | undefined;
  processor.monitor = (event) => {
    vector = event.vector;
    return below?.(event) ?? false;
  };
  try {
    while (rows.length < count) {
      vector = undefined;
      const before = look(machine);
      const stop = machine.step();
      if (machine.clock === before.clock) break;
      rows.push(row(before, processor, vector));
      if (stop.reason !== "limit") break;
    }
  } finally {
    processor.monitor = below;
  }
  return rows;
}

/** The instruction that the processor executes next, as text. */
export function nextInstruction(cpu: Processor): string {
  return cpu.halted ? "(halted)" : (instructionsAhead(cpu, 1)[0]?.text ?? "(no memory)");
}

interface Before {
  readonly clock: number;
  readonly address: number;
  readonly ring: number;
  readonly text: string;
  readonly registers: Readonly<Record<string, number>>;
}

function look({ clock, processor }: Machine): Before {
  const address = (processor.segments[CS]!.base + processor.eip) >>> 0;
  return { clock, address, ring: processor.cpl, text: nextInstruction(processor), registers: registersOf(processor) };
}

function row({ clock, address, ring, text, registers }: Before, cpu: Processor, vector: number | undefined): TraceRow {
  const after = registersOf(cpu);
  const changed = Object.fromEntries(Object.entries(after).filter(([name, value]) => registers[name] !== value));
  return { clock, address, ring, ringAfter: cpu.cpl, text, changed, ...(vector !== undefined && { vector }) };
}

/** General registers and EFLAGS by name, without sign. */
export function registersOf(cpu: Processor): Record<string, number> {
  const general = registerNames[32].map((name, number) => [name, cpu.general[number]! >>> 0] as const);
  return { ...Object.fromEntries(general), eflags: cpu.flags.word >>> 0 };
}

/** How a vector is called: the exception's name with `#`, or its number. */
export function vectorName(vector: number): string {
  const name = exceptionName(vector);
  return name === undefined ? `interrupt ${vector}` : `#${name}`;
}
