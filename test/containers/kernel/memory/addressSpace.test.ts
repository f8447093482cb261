import test from "ava";
import fc from "fast-check";
import { AddressSpace } from "../../../../lib/containers/kernel/memory/addressSpace";

const access = fc.record({
  address: fc.integer({ min: 0, max: 3 * 4096 - 1 }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 6000 }),
});

test("loads give what was stored last, zeros else, and faults beyond the end: as one array would", (t) => {
  fc.assert(
    fc.property(fc.array(access, { maxLength: 12 }), (stores) => {
      const memory = new AddressSpace();
      const start = memory.map(3 * 4096);
      const naive = new Uint8Array(3 * 4096);
      for (const { address, bytes } of stores) {
        const fits = address + bytes.length <= naive.length;
        t.is(memory.store(start + address, bytes).type, fits ? "done" : "fault");
        naive.set(bytes.subarray(0, naive.length - address), address);
      }
      const all = memory.load(start, naive.length);
      t.deepEqual(all.type === "done" && all.value, naive);
    }),
    { seed: 7, numRuns: 100 },
  );
});

test("a copy has the same bytes, and from then on its own", (t) => {
  fc.assert(
    fc.property(
      fc.array(access, { maxLength: 6 }),
      fc.array(access, { minLength: 1, maxLength: 6 }),
      (before, after) => {
        const memory = new AddressSpace();
        const start = memory.map(3 * 4096);
        for (const { address, bytes } of before) memory.store(start + address, bytes);
        const child = memory.copy(() => true)!;
        const whole = (of: AddressSpace) => of.load(start, 3 * 4096);
        t.deepEqual(whole(child), whole(memory));
        const kept = whole(memory);
        for (const { address, bytes } of after) child.store(start + address, bytes);
        t.deepEqual(whole(memory), kept);
      },
    ),
    { seed: 8, numRuns: 60 },
  );
});

test("pages are taken when they are touched, and given back", (t) => {
  let taken = 0;
  const memory = new AddressSpace((pages) => {
    taken += pages;
    return true;
  });
  const start = memory.map(10 * 4096);
  t.is(taken, 0);
  memory.store(start + 5000, Uint8Array.of(1));
  memory.load(start + 20_000, 10);
  t.is(taken, 1);
  memory.unmap(start, 10 * 4096);
  t.deepEqual([taken, memory.residentPages], [0, 0]);
});
