/**
 * Decimal digits: two in a byte (packed), or one in a byte (unpacked). Binary arithmetic leaves them wrong by 6 where a digit went beyond 9.
 *
 * ```text
 *   0x38 + 0x45 = 0x7d     DAA: the lower digit is above 9, + 0x06 = 0x83     38 + 45 = 83
 * ```
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 2A, "AAA", "AAD", "AAM", "AAS", "DAA", "DAS".
 *
 * @packageDocumentation
 */
import { Fault } from "./fault";
import { EAX, type Processor } from "./processor";

/** DAA (direction 1) and DAS (direction −1): two digits in AL after ADD or SUB. */
export function adjustPacked(cpu: Processor, direction: 1 | -1): void {
  const { flags } = cpu;
  const before = cpu.general[EAX]! & 0xff;
  const carry = flags.carry;
  const isLowWrong = (before & 0xf) > 9 || flags.auxiliary;
  const isHighWrong = before > 0x99 || carry;
  const after = before + direction * ((isLowWrong ? 6 : 0) + (isHighWrong ? 0x60 : 0));
  const borrows = direction === -1 && isLowWrong && before < 6;
  flags.logic(after, 8);
  flags.carry = isHighWrong || borrows;
  flags.auxiliary = isLowWrong;
  setLow(cpu, after & 0xff);
}

/** AAA (direction 1) and AAS (direction −1): one digit in AL, and what it carries goes to AH. */
export function adjustUnpacked(cpu: Processor, direction: 1 | -1): void {
  const { flags } = cpu;
  const word = cpu.general[EAX]! & 0xffff;
  const isWrong = (word & 0xf) > 9 || flags.auxiliary;
  const after = isWrong ? word + direction * 0x106 : word;
  flags.carry = isWrong;
  flags.auxiliary = isWrong;
  setWord(cpu, after & 0xff0f);
}

/** AAM: AL in two digits, AH and AL. Throws #DE for a base of 0. */
export function splitDigits(cpu: Processor, base: number): void {
  if (base === 0) throw new Fault("DE");
  const value = cpu.general[EAX]! & 0xff;
  const low = value % base;
  setWord(cpu, (Math.floor(value / base) << 8) | low);
  cpu.flags.logic(low, 8);
}

/** AAD: two digits, AH and AL, in one number. */
export function joinDigits(cpu: Processor, base: number): void {
  const word = cpu.general[EAX]! & 0xffff;
  const value = ((word & 0xff) + (word >> 8) * base) & 0xff;
  setWord(cpu, value);
  cpu.flags.logic(value, 8);
}

function setLow(cpu: Processor, value: number): void {
  cpu.general[EAX] = (cpu.general[EAX]! & ~0xff) | value;
}

function setWord(cpu: Processor, value: number): void {
  cpu.general[EAX] = (cpu.general[EAX]! & ~0xffff) | value;
}
