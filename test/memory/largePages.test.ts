import test from "ava";
import { encodeEntry, entryFor, HostMemory, mappedPages, tablesIn, walk, x64Format, x86Format } from "../../lib/memory";

const LARGE = 0x80;
const store = { address: 0x40_5678, kind: "write", mode: "user" } as const;

function directoryWith(word: number): HostMemory {
  const memory = new HostMemory(4);
  memory.write32(4, word);
  return memory;
}

test("a walk ends at a directory entry of 4 MiB, and sets A and D there", (t) => {
  const memory = directoryWith(0x80_0007 | LARGE);
  const found = walk(tablesIn(memory, x86Format), 0, store, { writeProtect: true, largePages: true });
  t.like(found, { type: "found", frame: 0x805, writable: true, user: true, dirty: true });
  t.is(memory.read32(4), 0x80_0067 | LARGE);
});

test("without CR4.PSE, or in other formats, bit 7 of an upper entry means nothing", (t) => {
  const memory = directoryWith(encodeEntry(entryFor(1, { writable: true, user: true })) | LARGE);
  memory.write32(0x1000 + 4 * 5, encodeEntry(entryFor(3, { writable: true, user: true })));
  t.like(walk(tablesIn(memory, x86Format), 0, store, { writeProtect: true }), { type: "found", frame: 3 });
  const absent = walk(tablesIn(memory, x64Format), 0, store, { writeProtect: true, largePages: true });
  t.is(absent.type, "pageFault");
});

test("a page of 4 MiB is listed as the 1024 pages that it stands for", (t) => {
  const pages = mappedPages(directoryWith(0x80_0003 | LARGE), x86Format, 0, { largePages: true });
  t.is(pages.length, 1024);
  t.like(pages[0], { page: 1024, entry: { frame: 0x800, writable: true, user: false } });
  t.like(pages[1023], { page: 2047, entry: { frame: 0xbff } });
});
