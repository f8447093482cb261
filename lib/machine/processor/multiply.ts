/**
 * Multiplying and dividing: products have twice the bits of their factors, dividends twice those of the divisor.
 *
 * ```text
 *   MUL r/m32   EDX:EAX = EAX · r/m32          DIV r/m32   EAX = EDX:EAX / r/m32, EDX the rest; #DE if EAX cannot hold it
 *   MUL r/m8         AX = AL · r/m8            DIV r/m8     AL = AX / r/m8, AH the rest
 * ```
 *
 * Numbers of JavaScript are exact below 2^53. Larger dividends, which are rare, take the way of big integers.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 2A, "DIV", "IDIV", "IMUL", vol. 2B, "MUL".
 *
 * @packageDocumentation
 */
import type { Width } from "../isa";
import { Fault } from "./fault";
import { EAX, EDX, type Processor } from "./processor";
import type { Step } from "./step";

const EXACT = 2 ** 53;

/** MUL. */
export function multiply(cpu: Processor, { first, width }: Step): void {
  const factor = cpu.read(first!);
  const own = accumulator(cpu, width);
  if (width === 32) setDouble(cpu, Math.imul(own, factor), highUnsigned(own, factor));
  else setProduct(cpu, width, own * factor);
  const high = width === 8 ? (cpu.general[EAX]! >> 8) & 0xff : upperHalf(cpu, width);
  cpu.flags.setCarryAndOverflow(high !== 0, high !== 0);
}

/** IMUL with one operand. */
export function multiplySigned(cpu: Processor, { first, width }: Step): void {
  const factor = signed(cpu.read(first!), width);
  const own = signed(accumulator(cpu, width), width);
  const low = Math.imul(own, factor);
  const isLost = productIsLost(own, factor, width);
  if (width === 32) setDouble(cpu, low, highSigned(own, factor));
  else setProduct(cpu, width, low);
  cpu.flags.setCarryAndOverflow(isLost, isLost);
}

/** IMUL with two operands or three: the lower half alone. */
export function multiplyTruncated(cpu: Processor, width: Width, a: number, b: number): number {
  const isLost = productIsLost(signed(a, width), signed(b, width), width);
  cpu.flags.setCarryAndOverflow(isLost, isLost);
  return Math.imul(a, b);
}

/** DIV. Throws #DE if the quotient does not fit. */
export function divide(cpu: Processor, { first, width }: Step): void {
  const divisor = width === 32 ? cpu.read(first!) >>> 0 : cpu.read(first!);
  if (divisor === 0) throw new Fault("DE");
  const dividend = unsignedDividend(cpu, width);
  if (typeof dividend === "bigint")
    setLongQuotient(cpu, dividend / BigInt(divisor), dividend % BigInt(divisor), 0n, 2n ** 32n);
  else setQuotient(cpu, width, Math.floor(dividend / divisor), dividend % divisor, [0, 2 ** width]);
}

/** IDIV: rounds towards 0, and the rest has the sign of the dividend. Throws #DE if the quotient does not fit. */
export function divideSigned(cpu: Processor, { first, width }: Step): void {
  const divisor = signed(cpu.read(first!), width);
  if (divisor === 0) throw new Fault("DE");
  const dividend = signedDividend(cpu, width);
  const limit = 2 ** (width - 1);
  if (typeof dividend === "bigint")
    setLongQuotient(cpu, dividend / BigInt(divisor), dividend % BigInt(divisor), -(2n ** 31n), 2n ** 31n);
  else setQuotient(cpu, width, Math.trunc(dividend / divisor), dividend % divisor, [-limit, limit]);
}

function signed(value: number, width: Width): number {
  return (value << (32 - width)) >> (32 - width);
}

function accumulator(cpu: Processor, width: Width): number {
  return width === 32 ? cpu.general[EAX]! : cpu.general[EAX]! & (2 ** width - 1);
}

/** DX or EDX. */
function upperHalf(cpu: Processor, width: Width): number {
  return width === 32 ? cpu.general[EDX]! : cpu.general[EDX]! & 0xffff;
}

/** AX, or DX:AX. */
function setProduct(cpu: Processor, width: Width, product: number): void {
  if (width === 8) setWord(cpu, EAX, product);
  else {
    setWord(cpu, EAX, product);
    setWord(cpu, EDX, product >> 16);
  }
}

function setDouble(cpu: Processor, low: number, high: number): void {
  cpu.general[EAX] = low;
  cpu.general[EDX] = high;
}

function setWord(cpu: Processor, register: number, value: number): void {
  cpu.general[register] = (cpu.general[register]! & ~0xffff) | (value & 0xffff);
}

/** The upper 32 bits of a product without sign: four products of halves, added as on paper. */
function highUnsigned(a: number, b: number): number {
  const [a0, a1, b0, b1] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const other = a0 * b1 + (middle % 0x1_0000);
  return (a1 * b1 + Math.floor(middle / 0x1_0000) + Math.floor(other / 0x1_0000)) | 0;
}

function highSigned(a: number, b: number): number {
  return (highUnsigned(a, b) - (a < 0 ? b : 0) - (b < 0 ? a : 0)) | 0;
}

/** Whether the upper half of a product says more than its sign. */
function productIsLost(a: number, b: number, width: Width): boolean {
  const low = Math.imul(a, b);
  return width === 32 ? highSigned(a, b) !== low >> 31 : low !== signed(low, width);
}

function unsignedDividend(cpu: Processor, width: Width): number | bigint {
  if (width === 8) return cpu.general[EAX]! & 0xffff;
  if (width === 16) return (upperHalf(cpu, 16) * 0x1_0000 + accumulator(cpu, 16)) >>> 0;
  const high = cpu.general[EDX]! >>> 0;
  const low = cpu.general[EAX]! >>> 0;
  const dividend = high * 2 ** 32 + low;
  return dividend < EXACT ? dividend : (BigInt(high) << 32n) + BigInt(low);
}

function signedDividend(cpu: Processor, width: Width): number | bigint {
  if (width === 8) return signed(cpu.general[EAX]!, 16);
  if (width === 16) return (upperHalf(cpu, 16) << 16) | accumulator(cpu, 16);
  const high = cpu.general[EDX]!;
  const low = cpu.general[EAX]! >>> 0;
  const dividend = high * 2 ** 32 + low;
  return Math.abs(dividend) < EXACT ? dividend : (BigInt(high) << 32n) + BigInt(low);
}

function setQuotient(
  cpu: Processor,
  width: Width,
  quotient: number,
  rest: number,
  [least, limit]: readonly [number, number],
): void {
  if (quotient < least || quotient >= limit) throw new Fault("DE");
  if (width === 8) setWord(cpu, EAX, ((rest & 0xff) << 8) | (quotient & 0xff));
  else if (width === 32) setDouble(cpu, quotient, rest);
  else {
    setWord(cpu, EAX, quotient);
    setWord(cpu, EDX, rest);
  }
}

function setLongQuotient(cpu: Processor, quotient: bigint, rest: bigint, least: bigint, limit: bigint): void {
  if (quotient < least || quotient >= limit) throw new Fault("DE");
  setDouble(cpu, Number(quotient), Number(rest));
}
