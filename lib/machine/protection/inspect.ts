/**
 * What a program may ask about selectors without a fault: LAR, LSL, VERR, VERW, ARPL. The answer is in ZF.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 3A, section 5.10, "Pointer Validation".
 *
 * @packageDocumentation
 */
import type { Processor } from "../processor/processor";
import type { Step } from "../processor/step";
import { type Descriptor, findDescriptor, isNull, systemTypes } from "./descriptor";
import { mayUse } from "./segmentLoad";
import { requireProtected } from "./tables";

const { availableTask16, ldt, busyTask16, callGate16, taskGate, availableTask32, busyTask32, callGate32 } = systemTypes;
const WITH_LIMIT: readonly number[] = [availableTask16, ldt, busyTask16, availableTask32, busyTask32];
const WITH_RIGHTS: readonly number[] = [...WITH_LIMIT, callGate16, taskGate, callGate32];

/** LAR: the second half of the descriptor, without what is address and limit; none if ZF is clear. */
export function accessRights(cpu: Processor, selector: number): number | undefined {
  const found = visible(cpu, selector, WITH_RIGHTS);
  return found === undefined ? undefined : found.high & 0x00f0_ff00;
}

/** LSL: the limit in bytes; none if ZF is clear. */
export function segmentLimit(cpu: Processor, selector: number): number | undefined {
  return visible(cpu, selector, WITH_LIMIT)?.limit;
}

/** VERR and VERW: whether the segment could be read, or written. */
export function verify(cpu: Processor, selector: number, how: "read" | "write"): number {
  const found = visible(cpu, selector, []);
  cpu.flags.zero = found !== undefined && (how === "read" ? found.isReadable : found.isWritable);
  return selector;
}

/** ARPL: raises the RPL of a selector to that of another. Memory is stored to only if that changes it. */
export function adjustRpl(cpu: Processor, { first, second }: Step): void {
  requireProtected(cpu);
  const selector = cpu.read(first!);
  const rpl = cpu.read(second!) & 3;
  const isLower = (selector & 3) < rpl;
  if (isLower) cpu.write(first!, (selector & ~3) | rpl);
  cpu.flags.zero = isLower;
}

/** The descriptor, if its type is one of these or it is code or data, and this ring may see it; ZF says whether. */
function visible(cpu: Processor, selector: number, systemOnes: readonly number[]): Descriptor | undefined {
  requireProtected(cpu);
  const found = isNull(selector) ? undefined : findDescriptor(cpu, selector);
  const isVisible =
    found !== undefined && (!found.isSystem || systemOnes.includes(found.type)) && mayUse(cpu, found, selector);
  cpu.flags.zero = isVisible;
  return isVisible ? found : undefined;
}
