/**
 * Loading segment registers.
 *
 * ```text
 *   DS, ES, FS, GS   null: allowed, and every use faults later. Else data or readable code, and (unless it conforms) both CPL and RPL ≤ DPL
 *   SS               writable data, and CPL = RPL = DPL
 * ```
 *
 * In real mode a selector is a paragraph: base = selector × 16, and limit and rights stay what they were.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 2B, "MOV", and vol. 3A, sections 5.5 to 5.7.
 *
 * @packageDocumentation
 */
import { Fault } from "../processor/fault";
import type { Processor } from "../processor/processor";
import { type Segment, type SegmentContents, SS } from "../processor/segment";
import { accessed, type Descriptor, errorCodeOf, isNull, requireDescriptor } from "./descriptor";

/** What a register holds after a null selector. */
export function nullContents(selector: number): SegmentContents {
  return { selector, base: 0, limit: 0, access: 0, big: false };
}

/** What a register holds in real mode. */
export function realContents(register: Segment, selector: number): SegmentContents {
  const { limit, access, big } = register;
  return { selector, base: selector << 4, limit, access, big };
}

/** Loads ES, SS, DS, FS or GS with a selector, as MOV and POP do. Throws #GP, #SS or #NP, with nothing changed. */
export function loadSegment(cpu: Processor, register: number, selector: number): void {
  const segment = cpu.segments[register]!;
  if (!cpu.isProtected) segment.load(realContents(segment, selector));
  else if (register === SS) segment.load(stackContents(cpu, selector));
  else segment.load(isNull(selector) ? nullContents(selector) : dataContents(cpu, selector));
}

function stackContents(cpu: Processor, selector: number): SegmentContents {
  const descriptor = requireDescriptor(cpu, selector, "GP");
  const isRight = descriptor.isWritable && (selector & 3) === cpu.cpl && descriptor.dpl === cpu.cpl;
  if (!isRight) throw new Fault("GP", errorCodeOf(selector));
  if (!descriptor.isPresent) throw new Fault("SS", errorCodeOf(selector));
  return accessed(cpu, descriptor, selector);
}

function dataContents(cpu: Processor, selector: number): SegmentContents {
  const descriptor = requireDescriptor(cpu, selector, "GP");
  if (!descriptor.isReadable || !mayUse(cpu, descriptor, selector)) throw new Fault("GP", errorCodeOf(selector));
  if (!descriptor.isPresent) throw new Fault("NP", errorCodeOf(selector));
  return accessed(cpu, descriptor, selector);
}

/** Whether code of this ring may use a data segment under a selector with this RPL. */
export function mayUse(cpu: Processor, descriptor: Descriptor, selector: number): boolean {
  return descriptor.isConforming || descriptor.dpl >= Math.max(cpu.cpl, selector & 3);
}
