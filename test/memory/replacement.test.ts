import test from "ava";
import fc from "fast-check";
import * as memory from "../../lib/memory";
import { seeded } from "../../lib/sim";

const rivals = [memory.lru, memory.fifo, memory.randomReplacement(seeded(1))];
const lists = fc.array(fc.nat(9), { maxLength: 80, size: "max" });

/** The rules, word by word, on arrays: what is held after each use. */
const naive: Readonly<Record<string, (held: readonly number[], page: number) => number[]>> = {
  LRU: (held, page) => [...held.filter((other) => other !== page), page],
  FIFO: (held, page) => (held.includes(page) ? [...held] : [...held, page]),
};

for (const replacement of [memory.lru, memory.fifo]) {
  test(`${replacement.name} holds what its rule says, like an array`, (t) => {
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: 8 }), (pages, places) => {
        const tlb = new memory.Tlb({ entries: places, ways: places, replacement });
        let held: number[] = [];
        for (const page of pages) {
          memory.missesIn(tlb, [page]);
          held = naive[replacement.name]!(held, page).slice(-places);
          t.deepEqual(tlb.pages(), [...held].sort());
        }
      }),
      { seed: 11, numRuns: 1000 },
    );
  });
}

for (const replacement of rivals) {
  test(`${replacement.name}: a set never holds more than its ways, and holds the page just used`, (t) => {
    fc.assert(
      fc.property(lists, fc.constantFrom([1, 1], [4, 1], [4, 2], [4, 4], [6, 3]), (pages, [entries, ways]) => {
        const tlb = new memory.Tlb({ entries: entries, ways: ways, replacement });
        const sets = entries / ways;
        for (const page of pages) {
          memory.missesIn(tlb, [page]);
          if (tlb.lookup(page) === undefined) return false;
          for (let set = 0; set < sets; set++) {
            if (tlb.pages().filter((one) => one % sets === set).length > ways) return false;
          }
        }
        return true;
      }),
      { seed: 12, numRuns: 500 },
    );
    t.pass();
  });
}

test("inclusion: under LRU a larger TLB holds all that a smaller one holds, after every use", (t) => {
  fc.assert(
    fc.property(lists, fc.integer({ min: 1, max: 8 }), (pages, places) => {
      const of = (entries: number) => new memory.Tlb({ entries, ways: entries, replacement: memory.lru });
      const [small, large] = [of(places), of(places + 1)];
      for (const page of pages) {
        memory.missesIn(small, [page]);
        memory.missesIn(large, [page]);
        const held = new Set(large.pages());
        if (!small.pages().every((one) => held.has(one))) return false;
      }
      return true;
    }),
    { seed: 13, numRuns: 3000 },
  );
  t.pass();
});

test("Bélády's anomaly is found under FIFO: nine misses with three places, ten with four", (t) => {
  const found = memory.findAnomaly(memory.fifo)!;
  t.deepEqual(found, { pages: [1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5], places: 3, misses: [9, 10] });
  const steps = memory.anomalySteps(memory.fifo, found);
  t.is(steps.filter(({ places, miss }) => places === 4 && miss).length, 10);
  t.deepEqual(steps.at(-1)!.held, [2, 3, 4, 5]);
});

test("the same search finds no anomaly under LRU", (t) => {
  t.is(memory.findAnomaly(memory.lru, { places: 4, pages: 6 }), undefined);
});

test("uniform use hits entries / working set of the time, under every policy; what fits always hits", (t) => {
  const rows = memory.measureHitRate({
    entries: 64,
    ways: 64,
    workingSets: [32, 64, 96, 128, 256],
    pattern: "uniform",
  });
  for (const { replacement, workingSetPages, hitRate } of rows) {
    t.true(
      Math.abs(hitRate - Math.min(1, 64 / workingSetPages)) < 0.015,
      `${replacement} ${workingSetPages} ${hitRate}`,
    );
  }
});

test("a loop one page too long: LRU and FIFO never hit, random replacement mostly does", (t) => {
  const rows = memory.measureHitRate({ entries: 64, ways: 64, workingSets: [64, 65], pattern: "loop", accesses: 6500 });
  const rates = Object.fromEntries(rows.map((row) => [`${row.replacement} ${row.workingSetPages}`, row.hitRate]));
  t.like(rates, { "LRU 64": 1, "FIFO 64": 1, "LRU 65": 0, "FIFO 65": 0, "random 64": 1 });
  t.true(rates["random 65"]! > 0.9);
});

test("identifiers and global pages never cost hits", (t) => {
  const rows = memory.measureSwitches([2, 10, 100, 1000], 8000);
  for (const every of [2, 10, 100, 1000]) {
    const [flush, global, tagged] = rows.filter((row) => row.accessesPerSwitch === every).map(({ hitRate }) => hitRate);
    t.true(flush! < global! && global! < tagged!, String(every));
  }
});

test("a working set of no pages is the caller's mistake", (t) => {
  const options = { entries: 4, ways: 4, workingSets: [0], pattern: "loop" } as const;
  t.throws(() => memory.measureHitRate(options), {
    message: "Expected workingSets to be whole numbers above 0, got 0.",
  });
});
