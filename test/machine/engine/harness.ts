/** Processors on memory full of random code. */
import { Bus, flagBits, Processor, Ram, stepOnce } from "../../../lib/machine/processor";

const MEMORY = 0x1_0000;

/** A processor in flat 32-bit segments of 64 KiB, without page tables, on memory full of code. */
export function processorOn(code: Uint8Array, ring: number): Processor {
  const ram = new Ram(MEMORY);
  for (let at = 0; at < MEMORY; at += code.length) ram.bytes.set(code.subarray(0, MEMORY - at), at);
  const cpu = new Processor(ram, new Bus(ram));
  const flat = { base: 0, limit: MEMORY - 1, big: true };
  for (const [at, segment] of cpu.segments.entries())
    segment.load({ ...flat, selector: 8 | ring, access: (at === 1 ? 0x9b : 0x93) | (ring << 5) });
  cpu.cr0 |= 1;
  cpu.cpl = ring;
  cpu.flags.word = 2;
  cpu.eip = 0x800;
  cpu.monitor = ({ vector, kind }) => {
    const place = kind === "fault" ? cpu.eip : cpu.next;
    cpu.eip = (place * 5 + vector * 0x123 + 1) & 0x3fff;
    cpu.next = cpu.eip;
    cpu.flags.system &= ~flagBits.TF;
    for (let register = 0; register < 8; register++) cpu.general[register]! &= 0xffff;
    return true;
  };
  return cpu;
}

/** Executes up to a count, one instruction at a time. */
export function stepTo(cpu: Processor, count: number): void {
  while (cpu.instructions < count && !cpu.halted) stepOnce(cpu);
}
