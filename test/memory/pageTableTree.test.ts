import test from "ava";
import fc from "fast-check";
import * as memory from "../../lib/memory";

const formats = [memory.slideFormat, memory.x86Format, memory.x64Format, memory.la57Format];

for (const format of formats) {
  test(`${format.name}: the tree has a leaf for every page that is mapped`, (t) => {
    const pages = fc.uniqueArray(fc.nat(Math.min(memory.pagesOf(format), 2 ** 32) - 1), { maxLength: 20 });
    fc.assert(
      fc.property(pages, (list) => {
        const ram = new memory.HostMemory(200);
        let next = 1;
        const tables = { memory: ram, format, root: 0, newTable: () => next++ };
        for (const [at, page] of list.entries()) memory.mapPage(tables, page, memory.entryFor(at));
        const leaves = leavesOf(memory.pageTableTree(ram, format, 0));
        t.deepEqual(
          leaves.map(({ page, entry }) => [page, entry.frame]),
          memory.mappedPages(ram, format, 0).map(({ page, entry }) => [page, entry.frame]),
        );
        t.true(leaves.every(({ leadsTo }) => leadsTo.type === "page"));
      }),
      { seed: 14, numRuns: 100 },
    );
  });

  test(`${format.name}: tables of random words end every walk and every tree, whatever leads where`, (t) => {
    const word = fc.record({ slot: fc.nat(7), table: fc.nat(3), frame: fc.nat(5), flags: fc.nat(7) });
    const access = fc.record({
      index: fc.array(fc.nat(7), { minLength: 5, maxLength: 5 }),
      kind: fc.constantFrom("read" as const, "write" as const),
      mode: fc.constantFrom("user" as const, "supervisor" as const),
    });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), access, (words, { index, kind, mode }) => {
        const ram = new memory.HostMemory(5); // frame 5 is missing
        for (const { slot, table, frame, flags } of words) {
          memory.writeWord(ram, table * 4096 + slot * format.entryBytes, format.entryBytes, frame * 4096 + flags);
        }
        const tree = memory.pageTableTree(ram, format, 0);
        t.true(count(tree) <= 5 * format.levels);
        const page = index.slice(0, format.levels).reduce((sum, one) => sum * 2 ** format.indexBits + one, 0);
        if (page * 4096 > Number.MAX_SAFE_INTEGER) return;
        const found = memory.look(
          memory.tablesIn(ram, format),
          0,
          { address: page * 4096, kind, mode },
          { writeProtect: true },
        );
        t.true(["found", "pageFault", "nestedFault"].includes(found.type));
        if (found.type === "found") t.is(found.path.length, format.levels);
      }),
      { seed: 15, numRuns: 500 },
    );
  });
}

test("a table that leads to itself, to its parent, to nowhere, and twice to one table, is told as such", (t) => {
  const ram = new memory.HostMemory(4);
  for (const [index, frame] of [0, 1, 1, 9].entries()) ram.write32(4 * index, frame * 4096 + 7);
  ram.write32(4096, 0x0007); // a leaf that maps the directory: no cycle, that is how kernels reach their tables
  const tree = memory.pageTableTree(ram, memory.x86Format, 0);
  t.deepEqual(
    tree.branches.map(({ leadsTo }) => leadsTo.type),
    ["cyclic", "table", "shared", "missing"],
  );
  const parent = new memory.HostMemory(4);
  memory.writeWord(parent, 0, 8, 0x1007);
  memory.writeWord(parent, 0x1000, 8, 0x0007); // level 3 leads back to level 4
  const above = memory.pageTableTree(parent, memory.x64Format, 0).branches[0]!.leadsTo;
  t.is(above.type === "table" && above.branches[0]!.leadsTo.type, "cyclic");
});

test("a directory full of itself: the walk ends after its levels, the list is refused, the tree is short", (t) => {
  const ram = new memory.HostMemory(1);
  for (let index = 0; index < 512; index++) memory.writeWord(ram, 8 * index, 8, 0x7);
  const mmu = new memory.NativeMmu(new memory.Host({ frames: 2 }).createGuest({ name: "A", map: [[0, 0]] }), {
    format: memory.x64Format,
  });
  memory.writeWord(mmu.guest, 0, 8, 0x7);
  t.is(mmu.translate({ address: 0, kind: "read", mode: "user" }).references.length, 4);
  t.is(memory.pageTableTree(ram, memory.x64Format, 0).branches.length, 512);
  t.throws(() => memory.mappedPages(ram, memory.x64Format, 0), {
    name: "DomainError",
    message: "Expected root to lead to at most 1048576 pages in 16384 tables, got 0.",
  });
});

test("a misaligned root is refused by everything that starts at a root", (t) => {
  const message = "Expected root to be page-aligned, got 4100.";
  const ram = new memory.HostMemory(4);
  const guest = new memory.Host({ frames: 4 }).createGuest({ name: "A", frames: 2 });
  const starts = [
    () => memory.pageTableTree(ram, memory.x86Format, 4100),
    () => memory.mappedPages(ram, memory.x86Format, 4100),
    () => memory.leafAddress(ram, memory.x86Format, 4100, 0),
    () => memory.mapPage({ memory: ram, format: memory.slideFormat, root: 4100, newTable: () => 1 }, 0, memory.noEntry),
    () => memory.compose(guest, memory.slideFormat, 4100, 1),
    () => new memory.NativeMmu(guest, { format: memory.x86Format }).writeRoot(4100),
    () =>
      memory.look(
        memory.tablesIn(ram, memory.x86Format),
        4100,
        { address: 0, kind: "read", mode: "user" },
        { writeProtect: true },
      ),
  ];
  for (const start of starts) t.throws(start, { name: "DomainError", message });
});

function leavesOf(node: memory.TableNode): memory.Branch[] {
  return node.branches.flatMap((branch) => (branch.leadsTo.type === "table" ? leavesOf(branch.leadsTo) : [branch]));
}

function count(node: memory.TableNode): number {
  return 1 + node.branches.reduce((sum, { leadsTo }) => sum + (leadsTo.type === "table" ? count(leadsTo) : 0), 0);
}
