import test from "ava";
import {
  CS,
  deliver,
  ESP,
  flagBits,
  interruptReturn,
  type Processor,
  type ProcessorEvent,
  Shutdown,
  SS,
  softwareInterrupt,
  vectors,
} from "../../../lib/machine";
import { codeOf, dataOf, describe, exceptionOf, FREE, gate, IDT, processorIn, TASK } from "./setup";

const rings = [0, 1, 2, 3] as const;
const HANDLER = 0x6000;

/** Gates of all exceptions to handlers of their own, in ring 0. */
function withHandlers(cpu: Processor): Processor {
  for (let vector = 0; vector < 32; vector++)
    gate(cpu, IDT + 8 * vector, { selector: 8, offset: HANDLER + vector, access: 0x8e });
  return cpu;
}

/** The vector whose handler is entered, and the error code it finds. */
function entered(cpu: Processor, event: ProcessorEvent): readonly [vector: number, errorCode: number] {
  deliver(cpu, event);
  return [cpu.eip - HANDLER, cpu.ram.read32(cpu.general[ESP]!)];
}

const fault = (name: keyof typeof vectors, errorCode?: number): ProcessorEvent => ({
  vector: vectors[name],
  ...(errorCode !== undefined && { errorCode }),
  kind: "fault",
});

test("the frame of a fault from another ring: SS, ESP, EFLAGS with RF, CS, EIP of the instruction, error code", (t) => {
  const cpu = withHandlers(processorIn(3));
  cpu.flags.word = 0x3247;
  deliver(cpu, fault("GP", 0x18));
  const frame = [0, 1, 2, 3, 4, 5].map((at) => cpu.ram.read32(0x9000 - 24 + 4 * at));
  t.deepEqual(frame, [0x18, 0x5000, codeOf[3], 0x3247 | flagBits.RF, 0x8000, dataOf[3]]);
  t.is(cpu.cpl, 0);
  t.is(cpu.general[ESP], 0x9000 - 24);
  t.is(cpu.flags.word, 0x3047, "an interrupt gate clears IF");
});

test("a trap gate leaves IF; INT n pushes where the next instruction is", (t) => {
  const cpu = processorIn(3);
  gate(cpu, IDT + 8 * 0x80, { selector: 8, offset: HANDLER, access: 0xef });
  cpu.flags.word = 0x4302;
  softwareInterrupt(cpu, 0x80, "software");
  t.is(cpu.flags.word, 0x202, "TF and NT are clear");
  t.is(cpu.ram.read32(cpu.general[ESP]!), 0x5002);
});

test("INT n needs a gate whose DPL is no further in; exceptions and devices do not ask", (t) => {
  for (const ring of rings)
    for (const dpl of rings) {
      const cpu = withHandlers(processorIn(ring));
      gate(cpu, IDT + 8 * 0x80, { selector: 8, offset: HANDLER + 0x80, access: 0x8e | (dpl << 5) });
      softwareInterrupt(cpu, 0x80, "software");
      t.is(cpu.eip, HANDLER + (dpl >= ring ? 0x80 : vectors.GP));
      if (dpl < ring) t.is(cpu.ram.read32(cpu.general[ESP]!), 0x80 * 8 + 2);
      const device = withHandlers(processorIn(ring));
      gate(device, IDT + 8 * 0x80, { selector: 8, offset: HANDLER + 0x80, access: 0x8e | (dpl << 5) });
      deliver(device, { vector: 0x80, kind: "interrupt" });
      t.is(device.eip, HANDLER + 0x80);
    }
});

test("a handler's ring: code of the same ring or an inner one, conforming code where it is, an outer one never", (t) => {
  for (const ring of rings)
    for (const target of rings)
      for (const conforming of [0, 4]) {
        const cpu = withHandlers(processorIn(ring));
        describe(cpu, FREE, { access: 0x9b | conforming | (target << 5) });
        gate(cpu, IDT + 8 * 0x80, { selector: FREE, offset: HANDLER + 0x80, access: 0xee });
        deliver(cpu, { vector: 0x80, kind: "software" });
        const allowed = target <= ring;
        t.is(cpu.eip, HANDLER + (allowed ? 0x80 : vectors.GP));
        if (!allowed) continue;
        t.is(cpu.cpl, conforming === 0 ? target : ring);
        t.is(cpu.segments[CS]!.selector, FREE | cpu.cpl);
        t.is(cpu.segments[SS]!.selector, dataOf[cpu.cpl as 0]);
      }
});

test("what is wrong with a gate: error codes name it, EXT tells whether the program asked", (t) => {
  const rows: readonly [title: string, access: number, selector: number, expected: string][] = [
    ["absent", 0x6e, 8, "NP 402"],
    ["of no gate's type", 0xec, 8, "GP 402"],
    ["a task gate", 0xe5, 8, "GP 402"],
    ["with a null selector", 0xee, 3, "GP 0"],
    ["with a selector beyond the table", 0xee, 0x7f8, "GP 7f8"],
    ["with a selector of data", 0xee, dataOf[0], "GP 10"],
    ["with a selector of absent code", 0xee, FREE, "NP 80"],
  ];
  for (const [title, access, selector, expected] of rows)
    for (const kind of ["software", "interrupt"] as const) {
      const cpu = withHandlers(processorIn(3));
      describe(cpu, FREE, { access: 0x1b });
      gate(cpu, IDT + 8 * 0x80, { selector, offset: HANDLER, access });
      const [vector, errorCode] = entered(cpu, { vector: 0x80, kind });
      const [name, code] = expected.split(" ") as ["GP" | "NP", string];
      const external = kind === "interrupt" ? 1 : 0;
      t.deepEqual([vector, errorCode], [vectors[name], Number.parseInt(code, 16) | external], `${title}, ${kind}`);
    }
});

test("what is wrong with the stack of an inner ring is #TS or #SS with its selector", (t) => {
  const rows: readonly [title: string, selector: number, fields: number | undefined, expected: string][] = [
    ["null", 0, undefined, "TS 0"],
    ["beyond the table", 0x7f9, undefined, "TS 7f8"],
    ["of another RPL", FREE, 0xb3, "TS 80"],
    ["of another DPL", FREE | 1, 0x93, "TS 80"],
    ["not writable", FREE | 1, 0xb1, "TS 80"],
    ["code", FREE | 1, 0xbb, "TS 80"],
    ["absent", FREE | 1, 0x33, "SS 80"],
  ];
  for (const [title, selector, access, expected] of rows) {
    const cpu = withHandlers(processorIn(3));
    if (access !== undefined) describe(cpu, FREE, { access });
    gate(cpu, IDT + 8 * 0x80, { selector: codeOf[1], offset: HANDLER, access: 0xee });
    cpu.ram.write32(TASK + 16, selector);
    const [vector, errorCode] = entered(cpu, { vector: 0x80, kind: "software" });
    const [name, code] = expected.split(" ") as ["TS" | "SS", string];
    t.deepEqual([vector, errorCode], [vectors[name], Number.parseInt(code, 16)], title);
  }
  const cpu = withHandlers(processorIn(3));
  gate(cpu, IDT + 8 * 0x80, { selector: codeOf[1], offset: HANDLER, access: 0xee });
  cpu.task.load({ selector: 0x48, base: TASK, limit: 16, access: 0x8b, big: false });
  t.deepEqual(entered(cpu, { vector: 0x80, kind: "software" }), [vectors.TS, 0x48]);
});

test("two exceptions in a row: which pairs are a double fault, for all pairs", (t) => {
  const contributory = ["DE", "TS", "NP", "SS", "GP"] as const;
  const isContributory = (name: string) => contributory.includes(name as "GP");
  for (const first of ["DE", "DB", "BP", "OF", "BR", "UD", "NM", "TS", "NP", "SS", "GP", "PF", "AC"] as const)
    for (const access of [0x0e, 0x80]) {
      const second = access === 0x0e ? "NP" : "GP";
      const cpu = withHandlers(processorIn(0));
      cpu.ram.write8(IDT + 8 * vectors[first] + 5, access);
      const isDouble = isContributory(first) || first === "PF";
      if (first === second) continue; // Its own handler is the one that is broken.
      t.is(entered(cpu, fault(first, 0))[0], isDouble ? vectors.DF : vectors[second], `${first}, then ${second}`);
    }
});

test("an exception in the delivery of a double fault is the end", (t) => {
  const cpu = processorIn(0);
  cpu.idt.limit = 0;
  t.throws(() => deliver(cpu, fault("UD")), { instanceOf: Shutdown });
});

test("IRET: which flags it loads, for every ring and IOPL", (t) => {
  const { IF, IOPL, TF, DF, NT, AC, ID } = flagBits;
  const always = 0x8d5 | TF | DF | NT | AC | ID;
  for (const ring of rings)
    for (const iopl of rings) {
      const cpu = processorIn(ring);
      cpu.flags.word = 2 | (iopl << 12);
      cpu.general[ESP] = 0x7000;
      [0x6000, codeOf[ring], 0x25_7fd7].forEach((value, at) => cpu.ram.write32(0x7000 + 4 * at, value));
      interruptReturn(cpu, 32);
      const own = ring === 0 ? IF | IOPL : ring <= iopl ? IF : 0;
      t.is(cpu.flags.word, 2 | always | own | (ring === 0 ? 0 : iopl << 12));
    }
});

test("IRET to another task or to virtual-8086 mode is refused", (t) => {
  const cpu = processorIn(0);
  cpu.general[ESP] = 0x7000;
  [0x6000, codeOf[0], 2 | flagBits.VM].forEach((value, at) => cpu.ram.write32(0x7000 + 4 * at, value));
  t.is(
    exceptionOf(() => interruptReturn(cpu, 32)),
    "GP(0)",
  );
  cpu.flags.word |= flagBits.NT;
  cpu.ram.write32(TASK, 0x33);
  t.is(
    exceptionOf(() => interruptReturn(cpu, 32)),
    "TS(30)",
  );
});

test("in real mode the table holds far pointers, and words are pushed", (t) => {
  const cpu = processorIn(0);
  cpu.cr0 = 0x10;
  Object.assign(cpu.idt, { base: 0, limit: 0x3ff });
  cpu.segments[CS]!.load({ selector: 0x100, base: 0x1000, limit: 0xffff, access: 0x93, big: false });
  cpu.segments[SS]!.load({ selector: 0, base: 0, limit: 0xffff, access: 0x93, big: false });
  cpu.ram.write32(0x10 * 4, 0x0040_0123);
  cpu.flags.word = 0x202;
  deliver(cpu, { vector: 0x10, kind: "software" });
  t.is(cpu.eip, 0x123);
  t.like(cpu.segments[CS], { selector: 0x40, base: 0x400 });
  t.is(cpu.general[ESP], 0x8000 - 6);
  t.deepEqual(
    [0, 1, 2].map((at) => cpu.ram.view.getUint16(0x7ffa + 2 * at, true)),
    [0x5002, 0x100, 0x202],
  );
  t.is(cpu.flags.word, 2);
});
