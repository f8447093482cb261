import test from "ava";
import fc from "fast-check";
import * as memory from "../../lib/memory";

const hosts = fc.record({
  vms: fc.integer({ min: 1, max: 8 }),
  framesEach: fc.integer({ min: 1, max: 8 }),
  spare: fc.nat(40),
  seed: fc.nat(1e6),
});

test("isolation: no two VMs reach one host frame, and each reaches only its own", (t) => {
  fc.assert(
    fc.property(hosts, ({ vms, framesEach, spare, seed }) => {
      const mappings = memory.startVms({ hostFrames: vms * framesEach + spare, vms, framesEach, seed });
      const foreign = mappings.flatMap(({ vm, guest, rows }) =>
        rows.filter(({ hostFrame }) => hostFrame !== undefined && guest.host.ownerOf(hostFrame) !== vm),
      );
      return memory.framesReachedByTwo(mappings).length === 0 && foreign.length === 0;
    }),
    { seed: 16, numRuns: 2000 },
  );
  t.pass();
});

const mmus = [
  (guest: memory.GuestMemory) => new memory.NativeMmu(guest, { format: memory.slideFormat }),
  (guest: memory.GuestMemory) => new memory.ShadowMmu(guest, { format: memory.slideFormat }),
  (guest: memory.GuestMemory) =>
    new memory.NestedMmu(guest, { format: memory.slideFormat, hostFormat: memory.x86Format }),
];

test("composition: every MMU leads each page of each VM where its two maps lead, one after the other", (t) => {
  fc.assert(
    fc.property(hosts, fc.constantFrom(...mmus), ({ vms, framesEach, spare, seed }, makeMmu) => {
      // Three more for the tables of each hypervisor's MMU.
      const mappings = memory.startVms({ hostFrames: vms * (framesEach + 3) + spare, vms, framesEach, seed });
      for (const { guest, rows } of mappings) {
        const mmu = makeMmu(guest);
        for (const { page, guestFrame, hostFrame } of rows) {
          const outcome = mmu.translate({ address: page * 4096 + 9, kind: "read", mode: "user" });
          if (hostFrame === undefined) {
            t.is(outcome.type, guestFrame === undefined ? "pageFault" : "nestedFault");
          } else {
            t.like(outcome, { type: "translated", hostPhysical: hostFrame * 4096 + 9 });
            t.is(guest.hostFrameOf(guestFrame!), hostFrame);
          }
        }
      }
    }),
    { seed: 17, numRuns: 600 },
  );
});

test("what one VM writes, no other reads", (t) => {
  const mappings = memory.startVms({ hostFrames: 80, vms: 6, framesEach: 6, seed: 3 });
  const cpus = mappings.map(({ guest }) => new memory.GuestCpu(mmus[1]!(guest)));
  for (const [at, cpu] of cpus.entries()) {
    for (const { page, guestFrame } of mappings[at]!.rows) {
      if (guestFrame !== 0) cpu.store8(page * 4096 + 100, at + 1); // not into its own table
    }
  }
  for (const [at, cpu] of cpus.entries()) {
    for (const { page, guestFrame, hostFrame } of mappings[at]!.rows) {
      const result = cpu.load8(page * 4096 + 100);
      if (hostFrame !== undefined && guestFrame !== 0) t.is(result.type === "translated" && result.value, at + 1);
    }
  }
});

test("a frame that two VMs reach is told", (t) => {
  const row = { page: 0, guestFrame: 1, hostFrame: 7 };
  t.deepEqual(
    memory.framesReachedByTwo([
      { vm: "A", rows: [row] },
      { vm: "B", rows: [row] },
    ]),
    [7],
  );
  t.deepEqual(memory.framesReachedByTwo([{ vm: "A", rows: [row, { ...row, page: 1 }] }]), []);
});

const mistakes: readonly (readonly [Partial<memory.ManyVmsOptions>, string])[] = [
  [{ vms: 27 }, "Expected vms to be between 1 and 26, got 27."],
  [{ framesEach: 0 }, "Expected framesEach to be between 1 and 8, got 0."],
  [{ vms: 5 }, "Expected frames to be a whole number up to the 4 free ones, got 5."],
];

for (const [change, message] of mistakes) {
  test(`VMs with ${JSON.stringify(change)} are the caller's mistake`, (t) => {
    const options = { hostFrames: 24, vms: 4, framesEach: 5, ...change };
    t.throws(() => memory.startVms(options), { name: "DomainError", message });
  });
}
