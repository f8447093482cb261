/** EFLAGS, which are computed late, against flags computed at once from the definitions of the manual; for bytes, all of them. */
import test from "ava";
import fc from "fast-check";
import type { Width } from "../../../lib/machine";
import { Flags, flagBits, statusFlags } from "../../../lib/machine/processor";

type Operation = "add" | "addWithCarry" | "subtract" | "subtractWithBorrow";
const operations: readonly Operation[] = ["add", "addWithCarry", "subtract", "subtractWithBorrow"];
const CONDITIONS = 16;

/** The result and the flags, by definition: CF is the carry without sign, OF tells that the sum with sign does not fit, AF is the carry of four bits. */
function naive(operation: Operation, [a, b, carry]: readonly [number, number, number], width: Width): [number, number] {
  const size = 2 ** width;
  const direction = operation.startsWith("add") ? 1 : -1;
  const third = operation.includes("With") ? carry : 0;
  const unsigned = (value: number) => ((value % size) + size) % size;
  const signed = (value: number) => (unsigned(value) >= size / 2 ? unsigned(value) - size : unsigned(value));
  const exact = unsigned(a) + direction * (unsigned(b) + third);
  const exactSigned = signed(a) + direction * (signed(b) + third);
  const nibble = (unsigned(a) % 16) + direction * ((unsigned(b) % 16) + third);
  const result = unsigned(exact);
  const flags =
    (exact < 0 || exact >= size ? flagBits.CF : 0) |
    (exactSigned !== signed(result) ? flagBits.OF : 0) |
    (nibble < 0 || nibble > 15 ? flagBits.AF : 0) |
    byResult(result, width);
  return [result, flags];
}

function byResult(result: number, width: Width): number {
  let ones = 0;
  for (let bit = 0; bit < 8; bit++) ones += (result >>> bit) & 1;
  return (
    (result === 0 ? flagBits.ZF : 0) |
    (result >= 2 ** (width - 1) ? flagBits.SF : 0) |
    (ones % 2 === 0 ? flagBits.PF : 0)
  );
}

function computed(
  operation: Operation,
  [a, b, carry]: readonly [number, number, number],
  width: Width,
): [number, number] {
  const flags = new Flags();
  flags.carry = carry === 1;
  const result = flags[operation](a, b, width);
  return [width === 32 ? result >>> 0 : result & (2 ** width - 1), flags.word & statusFlags];
}

for (const operation of operations)
  test(`${operation}: all bytes, with and without carry`, (t) => {
    const wrong: string[] = [];
    for (let at = 0; at < 0x2_0000; at++) {
      const operands = [at & 0xff, (at >> 8) & 0xff, at >> 16] as const;
      const [result, flags] = computed(operation, operands, 8);
      const [expected, expectedFlags] = naive(operation, operands, 8);
      if (result !== expected || flags !== expectedFlags) wrong.push(String(operands));
    }
    t.deepEqual(wrong, []);
  });

test("operations of 16 and 32 bits", (t) => {
  const edges = fc.constantFrom(0, 1, -1, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, -0x8000_0000);
  const value = fc.oneof(fc.integer(), edges);
  fc.assert(
    fc.property(
      fc.constantFrom(...operations),
      fc.constantFrom<Width>(16, 32),
      value,
      value,
      fc.constantFrom(0, 1),
      (operation, width, left, right, carry) => {
        const cut = (number: number) => (width === 16 ? number & 0xffff : number);
        const operands = [cut(left), cut(right), carry] as const;
        t.deepEqual(computed(operation, operands, width), naive(operation, operands, width));
      },
    ),
    { seed: 6, numRuns: process.env.CI === "true" ? 3000 : 500 },
  );
});

test("INC and DEC are ADD and SUB of 1 that leave CF", (t) => {
  for (let at = 0; at < 0x200; at++) {
    const [value, carry] = [at & 0xff, at >> 8];
    const flags = new Flags();
    flags.carry = carry === 1;
    flags.increment(value, 8);
    t.is(flags.word & statusFlags, (naive("add", [value, 1, 0], 8)[1] & ~flagBits.CF) | carry);
    flags.carry = carry === 1;
    flags.decrement(value, 8);
    t.is(flags.word & statusFlags, (naive("subtract", [value, 1, 0], 8)[1] & ~flagBits.CF) | carry);
  }
});

test("each flag can be set without changing another, whatever was computed before", (t) => {
  const names = ["carry", "overflow", "zero", "auxiliary"] as const;
  const bits = { carry: flagBits.CF, overflow: flagBits.OF, zero: flagBits.ZF, auxiliary: flagBits.AF };
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer(),
      fc.array(fc.record({ name: fc.constantFrom(...names), to: fc.boolean() }), { maxLength: 6 }),
      (a, b, changes) => {
        const flags = new Flags();
        flags.add(a, b, 32);
        let expected = flags.word;
        for (const { name, to } of changes) {
          flags[name] = to;
          expected = to ? expected | bits[name] : expected & ~bits[name];
          t.is(flags.word, expected);
        }
      },
    ),
    { seed: 6 },
  );
});

test("what is written to EFLAGS is read again, except bits that do not exist", (t) => {
  fc.assert(
    fc.property(fc.integer(), (word) => {
      const flags = new Flags();
      flags.word = word;
      t.is(flags.word, (word & 0x3f_7fd5) | 2);
    }),
    { seed: 6 },
  );
});

test("the conditions look at the flags that the manual names, and each odd one is the opposite", (t) => {
  for (let bits = 0; bits < 64; bits++) {
    const [of, cf, zf, sf, pf] = [1, 2, 4, 8, 16].map((bit) => (bits & bit) !== 0) as [
      boolean,
      boolean,
      boolean,
      boolean,
      boolean,
    ];
    const flags = new Flags();
    flags.word =
      (of ? flagBits.OF : 0) |
      (cf ? flagBits.CF : 0) |
      (zf ? flagBits.ZF : 0) |
      (sf ? flagBits.SF : 0) |
      (pf ? flagBits.PF : 0);
    const expected = [of, cf, zf, cf || zf, sf, pf, sf !== of, zf || sf !== of].flatMap((holds) => [holds, !holds]);
    t.deepEqual(
      Array.from({ length: CONDITIONS }, (_, number) => flags.holds(number)),
      expected,
    );
  }
});
