import test from "ava";
import fc from "fast-check";
import * as cloud from "../../lib/cloud";
import { DomainError } from "../../lib/errors";
import * as sim from "../../lib/sim";

const offer = fc.record({
  years: fc.constantFrom(1 as const, 3 as const),
  discount: fc.integer({ min: 0, max: 90 }).map((percent) => percent / 100),
  upfrontShare: fc.constantFrom(0, 0.5, 1),
});

test("a reservation breaks even where 1 - discount of its hours run, whenever it is paid", (t) => {
  fc.assert(
    fc.property(offer, (one) => {
      const breakEven = cloud.reservationBreakEven(cloud.reserve(3.06, one), 3.06);
      t.true(Math.abs(breakEven - (1 - one.discount)) < 1e-12);
    }),
    { seed: 1, numRuns: 100 },
  );
});

test("below the break-even on demand is cheaper, above it the reservation is", (t) => {
  const reservation = cloud.reserve(1, { years: 1, discount: 0.4, upfrontShare: 0 });
  for (const runs of [0.3, 0.5, 0.7, 0.9]) {
    const cheaper = cloud.reservationCostUsd(reservation) < runs * 8760 ? "reserved" : "on demand";
    t.is(cheaper, runs > 0.6 ? "reserved" : "on demand");
  }
});

test("the best reservation covers every instance that is needed in more than the break-even share of hours", (t) => {
  const reservation = cloud.reserve(1, { years: 1, discount: 0.4, upfrontShare: 0 });
  fc.assert(
    fc.property(fc.array(fc.nat(8), { minLength: 1, maxLength: 50 }), (demand) => {
      const mixes = cloud.compareReservations(demand, reservation, 1);
      const best = Math.min(...mixes.map(({ totalUsd }) => totalUsd));
      const busy = (instance: number) => demand.filter((count) => count >= instance).length / demand.length;
      const rule = mixes.filter(({ reserved }) => reserved > 0 && busy(reserved) > 0.6).length;
      t.true(Math.abs(mixes[rule]!.totalUsd - best) < 1e-9);
    }),
    { seed: 2, numRuns: 200 },
  );
});

test("spot prices: same seed, same prices; never above on demand; around their mean in the logarithm", (t) => {
  const market = { onDemandUsdPerHour: 3.06 };
  const prices = cloud.spotPrices(market, 20_000, sim.seeded(1));
  t.deepEqual(cloud.spotPrices(market, 20_000, sim.seeded(1)), prices);
  t.true(prices.every((price) => price > 0 && price <= 3.06));
  const middle = [...prices].sort((a, b) => a - b)[10_000]!;
  t.true(Math.abs(middle / (0.3 * 3.06) - 1) < 0.1);
});

const prices = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 60 });
const job = fc.record({
  limitUsdPerHour: fc.integer({ min: 0, max: 9 }),
  workHours: fc.integer({ min: 1, max: 12 }),
  checkpointHours: fc.integer({ min: 1, max: 6 }),
});

test("a job pays for its work and for what it lost, at no price above its limit", (t) => {
  fc.assert(
    fc.property(prices, job, (hourly, one) => {
      const run = cloud.runOnSpot(hourly, one);
      if (run.finished) t.is(run.paidHours, one.workHours + run.lostHours);
      t.true(run.elapsedHours >= run.paidHours && run.elapsedHours <= hourly.length);
      t.true(run.costUsd <= run.paidHours * one.limitUsdPerHour);
      t.true(run.lostHours <= run.interruptions * (one.checkpointHours - 1));
    }),
    { seed: 3, numRuns: 300 },
  );
});

test("a higher limit never ends a job later; a checkpoint every hour loses nothing", (t) => {
  fc.assert(
    fc.property(prices, job, (hourly, one) => {
      const run = cloud.runOnSpot(hourly, one);
      const higher = cloud.runOnSpot(hourly, { ...one, limitUsdPerHour: one.limitUsdPerHour + 1 });
      if (run.finished) t.true(higher.finished && higher.elapsedHours <= run.elapsedHours);
      t.is(cloud.runOnSpot(hourly, { ...one, checkpointHours: 1 }).lostHours, 0);
    }),
    { seed: 4, numRuns: 300 },
  );
});

test("what cannot be bought is refused with its value", (t) => {
  const market = { onDemandUsdPerHour: 1 };
  const fine = { limitUsdPerHour: 1, workHours: 1, checkpointHours: 1 };
  const refused: readonly (readonly [() => unknown, unknown])[] = [
    [() => cloud.reserve(-3.06, { years: 1, discount: 0, upfrontShare: 0 }), -3.06],
    [() => cloud.reserve(1, { years: 2 as 1, discount: 0, upfrontShare: 0 }), 2],
    [() => cloud.reserve(1, { years: 1, discount: 1.2, upfrontShare: 0 }), 1.2],
    [() => cloud.compareReservations([1.5], { years: 1, upfrontUsd: 0, usdPerHour: 1 }, 1), 1.5],
    [() => cloud.spotPrices({ ...market, persistence: 1 }, 1, sim.seeded(1)), 1],
    [() => cloud.spotPrices({ onDemandUsdPerHour: -1 }, 1, sim.seeded(1)), -1],
    [() => cloud.runOnSpot([1], { ...fine, workHours: 0 }), 0],
    [() => cloud.runOnSpot([-2], fine), -2],
  ];
  for (const [run, value] of refused) t.is(t.throws(run, { instanceOf: DomainError }).value, value);
});
