import test from "ava";
import fc from "fast-check";
import { DomainError } from "../../lib/errors";
import * as sim from "../../lib/sim";

const conversions: readonly (readonly [number, string, number, string])[] = [
  [8, "MW", 8_000_000, "W"],
  [1, "kWh", 3_600_000, "J"],
  [1, "year", 8760, "hour"],
  [1, "year", 12, "month"],
  [1, "day", 1440, "min"],
  [1, "TB", 8000, "Gb"],
  [1, "GiB", 1.073741824, "GB"],
  [100, "Gb/s", 12.5, "GB/s"],
  [1, "PB/day", 1e15 / 86_400, "B/s"],
  [0.07, "USD/kWh", 70, "USD/MWh"],
  [1.86, "USD/W/year", 1860, "USD/kW/year"],
  [1, "W", 3600, "J/hour"],
  [5, "%/year", 0.05, "1/year"],
];

for (const [value, from, expected, to] of conversions) {
  test(`${value} ${from} is ${expected} ${to}, and back`, (t) => {
    t.true(Math.abs(sim.convert(value, from, to) / expected - 1) < 1e-12);
    t.true(Math.abs(sim.convert(expected, to, from) / value - 1) < 1e-12);
  });
}

const mixed = [
  ["MW", "kWh"],
  ["USD/hour", "EUR/hour"],
  ["GB", "Gb/s"],
  ["hour", "%"],
  ["USD", "USD/month"],
] as const;

for (const [from, to] of mixed) {
  test(`${from} is refused where ${to} is due`, (t) => {
    const error = t.throws(() => sim.convert(8, from, to), { instanceOf: DomainError });
    t.is(error.value, `8 ${from}`);
    t.true(error.message.includes(to));
  });
}

test("unknown units and values that are no numbers are refused", (t) => {
  for (const unit of ["", "furlong", "KiW", "USD/", "kkW", "constructor", "usd"])
    t.throws(() => sim.convert(1, unit, "W"), { instanceOf: DomainError, message: /unit/ });
  t.throws(() => sim.convert(NaN, "W", "W"), { instanceOf: DomainError });
});

test("conversion goes back and composes", (t) => {
  const power = fc.constantFrom("W", "kW", "MW", "GW", "J/s", "kWh/day");
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), power, power, power, (value, a, b, c) => {
      const direct = sim.convert(value, a, c);
      const detour = sim.convert(sim.convert(value, a, b), b, c);
      return Math.abs(direct - detour) <= 1e-12 * Math.abs(direct);
    }),
    { seed: 1, numRuns: 300 },
  );
  t.pass();
});

test("amounts of one currency agree on it, and others are refused by name", (t) => {
  t.is(sim.commonCurrency({ rent: sim.usd(3.06), price: sim.usd(37_245.4) }), "USD");
  t.throws(() => sim.commonCurrency({ rent: sim.usd(3.06), price: sim.money(30_000, "EUR") }), {
    instanceOf: DomainError,
    message: 'Expected price to be in USD, as rent is, got "30000 EUR".',
  });
  t.throws(() => sim.commonCurrency({}), { instanceOf: DomainError });
  t.throws(() => sim.money(1, "dollars"), { instanceOf: DomainError });
  t.throws(() => sim.money(NaN, "USD"), { instanceOf: DomainError });
});
