/** Products and quotients against big integers. */
import test from "ava";
import fc from "fast-check";
import { prepare, register, runAll } from "./cpu";

const edges = fc.constantFrom(0, 1, -1, 2, 0x7fff_ffff, -0x8000_0000, 0xffff, 0x1_0000);
const long = fc.oneof(fc.integer(), edges, fc.integer({ min: -300, max: 300 }));

function double(high: number, low: number): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

test("MUL and IMUL of 32 bits give all 64, and CF and OF tell whether the upper half matters", (t) => {
  fc.assert(
    fc.property(long, long, (eax, ebx) => {
      for (const [text, as] of [
        ["mul ebx", (value: number) => BigInt(value >>> 0)],
        ["imul ebx", (value: number) => BigInt(value)],
      ] as const) {
        const prepared = prepare(text, { eax, ebx });
        runAll(prepared);
        const product = as(eax) * as(ebx);
        t.is(double(register(prepared.cpu, "edx"), register(prepared.cpu, "eax")), BigInt.asUintN(64, product));
        const fits = text === "mul ebx" ? product >> 32n === 0n : BigInt.asIntN(32, product) === product;
        t.deepEqual([prepared.cpu.flags.carry, prepared.cpu.flags.overflow], [!fits, !fits]);
      }
    }),
    { seed: 6, numRuns: process.env.CI === "true" ? 400 : 60 },
  );
});

test("DIV and IDIV of 64 bits by 32 give quotient and rest, or #DE and no change", (t) => {
  const dividends = fc.oneof(
    fc.record({ edx: fc.integer({ min: -3, max: 3 }), eax: long }),
    fc.record({ edx: fc.integer({ min: -0x40_0000, max: 0x40_0000 }), eax: long }),
    fc.record({ edx: long, eax: long }),
  );
  fc.assert(
    fc.property(dividends, fc.oneof(long, fc.integer()), ({ edx, eax }, ebx) => {
      for (const isSigned of [false, true]) {
        const prepared = prepare(isSigned ? "idiv ebx" : "div ebx", { edx, eax, ebx });
        runAll(prepared);
        const whole = double(edx, eax);
        const dividend = isSigned ? BigInt.asIntN(64, whole) : whole;
        const divisor = isSigned ? BigInt(ebx) : BigInt(ebx >>> 0);
        const quotient = divisor === 0n ? undefined : dividend / divisor;
        const fits =
          quotient !== undefined &&
          (isSigned ? BigInt.asIntN(32, quotient) : BigInt.asUintN(32, quotient)) === quotient;
        const result = double(register(prepared.cpu, "edx"), register(prepared.cpu, "eax"));
        t.is(prepared.events[0]?.vector, fits ? undefined : 0);
        if (!fits) t.is(result, whole);
        else t.is(result, (BigInt.asUintN(32, dividend % divisor) << 32n) | BigInt.asUintN(32, quotient));
      }
    }),
    { seed: 6, numRuns: process.env.CI === "true" ? 600 : 100 },
  );
});
