/**
 * Which code segments control may reach, and in which ring it then runs.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 3A, section 5.8, "Privilege Level Checking When Transferring Program Control Between Code Segments".
 *
 * @packageDocumentation
 */
import { Fault } from "../processor/fault";
import type { Processor } from "../processor/processor";
import { CS, type SegmentContents } from "../processor/segment";
import { accessed, type Descriptor, errorCodeOf } from "./descriptor";

/** A checked place to go on at. */
export interface Target {
  readonly contents: SegmentContents;
  readonly offset: number;
  /** The ring in which its code runs. */
  readonly ring: number;
}

/** The place behind a selector that a direct jump or call names. Throws #GP or #NP. */
export function directTarget(cpu: Processor, descriptor: Descriptor, selector: number, offset: number): Target {
  const isAllowed = descriptor.isConforming
    ? descriptor.dpl <= cpu.cpl
    : descriptor.dpl === cpu.cpl && (selector & 3) <= cpu.cpl;
  if (!isAllowed) throw new Fault("GP", errorCodeOf(selector));
  return target(cpu, descriptor, { selector, offset, ring: cpu.cpl });
}

/** The place in a segment that was found to be allowed. Throws #NP if it is absent, #GP if the offset lies beyond it. */
export function target(
  cpu: Processor,
  descriptor: Descriptor,
  { selector, offset, ring, external = 0 }: { selector: number; offset: number; ring: number; external?: number },
): Target {
  if (!descriptor.isPresent) throw new Fault("NP", errorCodeOf(selector) | external);
  if (offset >>> 0 > descriptor.limit) throw new Fault("GP", external);
  return { contents: accessed(cpu, descriptor, (selector & 0xfffc) | ring), offset, ring };
}

/** Goes on there. */
export function enter(cpu: Processor, { contents, offset, ring }: Target): void {
  cpu.segments[CS]!.load(contents);
  cpu.cpl = ring;
  cpu.next = offset;
}
