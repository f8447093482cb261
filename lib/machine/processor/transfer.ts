/**
 * Going elsewhere within the code segment, or with a selector to another. The target is checked before anything is pushed or counted.
 *
 * ```text
 *   jne −7       next ← next − 7 if ZF is clear       CALL   next is pushed, then the same
 *   loop −7      ECX ← ECX − 1, and the same unless it is 0
 * ```
 *
 * With an operand size of 16 the target is cut to 16 bits.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 2, "Jcc", "JMP", "CALL", "RET", "LOOP", "BOUND", "INT n".
 *
 * @packageDocumentation
 */
import { farCall, farJump } from "../protection/far";
import { softwareInterrupt } from "../protection/interrupt";
import { Fault } from "./fault";
import { MEMORY } from "./place";
import { ECX, type Processor } from "./processor";
import { SS } from "./segment";
import type { Step } from "./step";

/** Jcc. */
export function jumpIf(condition: number): (cpu: Processor, step: Step) => void {
  return (cpu, step) => {
    if (cpu.flags.holds(condition)) jumpRelative(cpu, step);
  };
}

/** JMP with a displacement. */
export function jumpRelative(cpu: Processor, { first, operandSize }: Step): void {
  cpu.jump((cpu.next + first!.value) | 0, operandSize);
}

/** JMP to an offset in a register or in memory. */
export function jumpTo(cpu: Processor, { first, operandSize }: Step): void {
  cpu.jump(cpu.read(first!), operandSize);
}

/** CALL with a displacement. */
export function callRelative(cpu: Processor, step: Step): void {
  call(cpu, (cpu.next + step.first!.value) | 0, step.operandSize);
}

/** CALL of an offset in a register or in memory. */
export function callTo(cpu: Processor, { first, operandSize }: Step): void {
  call(cpu, cpu.read(first!), operandSize);
}

function call(cpu: Processor, target: number, operandSize: 16 | 32): void {
  const back = cpu.next;
  // A fault of the push comes before that of a target beyond the limit.
  if (!cpu.reaches(target, operandSize)) cpu.loadForUpdate(SS, cpu.stackTop(-operandSize / 8), operandSize);
  cpu.jump(target, operandSize);
  cpu.push(back, operandSize);
}

/** RET, with the bytes of parameters that it releases. */
export function ret(cpu: Processor, { first, operandSize }: Step): void {
  cpu.jump(cpu.top(operandSize), operandSize);
  cpu.release(operandSize / 8 + (first?.value ?? 0));
}

/** JMP and CALL with a selector and an offset, in the instruction or in memory. */
export function far(go: typeof farJump | typeof farCall): (cpu: Processor, step: Step) => void {
  return (cpu, step) => {
    const [selector, offset] = farPointer(cpu, step, 0);
    go(cpu, selector, offset, step.operandSize);
  };
}

/** The selector and offset that an operand holds. */
export function farPointer(cpu: Processor, step: Step, at: number): readonly [selector: number, offset: number] {
  const operand = step.instruction.operands[at]!;
  if (operand.type === "far") return [operand.selector, operand.offset | 0];
  const place = step.places[at]!;
  const address = cpu.offsetOf(place);
  const offset = cpu.load(place.segment, address, step.operandSize);
  const behind = (address + step.operandSize / 8) & (step.addressSize === 32 ? -1 : 0xffff);
  return [cpu.load(place.segment, behind, 16), offset];
}

/** LOOP, LOOPE and LOOPNE: counts, and jumps unless 0 is reached or ZF says no. */
export function loop(mayGoOn: (cpu: Processor) => boolean): (cpu: Processor, step: Step) => void {
  return (cpu, step) => {
    const count = cpu.general[ECX]!;
    const left = step.addressSize === 32 ? (count - 1) | 0 : (count & ~0xffff) | ((count - 1) & 0xffff);
    const isOver = step.addressSize === 32 ? left === 0 : (left & 0xffff) === 0;
    if (!isOver && mayGoOn(cpu)) jumpRelative(cpu, step);
    cpu.general[ECX] = left;
  };
}

/** JECXZ and JCXZ. */
export function jumpIfCountIsZero(cpu: Processor, step: Step): void {
  if ((cpu.general[ECX]! & (step.addressSize === 32 ? -1 : 0xffff)) === 0) jumpRelative(cpu, step);
}

/** BOUND: #BR if an index lies outside the two bounds in memory. */
export function bound(cpu: Processor, { first, second, width, addressSize }: Step): void {
  if (second!.kind !== MEMORY) throw new Fault("UD");
  const sign = (value: number) => (value << (32 - width)) >> (32 - width);
  const address = cpu.offsetOf(second!);
  const behind = (address + width / 8) & (addressSize === 32 ? -1 : 0xffff);
  const index = sign(cpu.read(first!));
  const least = sign(cpu.load(second!.segment, address, width));
  const most = sign(cpu.load(second!.segment, behind, width));
  if (index < least || index > most) throw new Fault("BR");
}

/** INTO. */
export function interruptIfOverflow(cpu: Processor): void {
  if (cpu.flags.overflow) softwareInterrupt(cpu, 4, "trap");
}
