import test from "ava";
import fc from "fast-check";
import { DomainError } from "../../../lib/errors";
import {
  allot,
  collisionChance,
  type OvercommitRow,
  overcommit,
  pagePrice,
  type Reclaiming,
  sampleActive,
} from "../../../lib/memory";
import { seeded } from "../../../lib/sim";

const vm = (name: string, activePages: number, shares = 100) => ({ name, shares, wantedPages: 1000, activePages });

const settled: [tax: number, idle: number, busy: number][] = [
  [0, 500, 500],
  [0.5, 333, 667],
  [0.75, 200, 800],
];
for (const [tax, idle, busy] of settled)
  test(`with a tax of ${tax}, an idle and a busy machine of equal shares settle at ${idle} and ${busy} pages`, (t) => {
    const result = allot([vm("idle", 0), vm("busy", 1000)], { pages: 1000, tax });
    t.deepEqual(
      result.map(({ pages }) => pages),
      [idle, busy],
    );
  });

test("three quarters tax make an idle page cost four pages in use", (t) => {
  t.is(pagePrice(vm("busy", 1000), 10, 0.75) / pagePrice(vm("idle", 0), 10, 0.75), 4);
});

test("without idle pages memory goes by shares", (t) => {
  const [one, three] = allot([vm("one", 1000, 100), vm("three", 1000, 300)], { pages: 800, tax: 0.75 });
  t.deepEqual([one!.pages, three!.pages], [200, 600]);
});

test("all pages are given out, nobody gets more than wanted, and prices end up nearly equal", (t) => {
  const competitor = fc.record({
    shares: fc.integer({ min: 50, max: 500 }),
    wantedPages: fc.integer({ min: 100, max: 400 }),
    activePages: fc.integer({ min: 0, max: 400 }),
  });
  fc.assert(
    fc.property(fc.array(competitor, { minLength: 1, maxLength: 5 }), fc.nat(1500), (list, pages) => {
      const competitors = list.map((one, at) => ({ ...one, name: `VM ${at}` }));
      const result = allot(competitors, { pages, tax: 0.75 });
      const wanted = competitors.reduce((sum, one) => sum + one.wantedPages, 0);
      t.is(
        result.reduce((sum, one) => sum + one.pages, 0),
        Math.min(pages, wanted),
      );
      result.forEach((one, at) => t.true(one.pages <= competitors[at]!.wantedPages));
      const payers = result.filter((one, at) => one.pages > 20 && one.pages < competitors[at]!.wantedPages);
      const prices = payers.map(({ price }) => price);
      if (prices.length > 1) t.true(Math.max(...prices) / Math.min(...prices) < 1.3, String(prices));
    }),
    { seed: 4, numRuns: 300 },
  );
});

test("a sample of a hundred pages tells the active part within ten points, nearly always", (t) => {
  const errors = Array.from({ length: 200 }, (_, seed) =>
    Math.abs(sampleActive(4096, (page) => page % 10 < 3, { sample: 100, random: seeded(seed) }) - 0.3),
  );
  t.true(errors.filter((error) => error > 0.1).length <= 10);
});

test("two of 2^24 pages share a 64-bit hash with a chance below 0.01%", (t) => {
  const chance = collisionChance(2 ** 24, 64);
  t.true(chance < 1e-4);
  t.is(chance.toPrecision(2), "0.0000076");
  t.is(collisionChance(1, 64), 0);
});

const image = { imagePages: 100, dataPages: 100, cachePages: 200 };
const options = { vms: 6, pagesEach: 512, image, frames: 1600 };
const runs = Object.fromEntries(
  (["swap", "balloon", "share and balloon"] as const).map((reclaiming) => [
    reclaiming,
    overcommit({ ...options, reclaiming }),
  ]),
) as Record<Reclaiming, OvercommitRow[]>;
const reads = (rows: readonly OvercommitRow[]) => rows.reduce((sum, { diskReads }) => sum + diskReads, 0);

test("guests that choose what to give up read less from disk than a host that swaps any page, and sharing saves more", (t) => {
  t.true(reads(runs.balloon) < reads(runs.swap) / 2);
  t.true(reads(runs["share and balloon"]) < reads(runs.balloon));
});

test("no step uses more frames than the host has, and sharing saves the image of every machine but one", (t) => {
  for (const rows of Object.values(runs)) for (const row of rows) t.true(row.used <= options.frames);
  t.is(runs["share and balloon"].at(-1)!.saved, 5 * image.imagePages);
  t.true(runs.swap.every(({ saved, ballooned }) => saved === 0 && ballooned === 0));
});

test("the same seed gives the same run, to the byte", (t) => {
  t.is(JSON.stringify(overcommit({ ...options, reclaiming: "swap" })), JSON.stringify(runs.swap));
});

test("bad input is refused by name", (t) => {
  const wrong: [() => unknown, RegExp][] = [
    [() => pagePrice(vm("a", 1), 1, 1), /tax.*got 1/],
    [() => allot([vm("a", 1, 0)], { pages: 1, tax: 0 }), /shares of a.*got 0/],
    [() => allot([], { pages: -1, tax: 0 }), /pages.*-1/],
    [() => sampleActive(10, () => true, { sample: 11, random: seeded(1) }), /sample.*1 to 10, got 11/],
    [() => collisionChance(-1, 64), /pages.*-1/],
    [() => overcommit({ ...options, frames: 200, reclaiming: "swap" }), /frames.*more than the 200/],
    [() => overcommit({ ...options, vms: 0, reclaiming: "swap" }), /vms.*got 0/],
  ];
  for (const [call, message] of wrong) t.regex(t.throws(call, { instanceOf: DomainError }).message, message);
});
