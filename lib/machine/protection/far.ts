/**
 * Jumps and calls to another segment: directly, or through a call gate into an inner ring.
 *
 * ```text
 *   CALL selector:offset ──► descriptor ──┬─ code: same ring                    pushes CS, EIP
 *                                         └─ call gate (its offset is taken)
 *                                              └─► code of an inner ring        on the stack of that ring: SS, ESP, parameters, CS, EIP
 * ```
 *
 * Left out: jumps and calls to a task state or a task gate; they raise #GP.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 3A, sections 5.8.1 to 5.8.5, and vol. 2A, "CALL" and "JMP".
 *
 * @packageDocumentation
 */
import { Fault } from "../processor/fault";
import type { Processor } from "../processor/processor";
import { CS, SS } from "../processor/segment";
import { directTarget, enter, type Target, target } from "./codeSegment";
import { type Descriptor, errorCodeOf, requireDescriptor, systemTypes } from "./descriptor";
import { realContents } from "./segmentLoad";
import { Stack } from "./stack";
import { stackOfRing } from "./taskState";

export { farReturn } from "./farReturn";

/** JMP ptr16:32 and JMP m16:32. */
export function farJump(cpu: Processor, selector: number, offset: number, operandSize: 16 | 32): void {
  const { target: goal } = reach(cpu, selector, maskedOffset(offset, operandSize), "jump");
  enter(cpu, goal);
}

/** CALL ptr16:32 and CALL m16:32. */
export function farCall(cpu: Processor, selector: number, offset: number, operandSize: 16 | 32): void {
  const { target: goal, gate } = reach(cpu, selector, maskedOffset(offset, operandSize), "call");
  const width = gate?.gateWidth ?? operandSize;
  const isInner = goal.ring < cpu.cpl;
  const stack = isInner ? stackOfRing(cpu, goal.ring) : Stack.current(cpu);
  if (isInner) pushCaller(cpu, stack, gate!);
  stack.push(cpu.segments[CS]!.selector, width);
  stack.push(cpu.next, width);
  stack.commit();
  enter(cpu, goal);
}

function maskedOffset(offset: number, operandSize: 16 | 32): number {
  return operandSize === 32 ? offset : offset & 0xffff;
}

interface Reached {
  readonly target: Target;
  readonly gate?: Descriptor;
}

function reach(cpu: Processor, selector: number, offset: number, how: "jump" | "call"): Reached {
  if (!cpu.isProtected) return { target: realTarget(cpu, selector, offset) };
  const descriptor = requireDescriptor(cpu, selector, "GP");
  if (descriptor.isCode) return { target: directTarget(cpu, descriptor, selector, offset) };
  if (!isCallGate(descriptor)) throw new Fault("GP", errorCodeOf(selector));
  if (descriptor.dpl < Math.max(cpu.cpl, selector & 3)) throw new Fault("GP", errorCodeOf(selector));
  if (!descriptor.isPresent) throw new Fault("NP", errorCodeOf(selector));
  return { target: gateTarget(cpu, descriptor, how), gate: descriptor };
}

function realTarget(cpu: Processor, selector: number, offset: number): Target {
  const contents = realContents(cpu.segments[CS]!, selector);
  if (offset >>> 0 > contents.limit) throw new Fault("GP", 0);
  return { contents, offset, ring: 0 };
}

function isCallGate({ isSystem, type }: Descriptor): boolean {
  return isSystem && (type === systemTypes.callGate16 || type === systemTypes.callGate32);
}

/** Behind a gate a call may reach inner rings, a jump only its own. */
function gateTarget(cpu: Processor, gate: Descriptor, how: "jump" | "call"): Target {
  const selector = gate.gateSelector;
  const code = requireDescriptor(cpu, selector, "GP");
  const isReachable = code.isConforming || how === "call" ? code.dpl <= cpu.cpl : code.dpl === cpu.cpl;
  if (!code.isCode || !isReachable) throw new Fault("GP", errorCodeOf(selector));
  const ring = code.isConforming ? cpu.cpl : code.dpl;
  return target(cpu, code, { selector, offset: gate.gateOffset, ring });
}

/** Where the caller's stack is, and the parameters on it, in their order. */
function pushCaller(cpu: Processor, stack: Stack, gate: Descriptor): void {
  const width = gate.gateWidth;
  const caller = Stack.current(cpu);
  stack.push(cpu.segments[SS]!.selector, width);
  stack.push(caller.top, width);
  const count = gate.high & 0x1f;
  for (let at = count - 1; at >= 0; at--) stack.push(caller.peek((at * width) / 8, width), width);
}
