import test from "ava";
import * as figures from "../../lib/figures";
import * as memory from "../../lib/memory";

test("the map of the memory draws one box a block, and a mark where a VM was refused", (t) => {
  const blocks = [
    { vm: 0, first: 0, frames: 4, hours: [0, 2] as const },
    { vm: 5, first: 4, frames: 1, hours: [1, 3] as const },
  ];
  const refused = { type: "refused", reason: "fragmented", free: 3, largestHole: 2, frames: 3, hours: 2.5 } as const;
  const map = { allocator: "first fit", frames: 8, untilHours: 4, blocks, refusals: [refused] };
  const figure = figures.memoryMapFigure([map]);
  t.deepEqual(figure.data[0]!["x"], [0, 2, 2, 0, 0, null, 1, 3, 3, 1, 1, null]);
  t.deepEqual(figure.data[0]!["y"], [0, 0, 4, 4, 0, null, 4, 4, 5, 5, 4, null]);
  t.deepEqual(figure.data[5]!["x"], [2.5]);
  t.is(figure.sentence, "First fit refused 1 VMs though enough frames were free, and 0 when the memory was full.");
});

test("the lines of fragmentation and the bars of refusals are the rows", (t) => {
  const events = memory.vmTraffic({ seed: 1, vms: 200, meanGapHours: 1, meanLifetimeHours: 60, frames: [1, 12] });
  const makes = [memory.worstFit, memory.pagedAllocator];
  const rows = makes.map((make) => memory.measureFragmentation(make(256), events, 20));
  const lines = figures.fragmentationFigure(rows.flat()).data;
  t.deepEqual(
    lines.map(({ y }) => y),
    rows.map((line) => line.map(({ external }) => Math.round(1000 * external) / 10)),
  );
  const bars = figures.refusalsFigure(rows.flat());
  t.deepEqual(
    bars.data.map(({ y }) => y),
    [rows.map((line) => line.at(-1)!.refusedFragmented), rows.map((line) => line.at(-1)!.refusedFull)],
  );
  t.regex(bars.sentence, /^VMs refused though .* of 200: worst fit \d+ and \d+; paged 0 and \d+\.$/);
});

test("the tree has a box a table, an arrow an entry, and says what is cyclic", (t) => {
  const ram = new memory.HostMemory(4);
  ram.write32(0, 0x1007);
  ram.write32(4, 0x0007);
  ram.write32(4096 + 8, 0x3027);
  const figure = figures.pageTableTreeFigure(memory.pageTableTree(ram, memory.x86Format, 0), "x86");
  t.is(figure.data.filter((trace) => trace["mode"] === "lines+markers").length, 3);
  const texts = figure.data.flatMap((trace) => (trace["text"] ?? []) as string[]);
  for (const text of ["page 2: frame 3  WUA–", "cyclic: frame 0", "[2]", "level 1"]) t.true(texts.includes(text), text);
  t.is(figure.sentence, "In this table (x86), 2 tables lead to 1 pages; 1 entry is cyclic.");
});

test("hit rates are drawn in per cent, one line a policy", (t) => {
  const row = { pattern: "loop", entries: 4, ways: 4 } as const;
  const figure = figures.hitRateFigure([
    { ...row, replacement: "LRU", workingSetPages: 4, hitRate: 1 },
    { ...row, replacement: "LRU", workingSetPages: 5, hitRate: 0 },
    { ...row, replacement: "random", workingSetPages: 5, hitRate: 0.625 },
  ]);
  t.deepEqual(
    figure.data.map(({ name, y }) => [name, y]),
    [
      ["LRU", [100, 0]],
      ["random", [62.5]],
    ],
  );
  t.regex(figure.sentence, /at 5 pages: LRU 0%, random 63%\.$/);
});

test("a frame that two VMs reach is drawn as wrong, and said", (t) => {
  const rows = [{ page: 0, guestFrame: 0, hostFrame: 1 }];
  const figure = figures.vmMappingsFigure(
    [
      { vm: "A", rows },
      { vm: "B", rows },
    ],
    2,
  );
  t.is(figure.sentence, "The pages of 2 VMs lead to 1 of 2 host frames; 1 frames are reached by two VMs.");
});
