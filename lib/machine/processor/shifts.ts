/**
 * Shifts and rotations. The last bit that leaves goes to CF; OF tells, for a count of 1, whether the sign changed.
 *
 * ```text
 *   SHL  CF ◄─ [ ◄─ ◄─ ◄─ ] ◄─ 0          ROL  CF ◄┬ [ ◄─ ◄─ ] ◄┐        RCL  ┌► CF ◄─ [ ◄─ ◄─ ] ◄┐
 *   SHR   0 ─► [ ─► ─► ─► ] ─► CF                 └──────────────┘              └────────────────────┘
 *   SAR   sign stays                       ROR, RCR the other way round
 * ```
 *
 * Counts are taken modulo 32. At a count of 0 no flag changes; where the manual leaves OF undefined (counts above 1) it follows the same rule as for 1, and AF is clear.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 2B, "SAL/SAR/SHL/SHR", "RCL/RCR/ROL/ROR", "SHLD", "SHRD".
 *
 * @packageDocumentation
 */
import type { Width } from "../isa";
import type { Flags } from "./flags";

/** One of the seven, as the table's entries need them. */
export type Shift = (flags: Flags, width: Width, value: number, count: number) => number;

/** SHL, also called SAL. */
export const shiftLeft: Shift = (flags, width, value, count) => {
  const by = count & 31;
  if (by === 0) return value;
  const result = value << by;
  const carry = by <= width && ((value >>> (width - by)) & 1) !== 0;
  return flags.shift(result, width, carry, carry !== isSet(result, width - 1));
};

/** SHR: zeros come in. */
export const shiftRight: Shift = (flags, width, value, count) => {
  const by = count & 31;
  if (by === 0) return value;
  return flags.shift(value >>> by, width, isSet(value >>> (by - 1), 0), isSet(value, width - 1));
};

/** SAR: the sign comes in. */
export const shiftRightSigned: Shift = (flags, width, value, count) => {
  const by = count & 31;
  if (by === 0) return value;
  const signed = (value << (32 - width)) >> (32 - width);
  return flags.shift(signed >> by, width, isSet(signed >> (by - 1), 0), false);
};

/** ROL: what leaves at the top comes in below. */
export const rotateLeft: Shift = (flags, width, value, count) => {
  if ((count & 31) === 0) return value;
  const by = count & (width - 1);
  const result = (value << by) | (value >>> (width - by));
  const rotated = by === 0 ? value : result;
  const carry = isSet(rotated, 0);
  flags.setCarryAndOverflow(carry, carry !== isSet(rotated, width - 1));
  return rotated;
};

/** ROR. */
export const rotateRight: Shift = (flags, width, value, count) => {
  if ((count & 31) === 0) return value;
  const by = count & (width - 1);
  const rotated = by === 0 ? value : (value >>> by) | (value << (width - by));
  const carry = isSet(rotated, width - 1);
  flags.setCarryAndOverflow(carry, carry !== isSet(rotated, width - 2));
  return rotated;
};

/** RCL: CF is one more bit of the ring. */
export const rotateLeftThroughCarry: Shift = (flags, width, value, count) => {
  if ((count & 31) === 0) return value;
  let carry = flags.carry;
  let rotated = value;
  for (let left = (count & 31) % (width + 1); left > 0; left--) {
    const next = isSet(rotated, width - 1);
    rotated = (rotated << 1) | (carry ? 1 : 0);
    carry = next;
  }
  flags.setCarryAndOverflow(carry, carry !== isSet(rotated, width - 1));
  return rotated;
};

/** RCR. */
export const rotateRightThroughCarry: Shift = (flags, width, value, count) => {
  if ((count & 31) === 0) return value;
  let carry = flags.carry;
  let rotated = value;
  for (let left = (count & 31) % (width + 1); left > 0; left--) {
    const next = isSet(rotated, 0);
    rotated = (rotated >>> 1) | (carry ? 1 << (width - 1) : 0);
    carry = next;
  }
  flags.setCarryAndOverflow(carry, isSet(rotated, width - 1) !== isSet(rotated, width - 2));
  return rotated;
};

/** SHLD: shifts left, and the bits that come in are the upper ones of another value. Counts above 16 of a word have no defined result. */
export function shiftLeftDouble(flags: Flags, width: Width, value: number, more: number, count: number): number {
  const by = count & 31;
  if (by === 0) return value;
  const result =
    width === 32
      ? (value << by) | (more >>> (32 - by))
      : rotateWord(((value & 0xffff) << 16) | (more & 0xffff), by) >>> 16;
  const carry = width === 32 || by <= 16 ? isSet(value, width - by) : isSet(more, 32 - by);
  return flags.shift(result, width, carry, isSet(value, width - 1) !== isSet(result, width - 1));
}

/** SHRD: shifts right, and the bits that come in are the lower ones of another value. */
export function shiftRightDouble(flags: Flags, width: Width, value: number, more: number, count: number): number {
  const by = count & 31;
  if (by === 0) return value;
  const result =
    width === 32
      ? (value >>> by) | (more << (32 - by))
      : rotateWord(((more & 0xffff) << 16) | (value & 0xffff), 32 - by) & 0xffff;
  const carry = width === 32 || by <= 16 ? isSet(value, by - 1) : isSet(more, by - 17);
  return flags.shift(result, width, carry, isSet(value, width - 1) !== isSet(result, width - 1));
}

function rotateWord(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function isSet(value: number, bit: number): boolean {
  return ((value >>> bit) & 1) !== 0;
}
