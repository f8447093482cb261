import test from "ava";
import fc from "fast-check";
import { assumedTenancy, pool, type Sharing, shareServer, type Tenancy } from "../../lib/cloud";
import { DomainError } from "../../lib/errors";
import { seeded } from "../../lib/sim";

const plain: Tenancy = { ...assumedTenancy, fixedUsdPerMonth: 0, usdPerUnitMonth: 1 };

test("one tenant needs the quantile of its own demand", (t) => {
  // 99% quantile of a lognormal with mean 1 and standard deviation 1: exp(2.3263 σ - σ²/2), σ² = ln 2
  const [one] = pool([1], plain, seeded(1), 200_000);
  t.true(Math.abs(one!.capacity / Math.exp(2.3263 * Math.sqrt(Math.LN2) - Math.LN2 / 2) - 1) < 0.03);
});

test("variance law: what a tenant needs beyond its mean falls with the root of their number", (t) => {
  const rows = pool([50, 200, 800], plain, seeded(2));
  for (const { tenants, capacityPerTenant } of rows) {
    // Cornish and Fisher: 2.326 standard deviations, and a little more as long as the sum is skew (a tenant's skewness is 4).
    const deviations = 2.326 + (4 / Math.sqrt(tenants)) * ((2.326 ** 2 - 1) / 6);
    const spare = (capacityPerTenant - 1) * Math.sqrt(tenants);
    t.true(Math.abs(spare / deviations - 1) < 0.06, `${tenants}: ${spare} against ${deviations}`);
  }
});

test("demand that rises and falls for all at once gains nothing from pooling", (t) => {
  const rows = pool([1, 100], { ...plain, correlation: 1 }, seeded(3), 20_000);
  t.true(Math.abs(rows[1]!.capacityPerTenant / rows[0]!.capacityPerTenant - 1) < 0.05);
  const half = pool([1, 100], { ...plain, correlation: 0.5 }, seeded(3), 20_000);
  t.true(half[1]!.capacityPerTenant < half[0]!.capacityPerTenant && half[1]!.capacityPerTenant > 1.5);
});

test("cost per tenant falls with every tenfold of tenants, and never below the mean demand's price", (t) => {
  const rows = pool([1, 10, 100, 1000], assumedTenancy, seeded(4), 1000);
  for (const [at, row] of rows.entries()) {
    if (at > 0) t.true(row.usdPerTenantMonth < rows[at - 1]!.usdPerTenantMonth);
    t.true(row.usdPerTenantMonth > assumedTenancy.usdPerUnitMonth);
    t.true(row.utilization > 0 && row.utilization <= 1);
  }
});

test("the same seed gives the same pool, to the byte", (t) => {
  const run = () => JSON.stringify(pool([1, 7], assumedTenancy, seeded(5), 500));
  t.is(run(), run());
});

const random = (seed: number) => seeded(seed);
const quiet = { tenants: 10, load: 0.5, noise: 1 };

test("with nobody noisy, response time is that of M/M/1 at load 0.5: two service times", (t) => {
  for (const sharing of ["fifo", "fair"] as const) {
    const { othersMean } = shareServer({ ...quiet, requests: 100_000 }, sharing, random(6));
    t.true(Math.abs(othersMean / 2 - 1) < 0.05, `${sharing}: ${othersMean}`);
  }
});

test("a tenant that sends twenty times its share drowns the others under fifo, and only itself under fair and quota", (t) => {
  const run = (sharing: Sharing) => shareServer({ ...quiet, noise: 20 }, sharing, random(7));
  t.true(run("fifo").othersMean > 100);
  t.true(run("fair").othersMean < 4);
  t.true(run("fair").noisyMean > 100);
  t.true(run("quota").othersMean < 5);
  t.true(run("quota").noisyRefused > 0.8);
});

test("every request is served or refused, and fairness costs no throughput", (t) => {
  const options = fc.record({
    tenants: fc.integer({ min: 2, max: 8 }),
    load: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
    noise: fc.double({ min: 1, max: 30, noNaN: true }),
    requests: fc.constant(500),
  });
  fc.assert(
    fc.property(options, fc.constantFrom<Sharing>("fifo", "fair", "quota"), fc.nat(99), (one, sharing, seed) => {
      const report = shareServer(one, sharing, random(seed));
      t.is(report.arrived, report.served + report.refused);
      t.is(report.arrived, 500);
      t.true(report.othersP99 >= 0 && (sharing === "quota" || report.refused === 0));
    }),
    { seed: 9, numRuns: 150 },
  );
});

test("bad input is refused by name", (t) => {
  const wrong: [() => unknown, RegExp][] = [
    [() => pool([0], assumedTenancy, seeded(1)), /tenants.*got 0/],
    [() => pool([1], { ...assumedTenancy, correlation: 1.5 }, seeded(1)), /correlation.*1\.5/],
    [() => pool([1], { ...assumedTenancy, usdPerUnitMonth: -3 }, seeded(1)), /usdPerUnitMonth.*-3/],
    [() => shareServer({ ...quiet, load: 1.2 }, "fifo", seeded(1)), /load.*below 1, got 1\.2/],
    [() => shareServer({ ...quiet, noise: 0.5 }, "fifo", seeded(1)), /noise.*0\.5/],
  ];
  for (const [call, message] of wrong) t.regex(t.throws(call, { instanceOf: DomainError }).message, message);
});
