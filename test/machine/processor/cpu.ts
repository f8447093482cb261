/** A processor in flat 32-bit segments, ring 0, with a program of ours at 0x1000 and its stack below 0x8000. */
import { assemble } from "../../../lib/machine";
import { Bus, Processor, type ProcessorEvent, Ram, stepOnce } from "../../../lib/machine/processor";

/** Where the program is. */
export const PROGRAM = 0x1000;
/** ESP at first. */
export const STACK = 0x8000;
const MEMORY = 0x1_0000;
const NAMES = ["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"];

/** What a test looks at. */
export interface Prepared {
  readonly cpu: Processor;
  /** Exceptions and interrupts, in order. */
  readonly events: ProcessorEvent[];
  /** Bytes of the program. */
  readonly length: number;
}

/** Assembles a program and sets registers by name. After an event the processor goes on behind the instruction. */
export function prepare(source: string, registers: Readonly<Record<string, number>> = {}): Prepared {
  const ram = new Ram(MEMORY);
  const cpu = new Processor(ram, new Bus(ram));
  const flat = { base: 0, limit: 0xffff_ffff, big: true };
  for (const [at, segment] of cpu.segments.entries())
    segment.load({ ...flat, selector: 8, access: at === 1 ? 0x9b : 0x93 });
  cpu.cr0 |= 1;
  const { bytes } = assemble(`bits 32\norg ${PROGRAM}\n${source}`);
  ram.bytes.set(bytes, PROGRAM);
  cpu.general[4] = STACK;
  for (const [name, value] of Object.entries(registers)) cpu.general[NAMES.indexOf(name)] = value;
  cpu.flags.word = 2;
  cpu.eip = PROGRAM;
  const events: ProcessorEvent[] = [];
  cpu.monitor = (event) => {
    events.push(event);
    return true;
  };
  return { cpu, events, length: bytes.length };
}

/** Runs until the end of the program, or so many instructions. */
export function runAll({ cpu, events, length }: Prepared, most = 10_000): void {
  for (let left = most; left > 0 && cpu.eip !== PROGRAM + length && events.length === 0; left--) stepOnce(cpu);
}

/** A register by name, with sign. */
export function register(cpu: Processor, name: string): number {
  return cpu.general[NAMES.indexOf(name)]!;
}
