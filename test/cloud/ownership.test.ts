import test from "ava";
import fc from "fast-check";
import * as cloud from "../../lib/cloud";
import { DomainError } from "../../lib/errors";
import { money, usd } from "../../lib/sim";

const slide: cloud.OwnershipPlan = { rentPerHour: usd(3.06), price: usd(37_245.4) };

test("a year of c5.18xlarge is $26,805.60", (t) => {
  t.is(cloud.compareOwnership(slide, [8760])[0]!.rented.toFixed(2), "26805.60");
});

test("the R930 breaks even after 12,172 hours, 507 days, before power and staff", (t) => {
  const hours = cloud.breakEvenHours(slide)!;
  t.is(Math.ceil(hours), 12_172);
  t.is(Math.round(hours / 24), 507);
});

test("at the list price it takes 59,210 / 37,245.40 times as long", (t) => {
  const list = cloud.breakEvenHours({ ...slide, price: usd(59_210) })!;
  t.true(Math.abs(list / cloud.breakEvenHours(slide)! - 59_210 / 37_245.4) < 1e-12);
});

const plans = fc.record({
  rentPerHour: fc.integer({ min: 1, max: 1000 }).map((cents) => usd(cents / 100)),
  price: fc.integer({ min: 100, max: 100_000 }).map(usd),
  utilization: fc.integer({ min: 1, max: 100 }).map((percent) => percent / 100),
  idleWatts: fc.integer({ min: 0, max: 300 }),
  busyWatts: fc.integer({ min: 300, max: 900 }),
  pue: fc.constantFrom(1, 1.5, 2),
  energyPerKwh: fc.constantFrom(usd(0), usd(0.07), usd(0.3)),
  staffPerYear: fc.constantFrom(usd(0), usd(1000)),
  lifeYears: fc.constantFrom(2, 3, 5),
  residualShare: fc.constantFrom(0, 0.1, 0.5),
  ratePerYear: fc.constantFrom(0, 0.05, 0.2),
});

test("at the break-even both have cost the same; before, renting is cheaper; after, owning is", (t) => {
  fc.assert(
    fc.property(plans, (plan) => {
      const hours = cloud.breakEvenHours(plan);
      const forever = { ...plan, lifeYears: 1e6 };
      if (hours === undefined) {
        const late = cloud.compareOwnership(forever, [8760 * 1000])[0]!;
        return t.true(late.owned >= late.rented * (1 - 1e-9));
      }
      const [before, at, after] = cloud.compareOwnership(forever, [hours / 2, hours, hours * 2]);
      t.true(Math.abs(at!.rented - at!.owned) < 1e-6 * at!.owned);
      t.true(before!.rented < before!.owned);
      return t.true(after!.rented > after!.owned);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("at the break-even utilization the surface is 1, and it falls with utilization", (t) => {
  fc.assert(
    fc.property(plans, (plan) => {
      const share = cloud.breakEvenUtilization(plan);
      if (share !== undefined && share <= 1) {
        const [point] = cloud.ownershipSurface(plan, "lifeYears", { utilizations: [share], others: [plan.lifeYears] });
        t.true(Math.abs(point!.ratio - 1) < 1e-9);
      }
      const line = cloud.ownershipSurface(plan, "pue", { utilizations: [0.1, 0.5, 1], others: [1.5] });
      const ratios = line.map(({ ratio }) => ratio);
      t.deepEqual(
        [...ratios].sort((a, b) => b - a),
        ratios,
      );
    }),
    { seed: 2, numRuns: 300 },
  );
});

test("power, staff, space and a cost of money each put the break-even off", (t) => {
  const watts = { idleWatts: 175, busyWatts: 647, energyPerKwh: usd(0.07) };
  const plain = cloud.breakEvenHours({ ...slide, ...watts })!;
  const worse: readonly Partial<cloud.OwnershipPlan>[] = [
    { pue: 2 },
    { energyPerKwh: usd(0.3) },
    { staffPerYear: usd(5000) },
    { spacePerYear: usd(1000) },
    { ratePerYear: 0.05 },
    { utilization: 0.5 },
  ];
  t.true(plain > cloud.breakEvenHours(slide)!);
  for (const change of worse) t.true(cloud.breakEvenHours({ ...slide, ...watts, ...change })! > plain);
  t.true(cloud.breakEvenHours({ ...slide, ...watts, instancesPerServer: 2 })! < plain);
});

test("a server at the end of its life is replaced: owning costs a step more", (t) => {
  const plan = { ...slide, lifeYears: 3, residualShare: 0.1 };
  const [before, after] = cloud.compareOwnership(plan, [3 * 8760 - 1, 3 * 8760]);
  t.true(Math.abs(after!.owned - before!.owned - 0.9 * 37_245.4) < 1e-6);
});

test("mixed currencies and numbers out of range are refused by name and value", (t) => {
  const refused: readonly (readonly [Partial<cloud.OwnershipPlan>, RegExp])[] = [
    [{ price: money(30_000, "EUR") }, /price to be in USD, as rentPerHour is, got "30000 EUR"/],
    [{ rentPerHour: usd(-3.06) }, /rentPerHour to be 0 or more, got -3\.06/],
    [{ utilization: 1.2 }, /utilization.*1\.2/],
    [{ pue: 0.5 }, /pue.*0\.5/],
    [{ lifeYears: 0 }, /lifeYears.*got 0/],
    [{ idleWatts: 100 }, /energyPerKwh/],
    [{ residualShare: -0.1 }, /residualShare/],
    [{ instancesPerServer: 0 }, /instancesPerServer/],
  ];
  for (const [change, message] of refused)
    t.throws(() => cloud.breakEvenHours({ ...slide, ...change }), { instanceOf: DomainError, message });
  t.throws(() => cloud.compareOwnership(slide, [-1]), { instanceOf: DomainError });
});
