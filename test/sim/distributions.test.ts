import test from "ava";
import fc from "fast-check";
import { DomainError } from "../../lib/errors";
import * as sim from "../../lib/sim";

const draws = 20_000;

/** Largest gap between the measured and the exact distribution function. Below 1.95 / sqrt(n) in 999 of 1000 honest runs. */
function kolmogorovSmirnov(sample: readonly number[], exact: (x: number) => number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return Math.max(...sorted.map((x, i) => Math.max((i + 1) / sorted.length - exact(x), exact(x) - i / sorted.length)));
}

const continuous: Record<string, { draw: (random: sim.Random) => number; exact: (x: number) => number }> = {
  "exponential of mean 3": { draw: (r) => sim.exponential(r, 3), exact: (x) => 1 - Math.exp(-x / 3) },
  "Pareto from 2, shape 1.5": { draw: (r) => sim.pareto(r, 2, 1.5), exact: (x) => 1 - (2 / x) ** 1.5 },
  "Weibull of scale 4, shape 0.7": {
    draw: (r) => sim.weibull(r, 4, 0.7),
    exact: (x) => 1 - Math.exp(-((x / 4) ** 0.7)),
  },
  "normal 5, 2": { draw: (r) => sim.normal(r, 5, 2), exact: (x) => normalShare((x - 5) / 2) },
  "lognormal 1, 0.5": { draw: (r) => sim.lognormal(r, 1, 0.5), exact: (x) => normalShare((Math.log(x) - 1) / 0.5) },
  empirical: {
    draw: sim.empirical([
      { value: 0, share: 0 },
      { value: 1, share: 0.25 },
      { value: 10, share: 1 },
    ]),
    exact: (x) => (x < 1 ? 0.25 * x : 0.25 + (0.75 * (x - 1)) / 9),
  },
};

for (const [name, { draw, exact }] of Object.entries(continuous)) {
  test(`${name}: the drawn numbers follow the distribution function`, (t) => {
    const random = sim.seeded(11);
    const sample = Array.from({ length: draws }, () => draw(random));
    t.true(kolmogorovSmirnov(sample, exact) < 1.95 / Math.sqrt(draws));
  });
}

for (const mean of [0.3, 4, 9.99, 10, 50, 12_345, 2e9]) {
  test(`Poisson of mean ${mean}: mean and variance are equal to it`, (t) => {
    const random = sim.seeded(12);
    const sample = Array.from({ length: draws }, () => sim.poisson(random, mean));
    const average = sample.reduce((sum, x) => sum + x, 0) / draws;
    const variance = sample.reduce((sum, x) => sum + (x - average) ** 2, 0) / (draws - 1);
    t.true(sample.every((x) => Number.isInteger(x) && x >= 0));
    t.true(Math.abs(average - mean) < 4 * Math.sqrt(mean / draws));
    // Variance of the sample variance: (fourth moment - variance^2) / n = (mean + 2 mean^2) / n.
    t.true(Math.abs(variance - mean) < 4 * Math.sqrt((mean + 2 * mean * mean) / draws));
  });
}

test("Poisson: every count comes as often as its probability says, by both methods", (t) => {
  for (const mean of [3, 15]) {
    const random = sim.seeded(13);
    const counts = new Map<number, number>();
    for (let i = 0; i < draws; i++) {
      const x = sim.poisson(random, mean);
      counts.set(x, (counts.get(x) ?? 0) + 1);
    }
    for (let x = 0; x < 3 * mean; x++) {
      const share = Math.exp(x * Math.log(mean) - mean - sim.logFactorial(x));
      t.true(Math.abs((counts.get(x) ?? 0) - draws * share) < 4.5 * Math.sqrt(draws * share) + 3, `${mean}: ${x}`);
    }
  }
});

test("logarithms of factorials grow by the logarithm of the next number", (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), (n) => {
      t.true(Math.abs(sim.logFactorial(n) - sim.logFactorial(n - 1) - Math.log(n)) < 1e-8);
    }),
    { seed: 1 },
  );
});

test("an empirical sampler never leaves its points", (t) => {
  const rising = fc.array(
    fc.tuple(fc.double({ min: 0, max: 9, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
  );
  fc.assert(
    fc.property(rising, fc.integer(), (pairs, seed) => {
      const values = pairs.map(([value]) => value).sort((a, b) => a - b);
      const shares = pairs.map(([, share]) => share).sort((a, b) => a - b);
      const points = [...values.map((value, i) => ({ value, share: shares[i]! })), { value: 9, share: 1 }];
      const draw = sim.empirical(points);
      const random = sim.seeded(seed);
      for (let i = 0; i < 20; i++) {
        const value = draw(random);
        t.true(value >= points[0]!.value && value <= 9);
      }
    }),
    { seed: 2 },
  );
});

const refused: [string, (random: sim.Random) => unknown][] = [
  ["mean 0", (r) => sim.exponential(r, 0)],
  ["mean NaN", (r) => sim.exponential(r, Number.NaN)],
  ["standard deviation below 0", (r) => sim.normal(r, 0, -1)],
  ["infinite mean", (r) => sim.normal(r, Infinity, 1)],
  ["shape 0", (r) => sim.pareto(r, 1, 0)],
  ["scale below 0", (r) => sim.weibull(r, -1, 1)],
  ["mean below 0", (r) => sim.poisson(r, -1)],
  ["half of a factorial", () => sim.logFactorial(0.5)],
  ["no points", () => sim.empirical([])],
  [
    "falling shares",
    () =>
      sim.empirical([
        { value: 0, share: 0.5 },
        { value: 1, share: 0.2 },
      ]),
  ],
  ["a last share below 1", () => sim.empirical([{ value: 0, share: 0.5 }])],
];

for (const [what, call] of refused) {
  test(`refuses ${what} and names it`, (t) => {
    const error = t.throws(() => call(sim.seeded(1)), { instanceOf: DomainError });
    t.regex(error.message, /^Expected .+ to .+, got .+\.$/);
  });
}

/** Standard normal distribution function: Marsaglia's Taylor series, exact to 1e-14 where it is used. */
function normalShare(x: number): number {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0;
  let [sum, term] = [x, x];
  for (let i = 3; Math.abs(term) > 1e-17 * Math.abs(sum); i += 2) sum += term *= (x * x) / i;
  return 0.5 + (sum * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI);
}
