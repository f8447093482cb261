import test from "ava";
import { CS, DS, ES, ESP, farCall, farJump, farReturn, type Processor, SS } from "../../../lib/machine";
import { codeOf, dataOf, describe, exceptionOf, FREE, GDT, gate, processorIn } from "./setup";

const rings = [0, 1, 2, 3] as const;
const GATE = 0x88;

test("a direct far jump or call reaches code of its own ring, and conforming code of inner ones", (t) => {
  for (const go of [farJump, farCall])
    for (const ring of rings)
      for (const dpl of rings)
        for (const rpl of rings)
          for (const conforming of [0, 4]) {
            const cpu = processorIn(ring);
            describe(cpu, FREE, { access: 0x9b | conforming | (dpl << 5) });
            const allowed = conforming === 0 ? dpl === ring && rpl <= ring : dpl <= ring;
            t.is(
              exceptionOf(() => go(cpu, FREE | rpl, 0x6000, 32)),
              allowed ? "none" : "GP(80)",
            );
            if (!allowed) continue;
            t.deepEqual([cpu.next, cpu.cpl, cpu.segments[CS]!.selector], [0x6000, ring, FREE | ring]);
          }
});

test("a call gate may be used from rings up to its DPL; a call goes to inner rings, a jump stays", (t) => {
  for (const [name, go] of [
    ["jump", farJump],
    ["call", farCall],
  ] as const)
    for (const ring of rings)
      for (const dpl of rings)
        for (const target of rings) {
          const cpu = processorIn(ring);
          gate(cpu, GDT + GATE, { selector: codeOf[target], offset: 0x6000, access: 0x8c | (dpl << 5) });
          const raised = exceptionOf(() => go(cpu, GATE | ring, 0, 32));
          const mayGo = name === "call" ? target <= ring : target === ring;
          t.is(raised, dpl < ring ? "GP(88)" : mayGo ? "none" : `GP(${(codeOf[target] & ~3).toString(16)})`);
          if (raised === "none") t.deepEqual([cpu.next, cpu.cpl], [0x6000, target]);
        }
});

test("a call to an inner ring: the new stack holds SS, ESP, the parameters in their order, CS, EIP", (t) => {
  const cpu = processorIn(3);
  gate(cpu, GDT + GATE, { selector: codeOf[1], offset: 0x6000, access: 0xec, count: 2 });
  cpu.ram.write32(0x8000, 111);
  cpu.ram.write32(0x8004, 222);
  farCall(cpu, GATE | 3, 0, 32);
  const frame = [0, 1, 2, 3, 4, 5].map((at) => cpu.ram.read32(0xa000 - 24 + 4 * at));
  t.deepEqual(frame, [0x5002, codeOf[3], 111, 222, 0x8000, dataOf[3]]);
  t.is(cpu.general[ESP], 0xa000 - 24);
  t.deepEqual([cpu.segments[CS]!.selector, cpu.segments[SS]!.selector], [codeOf[1], dataOf[1]]);
});

test("a far return to an outer ring releases parameters on both stacks, and empties segments of inner rings", (t) => {
  const cpu = processorIn(1);
  frame(cpu, [0x6000, codeOf[3], 111, 222, 0x8000, dataOf[3]]);
  cpu.segments[ES]!.load({ selector: 0x43, base: 0, limit: 0xffff_ffff, access: 0xf3, big: true });
  farReturn(cpu, 32, 8);
  t.deepEqual([cpu.next, cpu.cpl, cpu.general[ESP]], [0x6000, 3, 0x8008]);
  t.like(cpu.segments[DS], { selector: 0, access: 0 });
  t.is(cpu.segments[ES]!.selector, 0x43);
});

function frame(cpu: Processor, values: readonly number[]): void {
  cpu.general[ESP] = 0xa000 - 4 * values.length;
  values.forEach((value, at) => cpu.ram.write32(cpu.general[ESP]! + 4 * at, value));
}

test("a far return never goes to an inner ring, and the stack must be that of the outer one", (t) => {
  const rows: readonly [title: string, code: number, stack: number, expected: string][] = [
    ["inner code", codeOf[0], dataOf[0], "GP(8)"],
    ["inner code with an outer RPL", codeOf[0] | 3, dataOf[3], "GP(8)"],
    ["a null selector", 0, 0, "GP(0)"],
    ["data", dataOf[3], dataOf[3], "GP(40)"],
    ["a stack of another ring", codeOf[3], dataOf[2], "GP(30)"],
    ["no stack", codeOf[3], 3, "GP(0)"],
    ["an absent stack", codeOf[3], FREE | 3, "SS(80)"],
    ["a stack that is not writable", codeOf[3], GATE | 3, "GP(88)"],
  ];
  for (const [title, code, stack, expected] of rows) {
    const cpu = processorIn(1);
    describe(cpu, FREE, { access: 0x73 });
    describe(cpu, GATE, { access: 0xf1 });
    frame(cpu, [0x6000, code, 0x8000, stack]);
    const before = [...cpu.general, cpu.next, cpu.cpl];
    t.is(
      exceptionOf(() => farReturn(cpu, 32, 0)),
      expected,
      title,
    );
    t.deepEqual([...cpu.general, cpu.next, cpu.cpl], before, title);
  }
});

test("an offset beyond the limit is #GP(0), an absent segment #NP, a task #GP", (t) => {
  const cpu = processorIn(0);
  describe(cpu, FREE, { access: 0x9b, limit: 0xfff, granular: false });
  describe(cpu, GATE, { access: 0x1b });
  describe(cpu, 0x90, { access: 0x89, limit: 0x67, granular: false });
  for (const go of [farJump, farCall]) {
    t.is(
      exceptionOf(() => go(cpu, FREE, 0x1000, 32)),
      "GP(0)",
    );
    t.is(
      exceptionOf(() => go(cpu, GATE, 0, 32)),
      "NP(88)",
    );
    t.is(
      exceptionOf(() => go(cpu, 0x90, 0, 32)),
      "GP(90)",
    );
    t.is(
      exceptionOf(() => go(cpu, 0, 0, 32)),
      "GP(0)",
    );
  }
  t.is(cpu.general[ESP], 0x8000);
});
