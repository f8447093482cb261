import test from "ava";
import * as memory from "../../lib/memory";

const formats = [memory.slideFormat, memory.x86Format, memory.x64Format, memory.la57Format];
const threeLevels: memory.PageTableFormat = { name: "three", levels: 3, indexBits: 9, entryBytes: 8 };

test("walks read 2 entries alone and 8 in two dimensions, 4 and 24 on 64 bits, 35 with five levels", (t) => {
  t.deepEqual(
    memory.countReferences().map((row) => [row.mmu, row.levels, row.references.length]),
    [
      ["native", 2, 2],
      ["shadow", 2, 2],
      ["nested", 2, 8],
      ["native", 4, 4],
      ["shadow", 4, 4],
      ["nested", 4, 24],
      ["native", 5, 5],
      ["shadow", 5, 5],
      ["nested", 5, 35],
    ],
  );
});

for (const guestFormat of [...formats, threeLevels]) {
  for (const hostFormat of [memory.x86Format, threeLevels, memory.x64Format, memory.la57Format]) {
    const [n, m] = [guestFormat.levels, hostFormat.levels];
    test(`a nested walk of ${n} guest and ${m} host levels reads (n+1)(m+1)-1 entries, counted while walking`, (t) => {
      const guest = guestWithPage(guestFormat);
      const mmu = new memory.NestedMmu(guest, { format: guestFormat, hostFormat });
      const load = { address: 4096, kind: "read", mode: "user" } as const;
      t.is(mmu.translate(load).type, "translated");
      t.is(mmu.translate(load).references.length, (n + 1) * (m + 1) - 1);
    });
  }
}

test("a nested walk reads each guest entry after a walk of the host's table, and ends with one for the page", (t) => {
  const { references } = memory.countReferences([memory.x86Format])[2]!;
  t.deepEqual(
    references.map(({ table, level }) => `${table}${level}`),
    ["host2", "host1", "guest2", "host2", "host1", "guest1", "host2", "host1"],
  );
});

test("a walk stops at the first absent entry", (t) => {
  const guest = guestWithPage(memory.x64Format);
  const mmu = new memory.NativeMmu(guest, { format: memory.x64Format });
  const absent = mmu.translate({ address: 2 ** 47, kind: "read", mode: "user" });
  t.like(absent, { type: "pageFault", errorCode: 4 });
  t.is(absent.references.length, 1);
});

test("a table where the guest has no memory is a nested fault, for every MMU", (t) => {
  for (const name of ["native", "shadow", "nested"] as const) {
    const guest = new memory.Host({ frames: 24 }).createGuest({ name: "A", frames: 2 });
    guest.write32(0, 0xfffff007);
    const mmu = memory.makeMmu(name, guest, { format: memory.x86Format });
    t.like(mmu.translate({ address: 0, kind: "read", mode: "user" }), {
      type: "nestedFault",
      guestPhysical: 0xfffff000,
    });
  }
});

test("an address beyond the format is the caller's mistake, for every MMU", (t) => {
  for (const name of ["native", "shadow", "nested"] as const) {
    const guest = new memory.Host({ frames: 24 }).createGuest({ name: "A", frames: 2 });
    const mmu = memory.makeMmu(name, guest, { format: memory.x86Format });
    t.throws(() => mmu.translate({ address: 2 ** 32, kind: "read", mode: "user" }), { name: "DomainError" });
    t.throws(() => mmu.writeRoot(12), { name: "DomainError" });
    t.throws(() => mmu.invalidate(-1), { name: "DomainError" });
  }
});

function guestWithPage(format: memory.PageTableFormat): memory.GuestMemory {
  const guest = new memory.Host({ frames: 128 }).createGuest({ name: "A", frames: 12 });
  let next = 1;
  memory.mapPage({ memory: guest, format, root: 0, newTable: () => next++ }, 1, memory.entryFor(11, { user: true }));
  return guest;
}
