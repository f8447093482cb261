import test from "ava";
import {
  catalogueChange,
  catalogueSizes,
  fitGrowth,
  growthPerYear,
  launchesByYear,
  serviceName,
} from "../../lib/cloud";
import { awsConsole, awsLaunches } from "../../lib/datasets";
import { DomainError } from "../../lib/errors";

test("the screenshots list 19, 52 and 91 services in 5, 12 and 17 groups", (t) => {
  t.deepEqual(catalogueSizes(awsConsole()), [
    { year: 2012, services: 19, groups: 5 },
    { year: 2015, services: 52, groups: 12 },
    { year: 2018, services: 91, groups: 17 },
  ]);
});

test("that is growth of 29.8% a year", (t) => {
  t.true(Math.abs(growthPerYear(19, 91, 6) - 0.298) < 0.001);
  t.is(growthPerYear(5, 5, 3), 0);
});

test("what stayed, moved, appeared and vanished is the whole catalogue, before and after", (t) => {
  for (const [from, to, before, after] of [
    [2012, 2015, 19, 52],
    [2015, 2018, 52, 91],
    [2012, 2018, 19, 91],
  ] as const) {
    const { stayed, moved, appeared, vanished } = catalogueChange(awsConsole(), from, to);
    t.is(stayed.length + moved.length + vanished.length, before);
    t.is(stayed.length + moved.length + appeared.length, after);
  }
});

test("no two services of one year have the same one name", (t) => {
  for (const year of [2012, 2015, 2018]) {
    const names = awsConsole()
      .filter((row) => row.year === year)
      .map(({ service }) => serviceName(service));
    t.is(new Set(names).size, names.length);
  }
});

test("what vanished in 2018 is the group that the slide's text lacks, and two services more", (t) => {
  const { vanished } = catalogueChange(awsConsole(), 2015, 2018);
  t.deepEqual(
    vanished.map(({ service }) => service),
    ["EMR", "Data Pipeline", "Elasticsearch Service", "Kinesis", "CloudSearch", "Elastic Transcoder"],
  );
});

test("launches: 180 in all; 23 by 2012, 53 by 2015, 121 by 2018; doubling in about two and a half years", (t) => {
  const rows = launchesByYear(awsLaunches());
  const by = (year: number) => rows.find((row) => row.year === year)!.total;
  t.deepEqual([by(2012), by(2015), by(2018), rows.at(-1)!.total], [23, 53, 121, 180]);
  const fit = fitGrowth(rows.filter(({ year }) => year >= 2012 && year <= 2018));
  t.true(fit.doublingYears > 2.3 && fit.doublingYears < 2.7 && fit.rSquared > 0.99);
});

test("a fit of exact doubling finds it", (t) => {
  const rows = [1, 2, 4, 8].map((total, at) => ({ year: 2000 + at, launched: 0, total }));
  const { growthPerYear: growth, doublingYears, rSquared } = fitGrowth(rows);
  t.true(Math.abs(growth - 1) < 1e-12 && Math.abs(doublingYears - 1) < 1e-12 && Math.abs(rSquared - 1) < 1e-12);
});

test("bad input is refused by name", (t) => {
  t.throws(() => growthPerYear(0, 1, 1), { instanceOf: DomainError, message: /from.*got 0/ });
  t.throws(() => catalogueChange(awsConsole(), 2013, 2018), { instanceOf: DomainError, message: /year.*2013/ });
  t.throws(() => fitGrowth([]), { instanceOf: DomainError, message: /years.*got 0/ });
});
