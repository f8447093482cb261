/**
 * IRET: the way back from a handler, as {@link returnFar} goes, with EFLAGS as {@link writableFlags} of the ring that is left allows.
 *
 * Left out: returning to virtual-8086 mode (#GP) and to another task (#TS).
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 2A, "IRET/IRETD/IRETQ".
 *
 * @packageDocumentation
 */
import { Fault } from "../processor/fault";
import { flagBits } from "../processor/flags";
import type { Processor } from "../processor/processor";
import { CS, type SegmentContents } from "../processor/segment";
import { enter } from "./codeSegment";
import { returnFar, returnTarget } from "./farReturn";
import { loadFlags, writableFlags } from "./flagTransfer";
import { realContents } from "./segmentLoad";
import { Stack } from "./stack";

/** IRET. */
export function interruptReturn(cpu: Processor, operandSize: 16 | 32): void {
  if (!cpu.isProtected) {
    realReturn(cpu, operandSize);
    return;
  }
  if ((cpu.flags.system & flagBits.NT) !== 0) throw new Fault("TS", linkOf(cpu));
  const stack = Stack.current(cpu);
  const offset = stack.pop(operandSize);
  const selector = stack.pop(operandSize) & 0xffff;
  const image = stack.pop(operandSize);
  if ((image & flagBits.VM) !== 0 && operandSize === 32 && cpu.cpl === 0) throw new Fault("GP", 0);
  const writable = writableFlags(cpu, operandSize);
  returnFar(cpu, stack, returnTarget(cpu, selector, offset), { operandSize, release: 0 });
  loadFlags(cpu, image, writable);
}

/** The task that called this one, without its RPL. */
function linkOf(cpu: Processor): number {
  return cpu.memory.asSupervisor(() => cpu.memory.load16(cpu.task.base)) & 0xfffc;
}

function realReturn(cpu: Processor, operandSize: 16 | 32): void {
  const stack = Stack.current(cpu);
  const offset = stack.pop(operandSize);
  const selector = stack.pop(operandSize) & 0xffff;
  const image = stack.pop(operandSize);
  const code: SegmentContents = realContents(cpu.segments[CS]!, selector);
  if (offset >>> 0 > code.limit) throw new Fault("GP", 0);
  stack.commit();
  enter(cpu, { contents: code, offset, ring: 0 });
  loadFlags(cpu, image, writableFlags(cpu, operandSize));
}
