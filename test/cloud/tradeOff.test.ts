import test from "ava";
import { assumedParts, availability, service, tradeOffs } from "../../lib/cloud";
import { regionCities, urbanPopulation } from "../../lib/datasets";
import { DomainError } from "../../lib/errors";

const options = { peakRequestsPerSecond: 1000, maxRegions: 4, maxSpares: 2 };
const rows = tradeOffs(urbanPopulation(), regionCities(), options);

test("more regions are never slower, more servers never less reliable, and both cost", (t) => {
  t.is(rows.length, 12);
  for (const a of rows)
    for (const b of rows) {
      if (b.regions.length >= a.regions.length) t.true(b.meanRttMs <= a.meanRttMs + 1e-9);
      if (b.regions.length === a.regions.length && b.spareServers > a.spareServers) {
        t.true(b.downtimeMinutesPerYear < a.downtimeMinutesPerYear);
        t.true(b.usdPerMonth > a.usdPerMonth);
      }
    }
});

test("one region is as good as its site at best", (t) => {
  const site = assumedParts.site.mtbfHours / (assumedParts.site.mtbfHours + assumedParts.site.mttrHours);
  t.true(availability(service(1, 2, 6)) < site);
  t.true(availability(service(2, 2, 1)) > site);
});

test("a row is dominated exactly if another is as good in all and better in one", (t) => {
  const front = rows.filter(({ isDominated }) => !isDominated);
  t.true(front.length > 1 && front.length < rows.length);
  for (const row of rows.filter(({ isDominated }) => isDominated))
    t.true(
      front.some(
        (better) =>
          better.usdPerMonth <= row.usdPerMonth &&
          better.meanRttMs <= row.meanRttMs &&
          better.downtimeMinutesPerYear <= row.downtimeMinutesPerYear,
      ),
    );
});

test("each region carries the peak alone, and cost is servers times price", (t) => {
  for (const row of rows) {
    t.is(row.servers, row.regions.length * (2 + row.spareServers));
    t.is(row.requestsPerSecond, 500 * row.servers);
    t.true(Math.abs(row.usdPerMonth - row.servers * 0.085 * 730) < 1e-9);
  }
});

test("bad input is refused by name", (t) => {
  const run = (more: object) => tradeOffs(urbanPopulation(), regionCities(), { ...options, ...more });
  t.throws(() => run({ peakRequestsPerSecond: -1 }), { instanceOf: DomainError, message: /peakRequestsPerSecond.*-1/ });
  t.throws(() => run({ maxRegions: 11 }), { instanceOf: DomainError, message: /count.*1 to 10, got 11/ });
  t.throws(() => run({ parts: { ...assumedParts, usdPerHour: -0.1 } }), { message: /usdPerHour.*-0\.1/ });
});
