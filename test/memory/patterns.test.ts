import test from "ava";
import fc from "fast-check";
import { DomainError } from "../../lib/errors";
import { measureWorkload, type Pattern, pageSequence, patternWorkloads } from "../../lib/memory";
import { seeded } from "../../lib/sim";

const take = (pattern: Pattern, pages: number, count: number, more: object = {}) => {
  const next = pageSequence(pattern, { pages, random: seeded(5), ...more });
  return Array.from({ length: count }, next);
};

test("sequential goes round in order", (t) => {
  t.deepEqual(take("sequential", 3, 7), [0, 1, 2, 0, 1, 2, 0]);
});

test("a pointer chase visits every page once a round, in the same order each round", (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(99), (pages, seed) => {
      const next = pageSequence("pointerChase", { pages, random: seeded(seed) });
      const [one, two] = [Array.from({ length: pages }, next), Array.from({ length: pages }, next)];
      t.is(new Set(one).size, pages);
      t.deepEqual(one, two);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("Zipf: page k comes as often as 1 / (k + 1)", (t) => {
  const [pages, count] = [50, 200_000];
  const seen = new Array<number>(pages).fill(0);
  for (const page of take("zipf", pages, count)) seen[page] = seen[page]! + 1;
  const harmonic = Array.from({ length: pages }, (_, k) => 1 / (k + 1)).reduce((sum, one) => sum + one, 0);
  for (const [k, times] of seen.entries()) {
    const expected = count / harmonic / (k + 1);
    t.true(Math.abs(times - expected) < 5 * Math.sqrt(expected), `${k}: ${times} for ${expected}`);
  }
});

test("hot pages get nine accesses in ten and their share of the rest; uniform pages all the same", (t) => {
  const hot = take("hot", 100, 100_000, { hotPages: 10 }).filter((page) => page < 10).length / 100_000;
  t.true(Math.abs(hot - 0.91) < 0.01);
  const first = take("uniform", 10, 100_000).filter((page) => page === 0).length / 100_000;
  t.true(Math.abs(first - 0.1) < 0.01);
});

test("with more pages than the TLB holds, a scan and a chase miss always, Zipf often hits", (t) => {
  const walks = Object.fromEntries(
    Object.entries(patternWorkloads).map(([name, workload]) => [
      name,
      measureWorkload(workload, "native").perAccess.walks,
    ]),
  );
  t.true(Math.abs(walks["sequential"]! / walks["pointerChase"]! - 1) < 0.01);
  t.true(walks["zipf"]! < 0.6 * walks["uniform"]!);
  t.true(walks["uniform"]! < walks["sequential"]!);
});

test("the same seed gives the same order", (t) => {
  for (const pattern of ["sequential", "uniform", "zipf", "pointerChase", "hot"] as const)
    t.deepEqual(take(pattern, 20, 100), take(pattern, 20, 100));
});

test("bad input is refused by name", (t) => {
  t.throws(() => take("hot", 0, 1), { instanceOf: DomainError, message: /pages.*got 0/ });
  t.throws(() => take("hot", 5, 1, { hotPages: 6 }), { instanceOf: DomainError, message: /hotPages.*1 to 5, got 6/ });
  t.throws(() => take("zipf", 5, 1, { exponent: -1 }), { instanceOf: DomainError, message: /exponent.*-1/ });
});
