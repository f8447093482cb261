/**
 * One bit: of a register, or of a string of bits in memory, which a register may point into far before or behind the operand's address.
 *
 * ```text
 *   bts [ebx], ecx       ECX = −3:   byte [ebx−4 … ebx−1], bit 29 of it        −3 = −1 · 32 + 29
 *   bts eax, ecx         ECX modulo 32
 * ```
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 2A, "BT", "BTC", "BTR", "BTS", "BSF", "BSR", and section 3.1.1.9.
 *
 * @packageDocumentation
 */
import { CONSTANT, MEMORY, type Place } from "./place";
import type { Processor } from "./processor";
import type { Step } from "./step";

/** What happens to the bit once it is in CF. */
export type BitChange = (value: number, mask: number) => number;

/** BT: nothing. */
export function testBit(cpu: Processor, step: Step): void {
  const place = placeOfBit(cpu, step);
  cpu.flags.carry = (cpu.read(place) & maskOf(cpu, step)) !== 0;
}

/** BTS, BTR and BTC. */
export function changeBit(change: BitChange): (cpu: Processor, step: Step) => void {
  return (cpu, step) => {
    const place = placeOfBit(cpu, step);
    const mask = maskOf(cpu, step);
    const value = cpu.readForUpdate(place);
    cpu.write(place, change(value, mask));
    cpu.flags.carry = (value & mask) !== 0;
  };
}

/** The lowest bit that is set, from 0; of 0, `otherwise`. ZF tells which. */
export function lowestBit(cpu: Processor, otherwise: number, value: number): number {
  cpu.flags.zero = value === 0;
  return value === 0 ? otherwise : 31 - Math.clz32(value & -value);
}

/** The highest bit that is set. */
export function highestBit(cpu: Processor, otherwise: number, value: number): number {
  cpu.flags.zero = value === 0;
  return value === 0 ? otherwise : 31 - Math.clz32(value);
}

function maskOf(cpu: Processor, { second, width }: Step): number {
  return 1 << (cpu.read(second!) & (width - 1));
}

/** The operand, or the one of its size before or behind it that has the bit. */
function placeOfBit(cpu: Processor, { first, second, width }: Step): Place {
  if (first!.kind !== MEMORY || second!.kind === CONSTANT) return first!;
  const bit = (cpu.read(second!) << (32 - width)) >> (32 - width);
  const bytes = (bit >> (width === 32 ? 5 : 4)) * (width / 8);
  return { ...first!, displacement: (first!.displacement + bytes) | 0 };
}
