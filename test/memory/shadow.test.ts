import test from "ava";
import * as memory from "../../lib/memory";

const at = memory.addressOf;

test("each page costs one hidden fault, and page 2's fault goes back to the guest", (t) => {
  const { cpu } = memory.lectureMachine();
  const seen = [0, 1, 0, 2].map((page) => cpu.load8(at(page)));
  t.deepEqual(
    seen.map(({ type, exits }) => [type, exits.map(({ reason }) => reason)]),
    [
      ["translated", ["hiddenFault"]],
      ["translated", ["hiddenFault"]],
      ["translated", []],
      ["pageFault", ["pageFault"]],
    ],
  );
});

test("the shadow is real bytes in a frame of the host that belongs to the hypervisor", (t) => {
  const { cpu, guest } = memory.lectureMachine();
  cpu.load8(at(1));
  const frame = Array.from({ length: 12 }, (_, index) => index).find(
    (index) => guest.host.ownerOf(index) === memory.hypervisorOwner,
  )!;
  t.is(
    guest.host.memory.read32(at(frame, 4)) & 0xfffff007,
    0x4005,
    "page 1 -> host frame 4, present, user, not yet writable",
  );
});

const policies = [
  { policy: memory.unprotected, letter: "B", breaches: 1 },
  { policy: memory.writeProtect, letter: "A", breaches: 0 },
  { policy: memory.waitForInvalidate, letter: "A", breaches: 0 },
];

for (const { policy, letter, breaches } of policies) {
  test(`${policy.name}: after an edit and INVLPG the program reads ${letter}`, (t) => {
    const { cpu, mmu } = memory.lectureMachine({ policy });
    t.is(memory.letterOf(cpu.load8(at(1))), "B");
    cpu.store32(memory.entryOfPage1, 0x2007, "supervisor");
    cpu.invalidate(at(1));
    t.is(memory.letterOf(cpu.load8(at(1))), letter);
    t.is(memory.breaches(mmu).length, breaches);
  });
}

test("writeProtect: every store into a table exits, and takes effect at once", (t) => {
  const { cpu } = memory.lectureMachine();
  cpu.load8(at(1));
  for (const [word, letter] of [
    [0x2007, "A"],
    [0x6007, "B"],
  ] as const) {
    t.deepEqual(
      cpu.store32(memory.entryOfPage1, word, "supervisor").exits.map(({ reason }) => reason),
      ["tableWrite"],
    );
    t.is(memory.letterOf(cpu.load8(at(1))), letter);
  }
});

test("waitForInvalidate: the first store exits, later ones do not; a root switch protects again", (t) => {
  const { cpu, mmu } = memory.lectureMachine({ policy: memory.waitForInvalidate });
  const store = () => cpu.store32(memory.entryOfPage1, 0x2007, "supervisor").exits.map(({ reason }) => reason);
  t.deepEqual([store(), store(), store()], [["unsync"], [], []]);
  t.deepEqual(mmu.tablesLetGo, [0]);
  cpu.writeRoot(0);
  t.deepEqual(mmu.tablesLetGo, []);
  t.deepEqual(store(), ["unsync"]);
});

test("a root switch keeps the shadow of the old root, and nested faults name the guest's address", (t) => {
  const guest = new memory.Host({ frames: 32 }).createGuest({ name: "A", frames: 6 });
  memory.writeSlideTable(guest, 0, [4]);
  memory.writeSlideTable(guest, 4096, [5, 77]);
  const cpu = new memory.GuestCpu(new memory.ShadowMmu(guest, { format: memory.slideFormat }));
  const reasons = (page: number) => cpu.load8(at(page)).exits.map(({ reason }) => reason);
  t.deepEqual(reasons(0), ["hiddenFault"]);
  cpu.writeRoot(4096);
  t.deepEqual(reasons(0), ["hiddenFault"]);
  t.like(cpu.load8(at(1, 9)), { type: "nestedFault", guestPhysical: at(77, 9) });
  cpu.writeRoot(0);
  t.deepEqual(reasons(0), [], "the shadow of root 0 was kept");
});

test("a page stays read-only in the shadow until D is set", (t) => {
  const { cpu, mmu, guest } = memory.lectureMachine();
  cpu.load8(at(0));
  t.false(mmu.entries()[0]!.entry.writable);
  t.deepEqual(
    cpu.store8(at(0), 1).exits.map(({ reason }) => reason),
    ["hiddenFault"],
  );
  t.true(mmu.entries()[0]!.entry.writable);
  t.is(guest.read32(0), 0x2067);
});

test("a hypervisor that forgets A and D loses the guest's data, and one that carries them does not", (t) => {
  t.deepEqual(memory.replacePages("carried"), memory.replaceOn(memory.nativeMachine()));
  t.true(memory.replacePages("forgotten").every(({ read, wrote }) => read !== wrote));
});

test("a hostile guest reaches its own frames and none else, under every MMU", (t) => {
  for (const name of ["native", "shadow", "nested"] as const) {
    const probe = memory.probeFrames({
      tries: 2000,
      makeMmu: (guest) => make(name, guest),
    });
    t.deepEqual(
      probe.rows.filter(({ reached }) => reached > 0).map(({ owner, reached }) => [owner, reached]),
      Array.from({ length: 12 }, () => ["C", 1]),
    );
  }
});

function make(name: memory.MmuName, guest: memory.GuestMemory): memory.Mmu {
  const format = memory.slideFormat;
  return name === "nested"
    ? new memory.NestedMmu(guest, { format, hostFormat: memory.x86Format })
    : memory.makeMmu(name, guest, { format });
}
