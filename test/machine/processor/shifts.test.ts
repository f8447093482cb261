/** Shifts and rotations against the same bit by bit, on lists of bits: all bytes, all counts. */
import test from "ava";
import fc from "fast-check";
import type { Width } from "../../../lib/machine";
import { Flags } from "../../../lib/machine/processor";
import * as shifts from "../../../lib/machine/processor/shifts";

/** One step of a ring or row of bits, the lowest first: what comes in at the top (right) or at the bottom (left). */
type Step = (bits: boolean[], carry: boolean) => { readonly bits: boolean[]; readonly carry: boolean };

const left =
  (incoming: (bits: boolean[], carry: boolean) => boolean): Step =>
  (bits, carry) => ({ bits: [incoming(bits, carry), ...bits.slice(0, -1)], carry: bits[bits.length - 1]! });
const right =
  (incoming: (bits: boolean[], carry: boolean) => boolean): Step =>
  (bits, carry) => ({ bits: [...bits.slice(1), incoming(bits, carry)], carry: bits[0]! });

const rows: Readonly<Record<string, readonly [shifts.Shift, Step]>> = {
  SHL: [shifts.shiftLeft, left(() => false)],
  SHR: [shifts.shiftRight, right(() => false)],
  SAR: [shifts.shiftRightSigned, right((bits) => bits[bits.length - 1]!)],
  ROL: [shifts.rotateLeft, left((bits) => bits[bits.length - 1]!)],
  ROR: [shifts.rotateRight, right((bits) => bits[0]!)],
  RCL: [shifts.rotateLeftThroughCarry, left((_, carry) => carry)],
  RCR: [shifts.rotateRightThroughCarry, right((_, carry) => carry)],
};

interface Given {
  readonly value: number;
  readonly count: number;
  readonly carry: boolean;
  readonly width: Width;
}

function bitByBit(step: Step, { value, count, carry, width }: Given): [number, boolean] {
  let state = { bits: Array.from({ length: width }, (_, bit) => ((value >>> bit) & 1) === 1), carry };
  for (let left = count & 31; left > 0; left--) state = step(state.bits, state.carry);
  return [state.bits.reduce((sum, bit, at) => sum + (bit ? 2 ** at : 0), 0), state.carry];
}

function atOnce(shift: shifts.Shift, { value, count, carry, width }: Given): [number, boolean] {
  const flags = new Flags();
  flags.carry = carry;
  const result = shift(flags, width, value, count);
  return [width === 32 ? result >>> 0 : result & (2 ** width - 1), flags.carry];
}

for (const [name, [shift, step]] of Object.entries(rows)) {
  test(`${name}: all bytes by 0 to 40`, (t) => {
    const wrong: Given[] = [];
    for (let value = 0; value < 256; value++)
      for (let count = 0; count <= 40; count++)
        for (const carry of [false, true]) {
          const given: Given = { value, count, carry, width: 8 };
          const [result, left] = atOnce(shift, given);
          const [expected, expectedLeft] = bitByBit(step, given);
          if (result !== expected || left !== expectedLeft) wrong.push(given);
        }
    t.deepEqual(wrong, []);
  });

  test(`${name}: 16 and 32 bits`, (t) => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.nat(63),
        fc.boolean(),
        fc.constantFrom<Width>(16, 32),
        (number, count, carry, width) => {
          const given = { value: width === 16 ? number & 0xffff : number, count, carry, width };
          t.deepEqual(atOnce(shift, given), bitByBit(step, given));
        },
      ),
      { seed: 6, numRuns: process.env.CI === "true" ? 500 : 100 },
    );
  });

  test(`${name}: a count of 0 changes no flag`, (t) => {
    for (const count of [0, 32, 64]) {
      const flags = new Flags();
      flags.word = 0x8d5;
      t.is(shift(flags, 8, 0x5a, count), 0x5a);
      t.is(flags.word, 0x8d7);
    }
  });
}

test("SHLD and SHRD are the halves of a shift of both values together", (t) => {
  const word = fc.bigInt({ min: 0n, max: 0xffff_ffffn });
  fc.assert(
    fc.property(word, word, fc.nat(63), fc.constantFrom<Width>(16, 32), (first, second, count, width) => {
      const [size, by] = [BigInt(width), BigInt(count & 31)];
      if (by > size) return;
      const [a, b] = [BigInt.asUintN(width, first), BigInt.asUintN(width, second)];
      const own = (shift: typeof shifts.shiftLeftDouble) =>
        BigInt.asUintN(
          width,
          BigInt(shift(new Flags(), width, Number(BigInt.asIntN(width, a)), Number(BigInt.asIntN(width, b)), count)),
        );
      t.is(own(shifts.shiftLeftDouble), BigInt.asUintN(width, (((a << size) | b) << by) >> size));
      t.is(own(shifts.shiftRightDouble), BigInt.asUintN(width, ((b << size) | a) >> by));
    }),
    { seed: 6, numRuns: process.env.CI === "true" ? 2000 : 300 },
  );
});
