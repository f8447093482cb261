import test from "ava";
import fc from "fast-check";
import {
  exactRegions,
  fibreRttMs,
  type GeoPoint,
  greatCircleKm,
  greedyRegions,
  MEDIAN_INFLATION,
  meanRttMs,
  shareWithin,
  userLatencies,
} from "../../lib/cloud";
import { regionCities, regionRtts, urbanPopulation } from "../../lib/datasets";
import { DomainError } from "../../lib/errors";

const random = { seed: 8, numRuns: 300 };
const place = fc.record({
  latitudeDeg: fc.double({ min: -90, max: 90, noNaN: true }),
  longitudeDeg: fc.double({ min: -180, max: 180, noNaN: true }),
});
const cities = new Map(regionCities().map((city) => [city.city, city]));
const pairs = regionRtts().map((row) => ({ ...row, km: greatCircleKm(cities.get(row.from)!, cities.get(row.to)!) }));

test("distances are those that were recorded, within 1%", (t) => {
  for (const { from, to, km, greatCircleKm: recorded } of pairs)
    t.true(Math.abs(km / recorded - 1) < 0.01, `${from} to ${to}: ${km} against ${recorded}`);
});

test("no measured round trip is faster than light in fibre", (t) => {
  t.is(pairs.length, 90);
  for (const { km, rttMs } of pairs) t.true(rttMs > fibreRttMs(km));
});

test("measured round trips are 1.30 to 3.44 times the least possible, 1.62 in the median", (t) => {
  const inflations = pairs.map(({ km, rttMs }) => rttMs / fibreRttMs(km)).sort((a, b) => a - b);
  const median = (inflations[44]! + inflations[45]!) / 2;
  t.true(Math.abs(inflations[0]! - 1.3) < 0.02 && Math.abs(inflations[89]! - 3.44) < 0.05);
  t.true(Math.abs(median - 1.62) < 0.02);
});

test("74% of the round trips beyond 1,000 km are within 25% of 1.6 times the least possible", (t) => {
  const far = pairs.filter(({ km }) => km > 1000);
  const near = far.filter(({ km, rttMs }) => Math.abs(rttMs / (MEDIAN_INFLATION * fibreRttMs(km)) - 1) <= 0.25);
  t.is(far.length, 84);
  t.true(Math.abs(near.length / far.length - 0.74) < 0.02, String(near.length / far.length));
});

test("distance is a metric, and never beyond half the globe", (t) => {
  fc.assert(
    fc.property(place, place, place, (a, b, c) => {
      const km = greatCircleKm(a, b);
      t.true(km >= 0 && km <= Math.PI * 6371 + 1e-6);
      t.true(Math.abs(km - greatCircleKm(b, a)) < 1e-6);
      t.true(km <= greatCircleKm(a, c) + greatCircleKm(c, b) + 1e-6);
      t.is(greatCircleKm(a, a), 0);
    }),
    random,
  );
});

test("each user asks the nearest region, so one region more never hurts", (t) => {
  const users = fc.array(
    fc.tuple(place, fc.integer({ min: 1, max: 9 })).map(([at, population]) => ({ ...at, population })),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(users, fc.array(place, { minLength: 1, maxLength: 5 }), place, (people, regions, more) => {
      const [few, many] = [userLatencies(people, regions), userLatencies(people, [...regions, more])];
      for (const [at, { rttMs }] of many.entries()) t.true(rttMs <= few[at]!.rttMs);
      t.true(meanRttMs(many) <= meanRttMs(few) + 1e-9);
      t.is(shareWithin(few, Infinity), 1);
    }),
    random,
  );
});

test("exact is never worse than greedy, and is what trying all choices finds", (t) => {
  const [users, candidates] = [urbanPopulation(), regionCities()];
  for (const count of [1, 2, 3, 5]) {
    const [greedy, exact] = [greedyRegions(users, candidates, count), exactRegions(users, candidates, count)];
    t.true(exact.meanRttMs <= greedy.meanRttMs + 1e-9);
    t.true(Math.abs(meanRttMs(userLatencies(users, exact.regions)) - exact.meanRttMs) < 1e-9);
  }
  const pairsOf = candidates.flatMap((a, at) => candidates.slice(at + 1).map((b): GeoPoint[] => [a, b]));
  const best = Math.min(...pairsOf.map((two) => meanRttMs(userLatencies(users, two))));
  t.true(Math.abs(exactRegions(users, candidates, 2).meanRttMs - best) < 1e-9);
});

test("bad input is refused by name", (t) => {
  const pole = { latitudeDeg: 90, longitudeDeg: 0 };
  const wrong: [() => unknown, RegExp][] = [
    [() => greatCircleKm({ ...pole, latitudeDeg: 91 }, pole), /latitudeDeg.*got 91/],
    [() => fibreRttMs(-1), /km.*got -1/],
    [() => userLatencies([], []), /regions.*at least one/],
    [() => userLatencies([], [pole], 0.9), /inflation.*0\.9/],
    [() => greedyRegions([], [pole], 2), /count.*1 to 1, got 2/],
    [() => exactRegions([], Array<GeoPoint>(40).fill(pole), 20), /choices of regions.*200000/],
  ];
  for (const [call, message] of wrong) t.regex(t.throws(call, { instanceOf: DomainError }).message, message);
});
