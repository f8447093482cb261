/**
 * Interrupts and exceptions through the interrupt table.
 *
 * ```text
 *   vector ──► IDT: gate ──► GDT: code segment of the handler ──► its ring
 *                                                                   │ inner?
 *              stack of that ring, from the task state ◄────────────┘
 *   ┌────────┐
 *   │ SS     │ only from an outer ring
 *   │ ESP    │
 *   ├────────┤
 *   │ EFLAGS │   then TF and NT are cleared, and IF if it is an interrupt gate
 *   │ CS     │
 *   │ EIP    │   of the instruction itself (fault) or the next one (trap, INT n, interrupt)
 *   │ error  │   only exceptions that have one
 *   └────────┘ ◄─ ESP of the handler
 * ```
 *
 * An exception on the way is delivered in its place, or as a double fault, or is the end. In real mode the table holds far pointers, at 4 × vector.
 *
 * Left out: task gates (they raise #GP).
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 3A, sections 6.8 to 6.15, and vol. 2A, "INT n/INTO/INT3/INT1".
 *
 * @packageDocumentation
 */
import { Fault, vectors } from "../processor/fault";
import { flagBits } from "../processor/flags";
import type { Processor, ProcessorEvent } from "../processor/processor";
import { CS, SS } from "../processor/segment";
import { enter, type Target, target } from "./codeSegment";
import { type Descriptor, errorCodeOf, readDescriptor, requireDescriptor, systemTypes } from "./descriptor";
import { realContents } from "./segmentLoad";
import { Stack } from "./stack";
import { stackOfRing } from "./taskState";

/** Thrown when an exception in the delivery of a double fault leaves the processor no way on. */
export class Shutdown extends Error {}

const { interruptGate16, interruptGate32, trapGate16, trapGate32 } = systemTypes;
const GATES: readonly number[] = [interruptGate16, trapGate16, interruptGate32, trapGate32];
/** Exceptions of which two in a row are a double fault; so is one in the delivery of a page fault. */
const CONTRIBUTORY: readonly number[] = [vectors.DE, vectors.TS, vectors.NP, vectors.SS, vectors.GP];
/** Bits of error codes: the event came from outside the program; the index is one of the interrupt table. */
const EXT = 1;
const IDT = 2;

/**
 * Enters the handler of an event: `eip` and `next` are then the handler's. Exceptions on the way become double faults; throws {@link Shutdown} at the third.
 */
export function deliver(cpu: Processor, event: ProcessorEvent): void {
  let current = event;
  for (;;) {
    try {
      if (cpu.isProtected) enterHandler(cpu, current);
      else enterRealHandler(cpu, current);
      return;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      current = eventAfter(current, error);
      if (cpu.monitor?.(current) === true) {
        cpu.next = cpu.eip;
        return;
      }
    }
  }
}

/** What is delivered when `fault` comes up in the delivery of an event. */
function eventAfter({ kind, vector }: ProcessorEvent, fault: Fault): ProcessorEvent {
  const isException = kind === "fault";
  if (isException && vector === vectors.DF) throw new Shutdown();
  const isSecond = CONTRIBUTORY.includes(fault.vector);
  const isDouble =
    isException &&
    ((CONTRIBUTORY.includes(vector) && isSecond) ||
      (vector === vectors.PF && (isSecond || fault.vector === vectors.PF)));
  if (isDouble) return { vector: vectors.DF, errorCode: 0, kind: "fault" };
  const { vector: second, errorCode } = fault;
  return { vector: second, ...(errorCode !== undefined && { errorCode }), kind: "fault" };
}

/** INT n (`software`), INT3, INTO and INT1 (`trap`): tells the monitor, or enters the handler. */
export function softwareInterrupt(cpu: Processor, vector: number, kind: "trap" | "software"): void {
  const event: ProcessorEvent = { vector, kind };
  if (cpu.monitor?.(event) === true) cpu.next = cpu.eip;
  else deliver(cpu, event);
}

/** INT n, INT3 and INTO need the right to use the gate, and what goes wrong then is the program's doing. */
function isByProgram({ kind, vector }: ProcessorEvent): boolean {
  return kind === "software" || (kind === "trap" && vector !== vectors.DB);
}

function enterHandler(cpu: Processor, event: ProcessorEvent): void {
  const external = isByProgram(event) ? 0 : EXT;
  const gate = gateOf(cpu, event, external);
  const goal = handler(cpu, gate, external);
  const stack = goal.ring < cpu.cpl ? stackOfRing(cpu, goal.ring, external) : Stack.current(cpu, external);
  const width = gate.gateWidth;
  if (goal.ring < cpu.cpl) pushStack(cpu, stack, width);
  pushReturn(cpu, stack, width, event);
  if (event.errorCode !== undefined) stack.push(event.errorCode, width);
  stack.commit();
  enter(cpu, goal);
  cpu.eip = cpu.next;
  const isInterruptGate = (gate.type & 1) === 0;
  cpu.flags.system &= ~(flagBits.TF | flagBits.NT | (isInterruptGate ? flagBits.IF : 0));
}

function gateOf(cpu: Processor, event: ProcessorEvent, external: number): Descriptor {
  const at = event.vector * 8;
  const errorCode = at | IDT | external;
  if (at + 7 > cpu.idt.limit) throw new Fault("GP", errorCode);
  const gate = readDescriptor(cpu, (cpu.idt.base + at) | 0);
  if (!gate.isSystem || !GATES.includes(gate.type)) throw new Fault("GP", errorCode);
  if (isByProgram(event) && gate.dpl < cpu.cpl) throw new Fault("GP", errorCode);
  if (!gate.isPresent) throw new Fault("NP", errorCode);
  return gate;
}

function handler(cpu: Processor, gate: Descriptor, external: number): Target {
  const selector = gate.gateSelector;
  const code = requireDescriptor(cpu, selector, "GP", external);
  if (!code.isCode || code.dpl > cpu.cpl) throw new Fault("GP", errorCodeOf(selector) | external);
  const ring = code.isConforming ? cpu.cpl : code.dpl;
  return target(cpu, code, { selector, offset: gate.gateOffset, ring, external });
}

function pushStack(cpu: Processor, stack: Stack, width: 16 | 32): void {
  stack.push(cpu.segments[SS]!.selector, width);
  stack.push(Stack.current(cpu).top, width);
}

/** A fault's image of EFLAGS has RF set, so that a breakpoint at the instruction would not hit again. */
function pushReturn(cpu: Processor, stack: Stack, width: 16 | 32, { kind, vector }: ProcessorEvent): void {
  const isFault = kind === "fault" && vector !== vectors.DF;
  stack.push(cpu.flags.word | (isFault ? flagBits.RF : 0), width);
  stack.push(cpu.segments[CS]!.selector, width);
  stack.push(isAfter(kind) ? cpu.next : cpu.eip, width);
}

function isAfter(kind: ProcessorEvent["kind"]): boolean {
  return kind === "trap" || kind === "software";
}

function enterRealHandler(cpu: Processor, { vector, kind }: ProcessorEvent): void {
  if (vector * 4 + 3 > cpu.idt.limit) throw new Fault("GP", vector * 8 + IDT);
  const at = (cpu.idt.base + vector * 4) | 0;
  const offset = cpu.memory.load16(at);
  const selector = cpu.memory.load16((at + 2) | 0);
  const stack = Stack.current(cpu);
  const code = cpu.segments[CS]!;
  stack.push(cpu.flags.word, 16);
  stack.push(code.selector, 16);
  stack.push(isAfter(kind) ? cpu.next : cpu.eip, 16);
  stack.commit();
  enter(cpu, { contents: realContents(code, selector), offset, ring: 0 });
  cpu.eip = cpu.next;
  cpu.flags.system &= ~(flagBits.TF | flagBits.IF | flagBits.AC);
}
