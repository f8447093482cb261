import test from "ava";
import fc from "fast-check";
import * as cloud from "../../lib/cloud";
import * as datasets from "../../lib/datasets";
import { DomainError } from "../../lib/errors";

const rows = datasets.dataCentre2010();
const post = cloud.dataCentreOf(rows, "2010-09");
const talk = cloud.dataCentreOf(rows, "2010-06");

for (const [version, centre] of [
  ["2010-09", post],
  ["2010-06", talk],
] as const) {
  test(`the five shares of ${version} are the published ones, rounded`, (t) => {
    const published = cloud.publishedResults(rows, version);
    for (const { part, share } of cloud.monthlyCost(centre)) t.is(Math.round(100 * share), published[`${part} share`]!);
  });
}

test("the post's total is $3.53M within 1%, and the published 3.5 is its rounding", (t) => {
  const total = cloud.totalMonthlyCost(post);
  t.true(Math.abs(total / 3.53e6 - 1) < 0.01);
  t.is(Math.round(total / 1e5) * 1e5, cloud.publishedResults(rows, "2010-09")["total"]!);
});

test("the talk's power costs $765,369 and $474,208, and a burdened watt $1.86 a year", (t) => {
  const usd = Object.fromEntries(cloud.monthlyCost(talk).map(({ part, usdPerMonth }) => [part, usdPerMonth]));
  t.true(Math.abs(usd["power distribution and cooling"]! / 765_369 - 1) < 0.001);
  t.true(Math.abs(usd["power"]! / 474_208 - 1) < 0.001);
  const published = cloud.publishedResults(rows, "2010-06");
  t.is(cloud.burdenedUsdPerWattYear(talk).toFixed(2), published["fully burdened power"]!.toFixed(2));
});

test("an instalment pays the price back: the months' values today add up to it", (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 0, max: 30 }),
      (price, years, percent) => {
        const instalment = cloud.monthlyInstalment(price, years, percent / 100);
        let debt = price;
        for (let month = 0; month < 12 * years; month++) debt += (debt * percent) / 1200 - instalment;
        t.true(Math.abs(debt) < 1e-6 * price);
      },
    ),
    { seed: 1, numRuns: 100 },
  );
});

test("today's value of even payments falls with the cost of money and is the years without one", (t) => {
  t.is(cloud.presentYears(7, 0), 7);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 30 }), (years, percent) => {
      const rate = percent / 100;
      const here = cloud.presentYears(years, rate);
      t.true(here < cloud.presentYears(years, rate - 0.01));
      // The value of the last instant's payment bounds it below.
      t.true(here > years * cloud.presentValue(years, rate) && here < years);
    }),
    { seed: 2, numRuns: 100 },
  );
});

test("shares add up to 1; doubling every price doubles the cost and leaves the shares", (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 100 }), (usdPerWatt, percent) => {
      const centre = { ...post, facilityUsdPerWatt: usdPerWatt, averageLoadShare: percent / 100 };
      const parts = cloud.monthlyCost(centre);
      t.true(Math.abs(parts.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-12);
      const { facilityUsdPerWatt, serverUsd, networkUsd, usdPerKwh } = centre;
      const dear = {
        ...centre,
        facilityUsdPerWatt: 2 * facilityUsdPerWatt,
        serverUsd: 2 * serverUsd,
        networkUsd: 2 * networkUsd,
        usdPerKwh: 2 * usdPerKwh,
      };
      for (const [index, part] of cloud.monthlyCost(dear).entries()) {
        t.true(Math.abs(part.usdPerMonth - 2 * parts[index]!.usdPerMonth) < 1e-6);
        t.true(Math.abs(part.share - parts[index]!.share) < 1e-12);
      }
    }),
    { seed: 3, numRuns: 50 },
  );
});

test("sensitivities: the servers' inputs matter most; how the facility's price splits matters not at all", (t) => {
  const found = cloud.sensitivities(post);
  t.deepEqual(
    found
      .slice(0, 3)
      .map(({ input }) => input)
      .sort(),
    ["serverUsd", "serverYears", "servers"],
  );
  const split = found.find(({ input }) => input === "powerAndCoolingShare")!;
  t.true(Math.abs(split.highUsdPerMonth - split.lowUsdPerMonth) < 1e-6);
  const price = found.find(({ input }) => input === "serverUsd")!;
  const servers = cloud.monthlyCost(post)[0]!.usdPerMonth;
  t.true(Math.abs(price.highUsdPerMonth - price.baseUsdPerMonth - 0.2 * servers) < 1e-6);
});

test("a unit of another dimension, a missing input and a bad number are refused by name", (t) => {
  const inMwh = rows.map((row) => (row.quantity === "critical load" ? { ...row, unit: "MWh" } : row));
  t.throws(() => cloud.dataCentreOf(inMwh, "2010-09"), { instanceOf: DomainError, message: /"8 MWh"/ });
  const inEuro = rows.map((row) => (row.quantity === "server price" ? { ...row, unit: "EUR" } : row));
  t.throws(() => cloud.dataCentreOf(inEuro, "2010-09"), { instanceOf: DomainError, message: /USD.*"1450 EUR"/ });
  t.throws(() => cloud.dataCentreOf(rows.slice(1), "2010-09"), { instanceOf: DomainError, message: /"critical load"/ });
  t.throws(() => cloud.monthlyCost({ ...post, serverUsd: -1450 }), {
    message: "Expected serverUsd to be 0 or more, got -1450.",
  });
  t.throws(() => cloud.monthlyCost({ ...post, pue: 0.9 }), { instanceOf: DomainError, message: /pue/ });
  t.throws(() => cloud.monthlyCost({ ...post, averageLoadShare: 80 }), {
    instanceOf: DomainError,
    message: /averageLoadShare/,
  });
  t.throws(() => cloud.sensitivities(post, 1), { instanceOf: DomainError });
});

test("kilowatts in the table give the same data centre as megawatts", (t) => {
  const inKw = rows.map((row) => (row.quantity === "critical load" ? { ...row, value: 8000, unit: "kW" } : row));
  t.deepEqual(cloud.dataCentreOf(inKw, "2010-09"), post);
});
