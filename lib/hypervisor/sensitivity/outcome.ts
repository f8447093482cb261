/**
 * What an instruction did, as far as the guest can see it, and to the machine; and whether the same was done elsewhere.
 *
 * @packageDocumentation
 */
import { CS, executeStep, Fault, flagBits, type Processor, SS, type Step } from "../../machine";
import { places } from "./places";
import type { Bench } from "./setting";
import { prepare, type Trial } from "./trials";

/** State of the machine itself, which a monitor keeps for itself. */
export interface Resources {
  readonly interrupts: number;
  readonly iopl: number;
  readonly registers: readonly number[];
  readonly halted: boolean;
  /** Ports used and pages invalidated. */
  readonly log: readonly string[];
}

/** What came of one trial. */
export interface Outcome {
  /** The vector of the exception that came instead, if one did. */
  readonly trapped: number | undefined;
  /** The ring in which the processor goes on. */
  readonly ring: number;
  /** General registers, EIP, the flags without IF and IOPL, and selectors without the RPLs of CS and SS. */
  readonly visible: readonly number[];
  /** In words: they are compared by the million. */
  readonly memory: Int32Array;
  readonly before: Resources;
  readonly after: Resources;
}

/** Tries an instruction. */
export function tryOut(bench: Bench, trial: Trial): Outcome {
  const { cpu } = bench;
  bench.reset();
  prepare(cpu, trial);
  const before = resources(bench);
  const fault = execute(cpu, trial.step);
  return {
    trapped: fault ?? handlerReached(cpu),
    ring: cpu.cpl,
    visible: visibleState(cpu),
    memory: new Int32Array(
      cpu.ram.bytes.buffer,
      cpu.ram.bytes.byteOffset + places.data,
      (places.end - places.data) / 4,
    ).slice(),
    before,
    after: resources(bench),
  };
}

/** Executes; an exception is reported, not delivered. */
function execute(cpu: Processor, step: Step): number | undefined {
  cpu.next = (cpu.eip + step.length) | 0;
  try {
    executeStep(cpu, step);
  } catch (error) {
    if (error instanceof Fault) return error.vector;
    throw error;
  }
  cpu.eip = cpu.next;
  return undefined;
}

/** The exception whose handler was entered, as when INT n may not use its gate. */
function handlerReached({ eip }: Processor): number | undefined {
  const vector = (eip - places.exceptions) / 16;
  return Number.isInteger(vector) && vector >= 0 && vector < 32 && !BY_INSTRUCTION.includes(vector)
    ? vector
    : undefined;
}

/** INT1, INT3 and INTO. */
const BY_INSTRUCTION = [1, 3, 4];
const MACHINES = flagBits.IF | flagBits.IOPL;

function visibleState(cpu: Processor): number[] {
  const state = [cpu.eip, cpu.flags.word & ~MACHINES];
  for (const register of cpu.general) state.push(register);
  for (const [number, { selector, base, limit }] of cpu.segments.entries()) {
    const hasRing = number === CS || number === SS;
    state.push(hasRing ? selector & ~3 : selector, base, limit);
  }
  return state;
}

function resources({ cpu, log }: Bench): Resources {
  return {
    interrupts: cpu.flags.system & flagBits.IF,
    iopl: cpu.iopl,
    registers: [
      ...[cpu.cr0, cpu.cr2, cpu.cr3, cpu.cr4, ...cpu.debug],
      ...[cpu.gdt.base, cpu.gdt.limit, cpu.idt.base, cpu.idt.limit],
      ...[cpu.ldt.selector, cpu.ldt.base, cpu.task.selector, cpu.task.base],
      ...[...cpu.modelSpecific].flatMap(([number, pair]) => [number, ...pair]),
    ],
    halted: cpu.halted,
    log: [...log],
  };
}

/** Whether an instruction left the machine itself alone. */
export function leavesMachine({ before, after }: Outcome): boolean {
  return (
    before.interrupts === after.interrupts &&
    before.iopl === after.iopl &&
    before.halted === after.halted &&
    equal(before.registers, after.registers) &&
    after.log.length === before.log.length
  );
}

/** Where the guest can see that two outcomes differ; nothing if it cannot. */
export function visibleDifference(a: Outcome, b: Outcome): "registers" | "memory" | undefined {
  if (!equal(a.visible, b.visible)) return "registers";
  return equal(a.memory, b.memory) ? undefined : "memory";
}

function equal(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
