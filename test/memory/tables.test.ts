import test from "ava";
import fc from "fast-check";
import * as memory from "../../lib/memory";

const formats = [memory.slideFormat, memory.x86Format, memory.x64Format, memory.la57Format];

test("the lecture's table of eight pages, entry by entry", (t) => {
  const ram = new memory.HostMemory(8);
  memory.writeSlideTable(ram, 0, memory.lecturePageTable);
  const found = new Map(memory.mappedPages(ram, memory.slideFormat, 0).map(({ page, entry }) => [page, entry.frame]));
  const rows = [
    [0, 2],
    [1, "-"],
    [2, "-"],
    [3, 0],
    [4, 3],
    [5, 7],
    [6, "-"],
    [7, "-"],
  ];
  t.deepEqual(
    rows.map(([page]) => [page, found.get(Number(page)) ?? "-"]),
    rows,
  );
});

test("the lecture's table with three columns, entry by entry", (t) => {
  const guest = new memory.Host({ frames: 8 }).createGuest({ name: "A", map: [[0, 5], ...memory.lectureShadow.host] });
  memory.writeSlideTable(guest, 0, memory.lectureShadow.guest);
  const rows = memory.compose(guest, memory.slideFormat, 0, 3);
  t.deepEqual(
    rows.map(({ page, guestFrame, hostFrame }) => [page, guestFrame ?? "-", hostFrame ?? "-"]),
    [
      [0, 2, 2],
      [1, 6, 4],
      [2, "-", "-"],
    ],
  );
});

for (const format of formats) {
  test(`${format.name}: a table lists what was mapped, like a Map`, (t) => {
    const pages = fc.array(fc.tuple(fc.nat(Math.min(memory.pagesOf(format), 2 ** 32) - 1), fc.nat(999)), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(pages, (pairs) => {
        const ram = new memory.HostMemory(200);
        let next = 1;
        const tables = { memory: ram, format, root: 0, newTable: () => next++ };
        const naive = new Map(pairs);
        for (const [page, frame] of pairs) memory.mapPage(tables, page, memory.entryFor(frame));
        const listed = memory.mappedPages(ram, format, 0).map(({ page, entry }) => [page, entry.frame]);
        t.deepEqual(
          listed,
          [...naive].sort(([a], [b]) => a - b),
        );
      }),
      { seed: 2, numRuns: 60 },
    );
  });
}

test("a table that leads into itself is listed without an endless loop", (t) => {
  const ram = new memory.HostMemory(1);
  ram.write32(0, 0x7); // the directory's entry 0 leads to the directory
  t.deepEqual(
    memory.mappedPages(ram, memory.x86Format, 0).map(({ page, entry }) => [page, entry.frame]),
    [[0, 0]],
  );
});

const mistakes: readonly (readonly [string, () => unknown, string])[] = [
  ["a misaligned root", () => memory.checkedRoot(4097), "Expected root to be page-aligned, got 4097."],
  [
    "an address beyond the format",
    () => memory.checkedPage(memory.slideFormat, 8 * 4096),
    'Expected address to lie below 32768 in the format "slide", got 32768.',
  ],
  ["a frame freed twice", freeTwice, "Expected frame to have an owner, got 3."],
  [
    "more guests than frames",
    () => new memory.Host({ frames: 4 }).createGuest({ name: "A", frames: 5 }),
    "Expected frames to be a whole number up to the 4 free ones, got 5.",
  ],
  ["a frame claimed by two", claimTwice, "Expected frame to be free, but A has it, got 3."],
  ["a frame of another guest as backing", backForeign, "Expected hostFrame to belong to B, got 3."],
  [
    "a word at an odd address",
    () => new memory.HostMemory(1).read32(2),
    "Expected address to be a multiple of 4, got 2.",
  ],
  [
    "an address without memory",
    () => new memory.HostMemory(1).read8(4096),
    "Expected address to lie in 1 frames of memory, got 4096.",
  ],
  [
    "a TLB that does not divide",
    () => new memory.Tlb({ entries: 6, ways: 4 }),
    "Expected entries to be a multiple of the 4 ways, got 6.",
  ],
  ["a host format that is too small", nestedTooSmall, 'Expected hostFormat to reach guest frame 8, got "slide".'],
  [
    "a guest with gaps under the kernel",
    kernelWithGaps,
    "Expected guest to have frames 0 to at most 1023 without gaps, got 6.",
  ],
];

for (const [name, mistake, message] of mistakes) {
  test(`${name} is refused with a sentence`, (t) => {
    t.like(t.throws(mistake), { name: "DomainError", code: "domain", message });
  });
}

function freeTwice(): void {
  const host = new memory.Host({ frames: 4 });
  host.claim(3, "A");
  host.free(3);
  host.free(3);
}

function claimTwice(): void {
  const host = new memory.Host({ frames: 4 });
  host.claim(3, "A");
  host.claim(3, "B");
}

function backForeign(): void {
  const host = new memory.Host({ frames: 4 });
  host.claim(3, "A");
  host.createGuest({ name: "B" }).back(0, 3);
}

function nestedTooSmall(): unknown {
  const guest = new memory.Host({ frames: 16 }).createGuest({ name: "A", frames: 9 });
  return new memory.NestedMmu(guest, { format: memory.slideFormat });
}

function kernelWithGaps(): unknown {
  const guest = new memory.Host({ frames: 8 }).createGuest({
    name: "A",
    map: [
      [0, 1],
      [6, 2],
    ],
  });
  return new memory.GuestKernel(new memory.GuestCpu(new memory.NativeMmu(guest, { format: memory.x86Format })));
}

test("frames are conserved and have one owner, whatever is taken and given back", (t) => {
  const step = fc.record({ give: fc.boolean(), frame: fc.nat(15) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const host = new memory.Host({ frames: 16 });
      const naive = new Map<number, string>();
      for (const { give, frame } of steps) {
        if (give && naive.size < 16) naive.set(host.allocate(`owner of ${frame}`), `owner of ${frame}`);
        else if (naive.delete(frame)) host.free(frame);
      }
      t.is(host.freeFrames, 16 - naive.size);
      for (let frame = 0; frame < 16; frame++) t.is(host.ownerOf(frame), naive.get(frame));
    }),
    { seed: 3, numRuns: 200 },
  );
});

test("no two guests reach one host frame", (t) => {
  const host = new memory.Host({ frames: 100 });
  const guests = ["A", "B", "C"].map((name) => host.createGuest({ name, frames: 30 }));
  const reached = guests.flatMap((guest) => guest.frames.map((frame) => guest.hostFrameOf(frame)));
  t.is(new Set(reached).size, 90);
});

test("a frame that changes hands is empty", (t) => {
  const host = new memory.Host({ frames: 2 });
  host.claim(1, "A");
  host.memory.write8(4096, 7);
  host.free(1);
  host.claim(1, "B");
  t.is(host.memory.read8(4096), 0);
});
