import test from "ava";
import { DomainError } from "../../lib/errors";
import { seeded } from "../../lib/sim";

/** Draw number `draw` (from 0) of the streams of seeds 0 to 1999. */
function across(draw: number): number[] {
  return Array.from({ length: 2000 }, (_, seed) => {
    const random = seeded(seed);
    for (let skip = 0; skip < draw; skip++) random.next();
    return random.next();
  });
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function correlation(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [mean(one), mean(other)];
  const product = mean(one.map((value, at) => (value - a) * (other[at]! - b)));
  const spread = (values: readonly number[], about: number) =>
    Math.sqrt(mean(values.map((value) => (value - about) ** 2)));
  return product / (spread(one, a) * spread(other, b));
}

for (const draw of [0, 1, 2, 9]) {
  test(`draw ${draw + 1} of neighbouring seeds is spread evenly, and one seed's tells nothing of the next one's`, (t) => {
    const values = across(draw);
    t.true(Math.abs(mean(values) - 0.5) < 0.03, String(mean(values)));
    for (let tenth = 0; tenth < 10; tenth++) {
      const share = values.filter((value) => Math.floor(10 * value) === tenth).length / values.length;
      t.true(Math.abs(share - 0.1) < 0.03, `${tenth}: ${share}`);
    }
    // The standard deviation of the correlation of 2,000 independent pairs is 0.022.
    t.true(Math.abs(correlation(values.slice(0, -1), values.slice(1))) < 0.09);
  });
}

test("equal seeds give equal streams, and integers are even", (t) => {
  const [one, other] = [seeded(3), seeded(3)];
  const counts = [0, 0, 0];
  for (let draw = 0; draw < 6000; draw++) {
    const value = one.integer(3);
    t.is(other.integer(3), value);
    counts[value] = counts[value]! + 1;
  }
  for (const count of counts) t.true(Math.abs(count - 2000) < 150);
});

test("bad input is refused by name", (t) => {
  t.throws(() => seeded(0.5), { instanceOf: DomainError, message: /seed.*0\.5/ });
  t.throws(() => seeded(1).integer(0), { instanceOf: DomainError, message: /below.*got 0/ });
});
