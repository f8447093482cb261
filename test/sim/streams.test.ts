import test from "ava";
import { DomainError } from "../../lib/errors";
import * as sim from "../../lib/sim";

test("a stream depends on seed and name alone", (t) => {
  const first = sim.streams(3);
  const second = sim.streams(3);
  first("others").next();
  const take = (random: sim.Random) => Array.from({ length: 5 }, () => random.next());
  t.deepEqual(take(first("arrivals")), take(second("arrivals")));
  t.notDeepEqual(take(first("arrivals")), take(first("service")));
  t.notDeepEqual(take(first("arrivals")), take(sim.streams(4)("arrivals")));
});

test("streams of close names are not correlated, from the first number on", (t) => {
  const stream = sim.streams(5);
  for (const skip of [0, 1, 5]) {
    const values = Array.from({ length: 4000 }, (_, i) => {
      const random = stream(`service ${i}`);
      for (let skipped = 0; skipped < skip; skipped++) random.next();
      return random.next() - 0.5;
    });
    const product = values.slice(1).reduce((sum, value, i) => sum + value * values[i]!, 0) / values.length;
    t.true(Math.abs(values.reduce((sum, value) => sum + value, 0) / values.length) < 4 * Math.sqrt(1 / 12 / 4000));
    t.true(Math.abs(product) < 4 / 12 / Math.sqrt(4000));
  }
});

test("refuses half a seed", (t) => {
  t.throws(() => sim.streams(0.5), { instanceOf: DomainError });
});
