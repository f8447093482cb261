/**
 * The stack: it grows downwards, and ESP is the offset of the value that was pushed last.
 *
 * ```text
 *   PUSHAD      EAX ECX EDX EBX ESP(before) EBP ESI EDI ◄─ ESP      higher addresses to the left
 *   ENTER n, 0  parameters, return address, EBP(before) ◄─ EBP, n bytes of locals ◄─ ESP
 * ```
 *
 * ESP changes last, so that an instruction that faults can be begun again.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 1, chapter 6; vol. 2, "ENTER", "LEAVE", "POP", "POPA", "PUSH", "PUSHA".
 *
 * @packageDocumentation
 */
import { loadSegment } from "../protection/segmentLoad";
import { EBP, ESP, type Processor } from "./processor";
import { SS } from "./segment";
import type { Step } from "./step";

/** PUSH of a segment register. */
export function pushSegment(cpu: Processor, { first, operandSize }: Step): void {
  cpu.push(cpu.read(first!), operandSize);
}

/** POP to a register or to memory, whose address is computed with ESP after. */
export function pop(cpu: Processor, { first, operandSize }: Step): void {
  const value = cpu.load(SS, cpu.stackTop(0), operandSize);
  withReleased(cpu, operandSize / 8, () => cpu.write(first!, value));
}

/** POP to a segment register. */
export function popSegment(cpu: Processor, { first, operandSize }: Step): void {
  const selector = cpu.load(SS, cpu.stackTop(0), operandSize) & 0xffff;
  withReleased(cpu, operandSize / 8, () => loadSegment(cpu, first!.number, selector));
  if (first!.number === SS) cpu.interruptShadow = true;
}

/** PUSHA and PUSHAD. */
export function pushAll(cpu: Processor, { operandSize }: Step): void {
  const bytes = operandSize / 8;
  for (let number = 0; number < 8; number++)
    cpu.store(SS, cpu.stackTop(-bytes * (number + 1)), cpu.general[number]!, operandSize);
  cpu.setStackTop(cpu.stackTop(-bytes * 8));
}

/** POPA and POPAD; the ESP that was pushed is thrown away. */
export function popAll(cpu: Processor, { operandSize }: Step): void {
  const bytes = operandSize / 8;
  const values = Array.from({ length: 8 }, (_, at) => cpu.load(SS, cpu.stackTop(bytes * at), operandSize));
  cpu.setStackTop(cpu.stackTop(bytes * 8));
  values.forEach((value, at) => {
    if (7 - at !== ESP) setRegister(cpu, 7 - at, value, operandSize);
  });
}

/** ENTER: a frame with room for locals, and pointers to the frames of enclosing procedures (`levels`, modulo 32). */
export function enter(cpu: Processor, step: Step): void {
  const { operandSize } = step;
  const bytes = operandSize / 8;
  const levels = step.read(cpu, 1) & 31;
  const isBig = cpu.segments[SS]!.big;
  const pushed = cpu.stackTop(-bytes);
  // All of ESP, also on a stack of 16 bits, whose pushes leave its upper half alone.
  const frame = isBig ? pushed : (cpu.general[ESP]! & ~0xffff) | pushed;
  cpu.store(SS, pushed, cpu.general[EBP]!, operandSize);
  for (let level = 1; level < levels; level++) {
    const outer = (cpu.general[EBP]! - bytes * level) & (isBig ? -1 : 0xffff);
    cpu.store(SS, cpu.stackTop(-bytes * (level + 1)), cpu.load(SS, outer, operandSize), operandSize);
  }
  if (levels > 0) cpu.store(SS, cpu.stackTop(-bytes * (levels + 1)), frame, operandSize);
  const top = cpu.stackTop(-bytes * (levels + 1) - step.read(cpu, 0));
  cpu.loadForUpdate(SS, top, operandSize);
  setRegister(cpu, EBP, frame, operandSize);
  cpu.setStackTop(top);
}

/** LEAVE: the frame is gone, EBP is the caller's. */
export function leave(cpu: Processor, { operandSize }: Step): void {
  const frame = cpu.general[EBP]! & (cpu.segments[SS]!.big ? -1 : 0xffff);
  const outer = cpu.load(SS, frame, operandSize);
  cpu.setStackTop((frame + operandSize / 8) | 0);
  setRegister(cpu, EBP, outer, operandSize);
}

function setRegister(cpu: Processor, number: number, value: number, operandSize: 16 | 32): void {
  cpu.general[number] = operandSize === 32 ? value : (cpu.general[number]! & ~0xffff) | (value & 0xffff);
}

/** Does something with the stack's top already higher, and puts it back if that fails. */
function withReleased(cpu: Processor, bytes: number, act: () => void): void {
  const before = cpu.general[ESP]!;
  cpu.setStackTop(cpu.stackTop(bytes));
  try {
    act();
  } catch (error) {
    cpu.general[ESP] = before;
    throw error;
  }
}
