import test from "ava";
import fc from "fast-check";
import * as memory from "../../lib/memory";

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant("use" as const), page: fc.nat(11) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("invalidate" as const), page: fc.nat(11) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("flush" as const), page: fc.constant(0) }) },
);

test("the TLB forgets and remembers like lists of recently used pages", (t) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), fc.constantFrom(1, 2, 4), (steps, ways) => {
      const tlb = new memory.Tlb({ entries: 4, ways });
      const lists: number[][] = Array.from({ length: 4 / ways }, () => []);
      for (const { does, page } of steps) {
        const list = lists[page % lists.length]!;
        if (does === "flush") lists.forEach((one) => one.splice(0));
        const at = list.indexOf(page);
        if (does === "invalidate" && at >= 0) list.splice(at, 1);
        if (does === "use") {
          t.is(tlb.lookup(page) !== undefined, at >= 0);
          if (at >= 0) list.splice(at, 1);
          list.push(page);
          if (list.length > ways) list.shift();
          tlb.fill(page, { frame: page, writable: true, user: true, dirty: true });
        } else if (does === "invalidate") tlb.invalidate(page);
        else tlb.flush();
      }
    }),
    { seed: 4, numRuns: 300 },
  );
});

test("least recently used is a stack algorithm: a larger TLB of one set never misses more", (t) => {
  const misses = (entries: number, pages: readonly number[]) => {
    const tlb = new memory.Tlb({ entries, ways: entries });
    return pages.filter((page) => {
      const missed = tlb.lookup(page) === undefined;
      if (missed) tlb.fill(page, { frame: page, writable: true, user: true, dirty: true });
      return missed;
    }).length;
  };
  fc.assert(
    fc.property(
      fc.array(fc.nat(9), { maxLength: 60 }),
      fc.integer({ min: 1, max: 8 }),
      (pages, entries) => misses(entries + 1, pages) <= misses(entries, pages),
    ),
    { seed: 5, numRuns: 300 },
  );
  t.pass();
});

test("a hit reads no entry, and a first write after a read walks once more to set D", (t) => {
  const guest = new memory.Host({ frames: 24 }).createGuest({ name: "A", frames: 4 });
  guest.write32(0, 0x2007);
  guest.write32(2 * 4096, 0x3007);
  const mmu = new memory.NativeMmu(guest, { format: memory.x86Format, tlb: { entries: 4, ways: 4 } });
  const counts = (["read", "read", "write", "write"] as const).map(
    (kind) => mmu.translate({ address: 0, kind, mode: "user" }).references.length,
  );
  t.deepEqual(counts, [2, 0, 2, 0]);
});

test("an entry of one address space is not seen by another, a global one by all", (t) => {
  const use = fc.record({
    does: fc.constantFrom("fill" as const, "fill" as const, "lookup" as const, "invalidate" as const, "flush" as const),
    page: fc.nat(7),
    asid: fc.constantFrom(0, 1, 2, 4095),
    global: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(use, { maxLength: 60 }), (uses) => {
      const tlb = new memory.Tlb({ entries: 256, ways: 256 }); // so large that nothing is replaced
      const naive = new Map<string, number>();
      for (const [step, { does, page, asid, global }] of uses.entries()) {
        if (does === "fill") {
          if (global) naive.delete(`${page}/${asid}`);
          else naive.delete(`${page}/global`);
          naive.set(`${page}/${global ? "global" : asid}`, step);
          tlb.fill(page, { frame: step, writable: true, user: true, dirty: true, global }, asid);
        } else if (does === "lookup") {
          t.is(tlb.lookup(page, asid)?.frame, naive.get(`${page}/${asid}`) ?? naive.get(`${page}/global`));
        } else if (does === "invalidate") {
          tlb.invalidate(page, asid);
          naive.delete(`${page}/${asid}`);
          naive.delete(`${page}/global`);
        } else {
          tlb.flushAsid(asid);
          for (const key of [...naive.keys()]) if (key.endsWith(`/${asid}`)) naive.delete(key);
        }
        t.is(tlb.pages().length, naive.size);
      }
      tlb.flush();
      t.deepEqual(tlb.pages(), []);
    }),
    { seed: 6, numRuns: 1000 },
  );
});

for (const asid of [-1, 4096, 0.5]) {
  test(`there is no address space ${asid}`, (t) => {
    const tlb = new memory.Tlb({ entries: 4, ways: 4 });
    t.throws(() => tlb.lookup(0, asid), { message: `Expected asid to be a whole number from 0 to 4095, got ${asid}.` });
  });
}
