import test from "ava";
import fc from "fast-check";
import * as memory from "../../../lib/memory";

const fits = [memory.firstFit, memory.bestFit, memory.worstFit, memory.nextFit];
const rivals = [...fits, memory.buddy, memory.pagedAllocator];
const busy = { seed: 1, vms: 1500, meanGapHours: 1, meanLifetimeHours: 100, frames: [1, 16] } as const;

for (const make of fits) {
  test(`${make(1).name}: in equilibrium there are half as many holes as blocks, less exact fits`, (t) => {
    // About 400 VMs of 500 frames; the host is so large that refusals are rare, and exact fits, too.
    const events = memory.vmTraffic({ ...busy, vms: 8000, meanLifetimeHours: 400, frames: [1, 999] });
    const row = memory.fiftyPercentRule(make(330_000), events);
    t.true(row.blocks > 300, String(row.blocks));
    t.true(Math.abs(row.holes / row.expectedHoles - 1) < 0.03, `${row.holes} against ${row.expectedHoles}`);
    t.true(row.exactShare < 0.15 && Math.abs(row.holes / row.blocks - 0.5) < 0.075);
  });
}

test("equal seeds give the same VMs to the byte, and every VM leaves once, after it came", (t) => {
  const events = memory.vmTraffic(busy);
  t.is(JSON.stringify(memory.vmTraffic(busy)), JSON.stringify(events));
  t.true(events.every(({ hours }, at) => at === 0 || hours >= events[at - 1]!.hours));
  const arrived = new Set<number>();
  for (const { type, vm } of events) {
    if (type === "arrive") arrived.add(vm);
    else t.true(arrived.delete(vm));
  }
  t.is(arrived.size, 0);
});

test("contiguous memory refuses VMs though enough is free; pages never do", (t) => {
  const last = rivals.map((make) => memory.measureFragmentation(make(1024), memory.vmTraffic(busy)).at(-1)!);
  for (const row of last) {
    if (row.allocator === "paged") t.is(row.refusedFragmented, 0);
    else t.true(row.refusedFragmented > 0, row.allocator);
    t.true(row.allocator === "buddy" ? row.internal > 0.1 : row.internal === 0, row.allocator);
  }
});

test("rows stay within their bounds and never lose a refusal, whatever comes and goes", (t) => {
  const traffic = fc.record({
    seed: fc.nat(999),
    host: fc.integer({ min: 1, max: 64 }),
    most: fc.integer({ min: 1, max: 80 }),
  });
  fc.assert(
    fc.property(traffic, fc.constantFrom(...rivals), ({ seed, host, most }, make) => {
      const events = memory.vmTraffic({ seed, vms: 40, meanGapHours: 1, meanLifetimeHours: 8, frames: [1, most] });
      const rows = memory.measureFragmentation(make(host), events);
      let refused = 0;
      for (const [at, row] of rows.entries()) {
        for (const share of [row.external, row.internal, row.freeShare]) if (share < 0 || share > 1) return false;
        const now = row.refusedFull + row.refusedFragmented;
        if (row.arrived !== at + 1 || now < refused || now > refused + 1) return false;
        refused = now;
      }
      return rows.length === 40;
    }),
    { seed: 10, numRuns: 1000 },
  );
  t.pass();
});

for (const make of rivals) {
  test(`${make(1).name}: in the map of the memory no frame has two VMs at a time, and each VM has what it wanted`, (t) => {
    const events = memory.vmTraffic({ ...busy, vms: 60, meanLifetimeHours: 12 });
    const sizes = new Map(events.map(({ vm, frames }) => [vm, frames]));
    const { blocks, refusals } = memory.memoryMap(make(128), events, 50);
    const held = new Map<number, number>();
    for (const [at, { vm, first, frames, hours }] of blocks.entries()) {
      held.set(vm, (held.get(vm) ?? 0) + frames);
      const others = blocks.slice(at + 1).filter((other) => other.hours[0] < hours[1]);
      t.true(others.every((other) => other.first >= first + frames || other.first + other.frames <= first));
      t.true(first >= 0 && first + frames <= 128 && hours[1] <= 50);
    }
    for (const [vm, frames] of held)
      t.true(make === memory.buddy ? frames >= sizes.get(vm)! : frames === sizes.get(vm));
    const arrived = events.filter(({ type, hours }) => type === "arrive" && hours <= 50).length;
    t.is(held.size + refusals.length, arrived);
  });
}

const mistakes: readonly (readonly [Partial<memory.TrafficOptions>, string])[] = [
  [{ vms: 0 }, "Expected vms to be a whole number above 0, got 0."],
  [{ frames: [9, 3] }, "Expected frames to go from small to large, got [9,3]."],
  [{ frames: [0, 3] }, "Expected frames to be a whole number above 0, got 0."],
  [{ seed: 0.5 }, "Expected seed to be a whole number, got 0.5."],
];

for (const [change, message] of mistakes) {
  test(`traffic with ${JSON.stringify(change)} is the caller's mistake`, (t) => {
    t.throws(() => memory.vmTraffic({ ...busy, ...change }), { name: "DomainError", message });
  });
}

test("traffic with lifetimes that are no time is the caller's mistake", (t) => {
  t.throws(() => memory.vmTraffic({ ...busy, meanLifetimeHours: -1 }), { name: "DomainError", message: /-1/ });
});
