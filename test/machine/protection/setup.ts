/** A processor in protected mode whose tables a test fills as it likes. */
import { Bus, CS, DS, ES, ESP, Fault, Processor, Ram, SS } from "../../../lib/machine";

/** Where the tables are. */
export const GDT = 0x1000;
export const IDT = 0x2000;
export const TASK = 0x3000;
/** Selectors of flat code and data by ring. */
export const codeOf = [0x08, 0x19, 0x2a, 0x3b] as const;
export const dataOf = [0x10, 0x21, 0x32, 0x43] as const;
/** The first selector that tests use for their own. */
export const FREE = 0x80;

/** What a descriptor says; all of memory, present, of ring 0, 32 bits if not given. */
export interface Fields {
  readonly base?: number;
  /** The limit field; in pages if `granular`. */
  readonly limit?: number;
  readonly granular?: boolean;
  readonly big?: boolean;
  /** P, DPL, S and type. */
  readonly access: number;
}

/** Writes a descriptor into the global table. */
export function describe(cpu: Processor, selector: number, fields: Fields): void {
  const { base = 0, limit = 0xf_ffff, granular = true, big = true, access } = fields;
  const high = (base & 0xff00_0000) | (granular ? 0x80_0000 : 0) | (big ? 0x40_0000 : 0) | (limit & 0xf_0000);
  writePair(
    cpu,
    GDT + (selector & 0xfff8),
    (base << 16) | (limit & 0xffff),
    high | (access << 8) | ((base >> 16) & 0xff),
  );
}

/** Writes a gate: a call gate into the global table, others into the interrupt table. */
export function gate(
  cpu: Processor,
  address: number,
  { selector, offset, access, count = 0 }: { selector: number; offset: number; access: number; count?: number },
): void {
  writePair(cpu, address, (selector << 16) | (offset & 0xffff), (offset & 0xffff_0000) | (access << 8) | count);
}

function writePair({ ram }: Processor, address: number, low: number, high: number): void {
  ram.write32(address, low >>> 0);
  ram.write32(address + 4, high >>> 0);
}

/** A processor that runs flat code of a ring, at 0x5000, with its stack at 0x8000 and those of the inner rings at 0x9000, 0xA000 and 0xB000. */
export function processorIn(ring: 0 | 1 | 2 | 3): Processor {
  const ram = new Ram(0x1_0000);
  const cpu = new Processor(ram, new Bus(ram));
  Object.assign(cpu.gdt, { base: GDT, limit: 0x1ff });
  Object.assign(cpu.idt, { base: IDT, limit: 0x7ff });
  cpu.cr0 = 0x11;
  for (const level of [0, 1, 2, 3] as const) {
    describe(cpu, codeOf[level], { access: 0x9b | (level << 5) });
    describe(cpu, dataOf[level], { access: 0x93 | (level << 5) });
    ram.write32(TASK + 4 + 8 * level, 0x9000 + 0x1000 * level);
    ram.write32(TASK + 8 + 8 * level, dataOf[level]);
  }
  cpu.task.load({ selector: 0x48, base: TASK, limit: 0x67, access: 0x8b, big: false });
  const flat = { base: 0, limit: 0xffff_ffff, big: true };
  cpu.segments[CS]!.load({ ...flat, selector: codeOf[ring], access: 0x9b | (ring << 5) });
  for (const register of [SS, DS, ES])
    cpu.segments[register]!.load({ ...flat, selector: dataOf[ring], access: 0x93 | (ring << 5) });
  cpu.cpl = ring;
  cpu.general[ESP] = 0x8000;
  cpu.eip = 0x5000;
  cpu.next = 0x5002;
  return cpu;
}

/** The exception that something raises, as `GP(8)`; `none` if it raises none. */
export function exceptionOf(act: () => void): string {
  try {
    act();
    return "none";
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return error.errorCode === undefined ? error.exception : `${error.exception}(${error.errorCode.toString(16)})`;
  }
}
