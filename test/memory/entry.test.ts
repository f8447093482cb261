import test from "ava";
import fc from "fast-check";
import * as memory from "../../lib/memory";

const rows: readonly (readonly [number, Partial<memory.Entry>])[] = [
  [0x0, { present: false }],
  [0x2007, { present: true, writable: true, user: true, accessed: false, dirty: false, frame: 2 }],
  [0x6067, { present: true, writable: true, user: true, accessed: true, dirty: true, frame: 6 }],
  [0xfffff025, { present: true, writable: false, user: true, accessed: true, frame: 0xfffff }],
  [0x1000, { present: false, frame: 1 }],
];

for (const [word, fields] of rows) {
  test(`0x${word.toString(16)} means what the processor manual says`, (t) => {
    t.like(memory.decodeEntry(word), fields);
  });
}

const entry = fc.record({
  present: fc.boolean(),
  writable: fc.boolean(),
  user: fc.boolean(),
  accessed: fc.boolean(),
  dirty: fc.boolean(),
  frame: fc.nat(2 ** 40 - 1),
});

test("decoding undoes encoding for every entry", (t) => {
  fc.assert(
    fc.property(entry, (one) => void t.deepEqual(memory.decodeEntry(memory.encodeEntry(one)), one)),
    { seed: 1, numRuns: 500 },
  );
});

test("an entry of eight bytes survives memory", (t) => {
  const ram = new memory.HostMemory(1);
  fc.assert(
    fc.property(entry, fc.nat(511), (one, index) => {
      memory.writeWord(ram, 8 * index, 8, memory.encodeEntry(one));
      return memory.readWord(ram, 8 * index, 8) === memory.encodeEntry(one);
    }),
    { seed: 1, numRuns: 500 },
  );
  t.pass();
});

test("numbers lie in memory with the lowest byte first", (t) => {
  const ram = new memory.HostMemory(1);
  ram.write32(8, 0x11223344);
  t.deepEqual(
    [8, 9, 10, 11].map((at) => ram.read8(at)),
    [0x44, 0x33, 0x22, 0x11],
  );
});
