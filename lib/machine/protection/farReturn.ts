/**
 * Returning to another segment, of the same ring or an outer one.
 *
 * ```text
 *   same ring   │ EIP │ CS │ parameters … │
 *   outer ring  │ EIP │ CS │ parameters … │ ESP │ SS │     SS:ESP as they are there, parameters released on both stacks
 * ```
 *
 * Whatever an outer ring could not have loaded itself is taken out of DS, ES, FS and GS.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 2B, "RET", and vol. 3A, section 5.8.6.
 *
 * @packageDocumentation
 */
import { Fault } from "../processor/fault";
import { ESP, type Processor } from "../processor/processor";
import { CS, DS, ES, FS, GS, type SegmentContents, SS } from "../processor/segment";
import { enter, type Target, target } from "./codeSegment";
import { accessed, errorCodeOf, requireDescriptor } from "./descriptor";
import { nullContents, realContents } from "./segmentLoad";
import { Stack } from "./stack";

/** RETF, with the bytes of parameters that it releases. */
export function farReturn(cpu: Processor, operandSize: 16 | 32, release: number): void {
  const stack = Stack.current(cpu);
  const offset = stack.pop(operandSize);
  const selector = stack.pop(operandSize) & 0xffff;
  const goal = cpu.isProtected ? returnTarget(cpu, selector, offset) : realTarget(cpu, selector, offset);
  returnFar(cpu, stack, goal, { operandSize, release });
}

function realTarget(cpu: Processor, selector: number, offset: number): Target {
  const contents = realContents(cpu.segments[CS]!, selector);
  if (offset >>> 0 > contents.limit) throw new Fault("GP", 0);
  return { contents, offset, ring: 0 };
}

/** The place to return to: the selector's RPL is its ring. Throws #GP or #NP. */
export function returnTarget(cpu: Processor, selector: number, offset: number): Target {
  const descriptor = requireDescriptor(cpu, selector, "GP");
  const ring = selector & 3;
  const isAllowed = descriptor.isConforming ? descriptor.dpl <= ring : descriptor.isCode && descriptor.dpl === ring;
  if (!isAllowed || ring < cpu.cpl) throw new Fault("GP", errorCodeOf(selector));
  return target(cpu, descriptor, { selector, offset, ring });
}

/** Goes there, with the stack that belongs to it. */
export function returnFar(
  cpu: Processor,
  stack: Stack,
  goal: Target,
  { operandSize, release }: { operandSize: 16 | 32; release: number },
): void {
  stack.release(release);
  if (goal.ring === cpu.cpl) {
    stack.commit();
    enter(cpu, goal);
    return;
  }
  const top = stack.pop(operandSize);
  const outer = outerStack(cpu, stack.pop(operandSize) & 0xffff, goal.ring);
  enter(cpu, goal);
  cpu.segments[SS]!.load(outer);
  cpu.general[ESP] = outer.big ? top : (cpu.general[ESP]! & ~0xffff) | (top & 0xffff);
  cpu.setStackTop(cpu.stackTop(release));
  for (const register of [ES, DS, FS, GS]) dropInner(cpu, register);
}

function outerStack(cpu: Processor, selector: number, ring: number): SegmentContents {
  const descriptor = requireDescriptor(cpu, selector, "GP");
  if ((selector & 3) !== ring || descriptor.dpl !== ring || !descriptor.isWritable)
    throw new Fault("GP", errorCodeOf(selector));
  if (!descriptor.isPresent) throw new Fault("SS", errorCodeOf(selector));
  return accessed(cpu, descriptor, selector);
}

/** Empties a register that holds a segment of a ring further in. */
function dropInner(cpu: Processor, register: number): void {
  const segment = cpu.segments[register]!;
  const isConforming = segment.isCode && (segment.access & 4) !== 0;
  if (segment.isUsable && !isConforming && segment.dpl < cpu.cpl) segment.load(nullContents(0));
}
