/** REP MOVS and REP STOS over many values at once leave what they leave value by value: pages, overlaps, limits of segments, DF and the size of addresses at random. */
import { isDeepStrictEqual } from "node:util";
import test from "ava";
import fc from "fast-check";
import { processorState } from "../../../lib/machine/inspect";
import { Bus, EAX, ECX, EDI, ESI, flagBits, Processor, Ram, stepOnce } from "../../../lib/machine/processor";

const PAGE = 4096;
const PAGES = 16;
/** Where the code, the directory and the table are. */
const [CODE, DIRECTORY, TABLE] = [0, PAGE, 2 * PAGE];
const MOST_VALUES = 4096;

interface Situation {
  readonly prefixes: readonly number[];
  readonly opcode: number;
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly flags: number;
  readonly base: number;
  readonly limit: number;
  readonly ring: number;
  /** Entries of the pages from the fourth on. */
  readonly entries: readonly number[];
  readonly watched: number;
}

const pointer = fc.oneof(
  fc.integer({ min: 3 * PAGE, max: PAGES * PAGE }),
  fc.integer({ min: 5 * PAGE - 9, max: 5 * PAGE + 9 }),
  fc.constantFrom(-1, -4, 0xfffd, 0x1_0000),
);
const frame = fc.integer({ min: 3, max: PAGES - 1 });

const situation: fc.Arbitrary<Situation> = fc
  .record({
    prefixes: fc.subarray([0x66, 0x67]),
    opcode: fc.constantFrom(0xa4, 0xa5, 0xaa, 0xab),
    from: pointer,
    distance: fc.oneof(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -9 * PAGE, max: 9 * PAGE })),
    count: fc.oneof(fc.nat(40), fc.nat(9000), fc.constant(-1)),
    flags: fc.constantFrom(0, 0, 0, flagBits.DF, flagBits.TF),
    base: fc.constantFrom(0, 0, 1, 3, -PAGE),
    limit: fc.oneof(fc.constant(0xffff_ffff), fc.integer({ min: 4 * PAGE, max: 9 * PAGE })),
    ring: fc.constantFrom(0, 3),
    entries: fc.array(
      fc.tuple(frame, fc.constantFrom(7, 7, 7, 7, 5, 3, 0)).map(([number, bits]) => number * PAGE + bits),
      { minLength: PAGES - 3, maxLength: PAGES - 3 },
    ),
    watched: frame,
  })
  .map(({ distance, ...rest }) => ({ ...rest, to: rest.from + distance }));

/** A processor before `REP` and one of the four, with random bytes in memory. */
function processorAt(one: Situation): Processor {
  const ram = new Ram(PAGES * PAGE);
  ram.bytes.set(ram.bytes.map((_, at) => (at * 2_654_435_761) >>> 13));
  ram.bytes.set([...one.prefixes, 0xf3, one.opcode], CODE);
  const table = [0x5, 0x3, 0x3].map((bits, page) => page * PAGE + bits).concat(one.entries);
  ram.bytes.fill(0, DIRECTORY, TABLE + PAGE);
  for (const directory of [0, 1023]) ram.write32(DIRECTORY + 4 * directory, TABLE + 7);
  for (const [page, entry] of table.entries()) ram.write32(TABLE + 4 * page, entry);
  const cpu = new Processor(ram, new Bus(ram));
  Object.assign(cpu.memory.paging, { enabled: true, writeProtect: true, root: DIRECTORY });
  for (const [number, segment] of cpu.segments.entries()) {
    const isCode = number === 1;
    const { base, limit } = isCode ? { base: 0, limit: 0xffff_ffff } : one;
    segment.load({ selector: 8, base, limit, access: (isCode ? 0x9b : 0x93) | (one.ring << 5), big: true });
  }
  return prepared(cpu, one);
}

function prepared(cpu: Processor, one: Situation): Processor {
  cpu.cr0 |= 1;
  cpu.cpl = one.ring;
  cpu.flags.word = 2 | one.flags;
  cpu.general.set([0x1234_5678], EAX);
  cpu.general.set([one.count], ECX);
  cpu.general.set([one.from], ESI);
  cpu.general.set([one.to], EDI);
  cpu.memory.watchCode(one.watched * PAGE);
  return cpu;
}

/** Executes it up to some attempts, or to what it raises; gives the whole state after each, and which stores to code were heard. */
function outcome(cpu: Processor, attempts: number): unknown {
  const heard: string[] = [];
  cpu.memory.onCodeWrite = (physical, bytes) => heard.push(`${physical} ${bytes}`);
  let event: unknown;
  cpu.monitor = (raised) => {
    event = raised;
    return true;
  };
  const states: unknown[] = [];
  for (let attempt = 0; attempt < attempts && cpu.eip === 0 && event === undefined; attempt++) {
    stepOnce(cpu);
    states.push(processorState(cpu));
  }
  return { event, states, heard: heard.join(), memory: Buffer.from(cpu.ram.bytes).toString("latin1") };
}

/** A processor whose memory never does more than one value at a time. */
function slow(cpu: Processor): Processor {
  cpu.memory.copyInPages = () => false;
  cpu.memory.fillInPage = () => false;
  return cpu;
}

test("many values at once are the same as one after the other", (t) => {
  const numRuns = process.env.CI === "true" ? 3000 : 150;
  fc.assert(
    fc.property(situation, (one) => {
      const [fast, byValue] = [outcome(processorAt(one), 3), outcome(slow(processorAt(one)), 3)];
      if (!isDeepStrictEqual(fast, byValue)) t.deepEqual(fast, byValue);
    }),
    { seed: 6, numRuns },
  );
  t.pass();
});

test("one attempt ends after 4096 values, wherever pages end", (t) => {
  const entries = Array.from({ length: PAGES - 3 }, (_, at) => (at + 3) * PAGE + 7);
  const plain = { prefixes: [], flags: 0, base: 0, limit: 0xffff_ffff, ring: 0, entries, watched: 3 };
  const cpu = processorAt({ ...plain, opcode: 0xaa, from: 0, to: 5 * PAGE + 7, count: 5000 });
  stepOnce(cpu);
  t.deepEqual([cpu.general[ECX], cpu.general[EDI], cpu.eip], [5000 - MOST_VALUES, 6 * PAGE + 7, 0]);
  stepOnce(cpu);
  t.deepEqual([cpu.general[ECX], cpu.general[EDI], cpu.eip], [0, 5 * PAGE + 7 + 5000, 2]);
  t.deepEqual([...cpu.ram.bytes.subarray(5 * PAGE + 7, 5 * PAGE + 7 + 5000)], new Array(5000).fill(0x78));
});
