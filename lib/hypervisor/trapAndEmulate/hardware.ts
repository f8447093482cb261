/**
 * What stands in the real processor's registers while a guest runs on it.
 *
 * ```text
 *                     the guest believes          the processor holds
 *   ring              0, 1, 2 │ 3                 1 (or 3) │ 3
 *   CS, SS            DPL and RPL 0               DPL and RPL of the real ring
 *   EFLAGS            IF, IOPL as it set them     IF set, IOPL 0; the others are its own
 *   CR3               its page directory          the shadow's
 *   GDTR, IDTR        its tables                  no tables: every load of a segment register traps, too
 * ```
 *
 * What is not in this table is the guest's own: general registers, EIP, the other flags.
 *
 * @packageDocumentation
 */
import { CS, cr0Bits, flagBits, type Processor, type Segment, type SegmentContents, SS } from "../../machine";

/** The bits of EFLAGS that are the monitor's. */
const MONITORS = flagBits.IF | flagBits.IOPL;
const CODE_OR_DATA = 0x10;

/** Prepares a processor for guests, once: no tables, paging on, write protection for supervisors, too. */
export function takeHardware(cpu: Processor): void {
  cpu.cr0 = cr0Bits.ET | cr0Bits.NE | cr0Bits.PE | cr0Bits.WP | cr0Bits.PG;
  Object.assign(cpu.gdt, { base: 0, limit: 0 });
  Object.assign(cpu.idt, { base: 0, limit: 0 });
  cpu.task.load({ selector: 0, base: 0, limit: 0, access: 0x8b, big: false });
  cpu.ldt.load({ selector: 0, base: 0, limit: 0, access: 0, big: false });
  Object.assign(cpu.memory.paging, { enabled: true, writeProtect: true, largePages: false });
}

/** Puts a guest's registers in the processor. */
export function enterGuest(cpu: Processor, guest: Processor, kernelRing: 1 | 3): void {
  const ring = Math.max(guest.cpl, kernelRing);
  cpu.general.set(guest.general);
  cpu.eip = guest.eip;
  cpu.flags.word = (guest.flags.word & ~MONITORS) | flagBits.IF;
  cpu.halted = false;
  cpu.interruptShadow = false;
  cpu.cpl = ring;
  for (const [number, segment] of guest.segments.entries())
    cpu.segments[number]!.load(pushedOut(segment, number === CS || number === SS, ring));
}

/** Takes them out again. Segments and the ring cannot have changed without a trap. */
export function leaveGuest(cpu: Processor, guest: Processor): void {
  guest.general.set(cpu.general);
  guest.eip = cpu.eip;
  guest.flags.word = (cpu.flags.word & ~MONITORS) | (guest.flags.word & MONITORS);
}

/** A segment as code of an outer ring may use it. */
function pushedOut(segment: Segment, hasRing: boolean, ring: number): SegmentContents {
  const { selector, base, limit, access, big } = segment;
  const dpl = (access & CODE_OR_DATA) === 0 ? segment.dpl : Math.max(segment.dpl, ring);
  return {
    selector: hasRing ? (selector & ~3) | ring : selector,
    base,
    limit,
    access: (access & ~0x60) | (dpl << 5),
    big,
  };
}
