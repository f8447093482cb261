import test from "ava";
import { CS, DS, Fault, GS, loadSegment, type Processor, SS } from "../../../lib/machine";
import { describe, exceptionOf, FREE, GDT, processorIn } from "./setup";

const accessOf = (type: number, dpl: number, present = 1) => (present << 7) | (dpl << 5) | type;
const rings = [0, 1, 2, 3] as const;

test("DS takes every type of descriptor that the manual allows, in every ring, with every RPL and DPL", (t) => {
  for (const ring of rings)
    for (const dpl of rings)
      for (const rpl of rings)
        for (let type = 0; type < 32; type++) {
          const cpu = processorIn(ring);
          describe(cpu, FREE, { access: accessOf(type, dpl) });
          const isData = type >= 0x10 && (type & 8) === 0;
          const isReadableCode = (type & 0x1a) === 0x1a;
          const conforms = isReadableCode && (type & 4) !== 0;
          const allowed = (isData || isReadableCode) && (conforms || dpl >= Math.max(ring, rpl));
          const row = JSON.stringify({ ring, dpl, rpl, type });
          t.is(
            exceptionOf(() => loadSegment(cpu, DS, FREE | rpl)),
            allowed ? "none" : "GP(80)",
            row,
          );
          if (allowed) t.is(cpu.ram.read8(GDT + FREE + 5), accessOf(type | 1, dpl), row);
        }
});

test("SS takes writable data whose DPL and RPL are the ring alone", (t) => {
  for (const ring of rings)
    for (const dpl of rings)
      for (const rpl of rings)
        for (let type = 0; type < 32; type++) {
          const cpu = processorIn(ring);
          describe(cpu, FREE, { access: accessOf(type, dpl) });
          const allowed = (type & 0x1a) === 0x12 && dpl === ring && rpl === ring;
          t.is(
            exceptionOf(() => loadSegment(cpu, SS, FREE | rpl)),
            allowed ? "none" : "GP(80)",
          );
        }
});

test("an absent segment raises #NP, an absent stack #SS; null is for data alone; beyond the table is #GP", (t) => {
  const cpu = processorIn(0);
  describe(cpu, FREE, { access: accessOf(0x12, 0, 0) });
  t.is(
    exceptionOf(() => loadSegment(cpu, DS, FREE)),
    "NP(80)",
  );
  t.is(
    exceptionOf(() => loadSegment(cpu, SS, FREE)),
    "SS(80)",
  );
  t.is(
    exceptionOf(() => loadSegment(cpu, SS, 0)),
    "GP(0)",
  );
  t.is(
    exceptionOf(() => loadSegment(cpu, DS, 0x3f8)),
    "GP(3f8)",
  );
  t.is(
    exceptionOf(() => loadSegment(cpu, DS, FREE | 4)),
    "GP(84)",
  );
  loadSegment(cpu, GS, 3);
  t.like(cpu.segments[GS], { selector: 3, access: 0 });
  t.is(
    exceptionOf(() => cpu.load(GS, 0, 8)),
    "GP(0)",
  );
});

/** Whether bytes of a segment can be loaded and stored; of a stack, #SS in the place of #GP. */
function touch(cpu: Processor, offset: number, bytes: number): string {
  const width = (bytes * 8) as 8 | 16 | 32;
  const load = exceptionOf(() => cpu.load(DS, offset, width));
  const store = exceptionOf(() => cpu.store(DS, offset, 0, width));
  return `${load} ${store}`;
}

const limits: readonly [
  title: string,
  fields: Parameters<typeof describe>[2],
  offset: number,
  bytes: number,
  allowed: boolean,
][] = [
  ["the last byte", { access: 0x93, limit: 0xfff, granular: false }, 0xfff, 1, true],
  ["the byte behind the limit", { access: 0x93, limit: 0xfff, granular: false }, 0x1000, 1, false],
  ["a word across the limit", { access: 0x93, limit: 0xfff, granular: false }, 0xffd, 4, false],
  ["the last word", { access: 0x93, limit: 0xfff, granular: false }, 0xffc, 4, true],
  ["a limit in pages", { access: 0x93, limit: 1, granular: true }, 0x1ffc, 4, true],
  ["behind a limit in pages", { access: 0x93, limit: 1, granular: true }, 0x2000, 1, false],
  ["expand-down: at the limit", { access: 0x97, limit: 0xfff, granular: false }, 0xfff, 1, false],
  ["expand-down: above the limit", { access: 0x97, limit: 0xfff, granular: false }, 0x1000, 4, true],
  ["expand-down of 16 bits: its top", { access: 0x97, limit: 0xfff, granular: false, big: false }, 0xfffc, 4, true],
  [
    "expand-down of 16 bits: above its top",
    { access: 0x97, limit: 0xfff, granular: false, big: false },
    0x1_0000,
    1,
    false,
  ],
  [
    "expand-down of 16 bits: across its top",
    { access: 0x97, limit: 0xfff, granular: false, big: false },
    0xfffd,
    4,
    false,
  ],
  ["expand-down, limit 0: offset 0", { access: 0x97, limit: 0, granular: false }, 0, 1, false],
];

for (const [title, fields, offset, bytes, allowed] of limits) {
  test(`limit: ${title}`, (t) => {
    const cpu = processorIn(0);
    describe(cpu, FREE, fields);
    loadSegment(cpu, DS, FREE);
    t.is(touch(cpu, offset, bytes), allowed ? "none none" : "GP(0) GP(0)");
    loadSegment(cpu, SS, FREE);
    t.is(
      exceptionOf(() => cpu.load(SS, offset, (bytes * 8) as 8 | 32)),
      allowed ? "none" : "SS(0)",
    );
  });
}

test("read-only data cannot be stored to, code never, and code to be executed alone not even read", (t) => {
  const cpu = processorIn(0);
  describe(cpu, FREE, { access: 0x91 });
  loadSegment(cpu, DS, FREE);
  t.is(touch(cpu, 0x4000, 4), "none GP(0)");
  describe(cpu, FREE, { access: 0x9b });
  loadSegment(cpu, DS, FREE);
  t.is(touch(cpu, 0x4000, 4), "none GP(0)");
  cpu.segments[CS]!.load({ selector: 8, base: 0, limit: 0xffff_ffff, access: 0x99, big: true });
  t.throws(() => cpu.load(CS, 0x4000, 8), { instanceOf: Fault, any: true });
});

test("in real mode a selector is a paragraph, and limit and rights stay", (t) => {
  const cpu = processorIn(0);
  cpu.cr0 = 0x10;
  const { limit, access } = cpu.segments[DS]!;
  loadSegment(cpu, DS, 0x1234);
  t.like(cpu.segments[DS], { selector: 0x1234, base: 0x1_2340, limit, access });
});
