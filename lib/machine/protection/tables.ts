/**
 * The registers that say where the tables are: GDTR, IDTR, LDTR and TR.
 *
 * ```text
 *   LGDT [m]:  │ limit 16 │ base 32 │         LLDT, LTR: a selector of the GDT, whose descriptor is read once
 * ```
 *
 * Everybody may store them (SGDT, SIDT, SLDT, STR): that a guest so sees its host's is one of the ways in which this processor is hard to virtualize.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 2A, "LGDT/LIDT", "LLDT", "LTR", vol. 2B, "SGDT", "SIDT", "SLDT", "STR".
 *
 * @packageDocumentation
 */
import { Fault } from "../processor/fault";
import type { Processor, TableRegister } from "../processor/processor";
import type { Segment } from "../processor/segment";
import type { Step } from "../processor/step";
import { type Descriptor, errorCodeOf, isNull, requireDescriptor, setAccess, systemTypes } from "./descriptor";
import { nullContents } from "./segmentLoad";

/** LGDT and LIDT. Under an operand size of 16 bits the base has 24. */
export function loadTable(cpu: Processor, step: Step, table: TableRegister): void {
  const { segment } = step.first!;
  const offset = step.offset(cpu, 0);
  const limit = cpu.load(segment, offset, 16);
  const base = cpu.load(segment, (offset + 2) | 0, 32);
  table.limit = limit;
  table.base = step.operandSize === 32 ? base : base & 0xff_ffff;
}

/** SGDT and SIDT. */
export function storeTable(cpu: Processor, step: Step, { base, limit }: TableRegister): void {
  const { segment } = step.first!;
  const offset = step.offset(cpu, 0);
  cpu.linearForWrite(segment, offset, 6);
  cpu.store(segment, (offset + 2) | 0, base, 32);
  cpu.store(segment, offset, limit, 16);
}

/** LLDT. A null selector is allowed: then there is no local table. */
export function loadLocalTable(cpu: Processor, selector: number): void {
  requireProtected(cpu);
  if (isNull(selector)) cpu.ldt.load(nullContents(selector));
  else cpu.ldt.load(globalDescriptor(cpu, selector, [systemTypes.ldt]).contents(selector));
}

/** LTR: the task becomes busy, in its descriptor, too. */
export function loadTask(cpu: Processor, selector: number): void {
  requireProtected(cpu);
  const available = [systemTypes.availableTask16, systemTypes.availableTask32];
  const descriptor = globalDescriptor(cpu, selector, available);
  const busy = descriptor.access | 2;
  setAccess(cpu, descriptor, busy);
  cpu.task.load({ ...descriptor.contents(selector), access: busy });
}

function globalDescriptor(cpu: Processor, selector: number, types: readonly number[]): Descriptor {
  if ((selector & 4) !== 0) throw new Fault("GP", errorCodeOf(selector));
  const descriptor = requireDescriptor(cpu, selector, "GP");
  if (!descriptor.isSystem || !types.includes(descriptor.type)) throw new Fault("GP", errorCodeOf(selector));
  if (!descriptor.isPresent) throw new Fault("NP", errorCodeOf(selector));
  return descriptor;
}

/** SLDT and STR. */
export function selectorOf(cpu: Processor, { selector }: Segment): number {
  requireProtected(cpu);
  return selector;
}

/** Instructions about selectors do not exist in real mode. */
export function requireProtected(cpu: Processor): void {
  if (!cpu.isProtected) throw new Fault("UD");
}
