/** Programs of a few lines whose outcome the manual says: strings, stack frames, transfers, exceptions, and what a repeated instruction does in between. */
import test from "ava";
import { Fault, flagBits, stepOnce, vectors } from "../../../lib/machine/processor";
import { PROGRAM, prepare, register, runAll, STACK } from "./cpu";

const VALUES_AT_ONCE = 4096;

/** Program, registers before, registers after. */
const rows: readonly (readonly [text: string, before: Record<string, number>, after: Record<string, number>])[] = [
  ["mov al, 0x12\n mov ah, 0x34", { eax: -1 }, { eax: 0xffff_3412 | 0 }],
  ["movsx eax, bl\n movzx ecx, bh\n movsx edx, bx", { ebx: 0x80f1 }, { eax: -15, ecx: 0x80, edx: -32527 }],
  ["lea eax, [ebx+ecx*4-3]", { ebx: 10, ecx: 5 }, { eax: 27 }],
  ["lea eax, [bx+si]", { ebx: 0xffff, esi: 2 }, { eax: 1 }],
  ["xadd eax, eax", { eax: 21 }, { eax: 42 }],
  ["xadd eax, ebx", { eax: 1, ebx: 2 }, { eax: 3, ebx: 1 }],
  ["cmpxchg ebx, ecx", { eax: 5, ebx: 5, ecx: 9 }, { eax: 5, ebx: 9 }],
  ["cmpxchg ebx, ecx", { eax: 4, ebx: 5, ecx: 9 }, { eax: 5, ebx: 5 }],
  ["bsf eax, ebx\n bsr ecx, ebx", { ebx: 0x0050_0000 }, { eax: 20, ecx: 22 }],
  ["bsf eax, ebx", { eax: 7, ebx: 0 }, { eax: 7 }],
  ["bts eax, ecx\n setc dl", { eax: 0, ecx: 35, edx: 0 }, { eax: 8, edx: 0 }],
  ["bts [ebx], ecx\n mov eax, [ebx-4]", { ebx: 0x5000, ecx: -3 }, { eax: 0x2000_0000 }],
  ["bswap eax", { eax: 0x1234_5678 }, { eax: 0x7856_3412 }],
  ["add al, bl\n daa", { eax: 0x38, ebx: 0x45 }, { eax: 0x83 }],
  ["sub al, bl\n das", { eax: 0x35, ebx: 0x47 }, { eax: 0x88 }],
  ["add al, bl\n aaa", { eax: 0x0008, ebx: 7 }, { eax: 0x0105 }],
  ["aam 10", { eax: 63 }, { eax: 0x0603 }],
  ["aad 10", { eax: 0x0603 }, { eax: 63 }],
  ["cbw\n cwde\n cdq", { eax: 0x80, edx: 0 }, { eax: -128, edx: -1 }],
  ["push esp\n pop eax", {}, { eax: STACK, esp: STACK }],
  ["push 7\n pop dword [esp]\n mov eax, [esp]", { esp: STACK - 4 }, { eax: 7, esp: STACK - 4 }],
  ["pusha\n popa", { eax: 1, ecx: 2, edx: 3, ebx: 4, ebp: 6, esi: 7, edi: 8 }, { eax: 1, edi: 8, ebp: 6, esp: STACK }],
  ["enter 16, 0", { ebp: 0x1234 }, { ebp: STACK - 4, esp: STACK - 20 }],
  ["enter 0, 3\n mov eax, [esp]\n leave", { ebp: STACK - 64 }, { eax: STACK - 4, ebp: STACK - 64, esp: STACK }],
  ["call f\n jmp done\n f: mov eax, 5\n ret 8\n done:", { esp: STACK - 8 }, { eax: 5, esp: STACK }],
  ["jcxz done\n inc eax\n done:", { eax: 0, ecx: 0x1_0000 }, { eax: 0 }],
  ["jecxz done\n inc eax\n done:", { eax: 0, ecx: 0x1_0000 }, { eax: 1 }],
  ["again: inc eax\n loop again", { eax: 0, ecx: 5 }, { eax: 5, ecx: 0 }],
  ["cmp ebx, ecx\n setl al\n setb ah", { eax: 0, ebx: -1, ecx: 1 }, { eax: 1 }],
  ["cld\n rep stosd", { eax: 9, ecx: 3, edi: 0x5000 }, { ecx: 0, edi: 0x500c }],
  ["std\n rep movsb", { ecx: 3, esi: 0x5002, edi: 0x5003 }, { ecx: 0, esi: 0x4fff, edi: 0x5000 }],
  ["repne scasb", { eax: 0x0b, ecx: 9, edi: PROGRAM }, { ecx: 9 }],
  ["lahf\n sahf", { eax: 0 }, { eax: 0x200 }],
  ["xlatb", { eax: 1, ebx: PROGRAM - 1 }, { eax: 0xd7 }],
];

for (const [text, before, after] of rows)
  test(`${text.replaceAll("\n", ";")} ${JSON.stringify(before)}`, (t) => {
    const prepared = prepare(text, before);
    runAll(prepared);
    if (text === "repne scasb") return t.true(register(prepared.cpu, "ecx") < 9);
    t.deepEqual(Object.fromEntries(Object.keys(after).map((name) => [name, register(prepared.cpu, name)])), after);
    return undefined;
  });

test("exceptions leave the instruction undone, and say which", (t) => {
  const cases: readonly (readonly [string, Record<string, number>, number])[] = [
    ["div ebx", { ebx: 0 }, vectors.DE],
    ["idiv ebx", { eax: -0x8000_0000, edx: -1, ebx: -1 }, vectors.DE],
    ["aam 0", { eax: 5 }, vectors.DE],
    ["bound eax, [ebx]", { eax: 5, ebx: 0x5000 }, vectors.BR],
    ["ud2", {}, vectors.UD],
  ];
  for (const [text, before, vector] of cases) {
    const { cpu, events } = prepare(text, before);
    const general = [...cpu.general];
    stepOnce(cpu);
    t.deepEqual([events.map((event) => event.vector), cpu.eip, [...cpu.general]], [[vector], PROGRAM, general], text);
  }
});

test("INT3, INTO and INT n are events behind the instruction", (t) => {
  for (const [text, vector, kind] of [
    ["int3", 3, "trap"],
    ["int 0x40", 0x40, "software"],
  ] as const) {
    const { cpu, events } = prepare(text);
    stepOnce(cpu);
    t.like(events[0], { vector, kind });
  }
  const { cpu, events } = prepare("into\n mov al, 0x7f\n inc al\n into");
  for (let count = 0; count < 4; count++) stepOnce(cpu);
  t.deepEqual(
    events.map(({ vector }) => vector),
    [vectors.OF],
  );
});

test("a repeated instruction is left after some thousand values, and begun again", (t) => {
  const { cpu } = prepare("rep stosb", { ecx: VALUES_AT_ONCE + 5, edi: 0x4000 });
  stepOnce(cpu);
  t.deepEqual([register(cpu, "ecx"), cpu.eip], [5, PROGRAM]);
  stepOnce(cpu);
  t.deepEqual([register(cpu, "ecx"), cpu.eip, register(cpu, "edi")], [0, PROGRAM + 2, 0x4005 + VALUES_AT_ONCE]);
});

test("single steps stop a repeated instruction after each value", (t) => {
  const { cpu, events } = prepare("rep stosb", { ecx: 3, edi: 0x4000 });
  cpu.flags.system |= flagBits.TF;
  const counts = [0, 1, 2].map(() => {
    stepOnce(cpu);
    return register(cpu, "ecx");
  });
  t.deepEqual([counts, cpu.eip, events.map(({ vector }) => vector)], [[2, 1, 0], PROGRAM + 2, [1, 1, 1]]);
});

test("a load of SS holds the trap of a single step back for one instruction", (t) => {
  const { cpu, events } = prepare("mov ss, ax\n nop\n nop");
  cpu.cr0 &= ~1;
  cpu.flags.system |= flagBits.TF;
  const counts = [0, 1, 2].map(() => {
    stepOnce(cpu);
    return events.length;
  });
  t.deepEqual(counts, [0, 1, 2]);
});

test("a fault in the middle of a string leaves the registers at the value that caused it, and takes back the flags of a comparison", (t) => {
  const { cpu, events } = prepare("repe cmpsb", { ecx: 8, esi: 0x4000, edi: 0x4ffd });
  cpu.segments[0]!.load({ selector: 8, base: 0, limit: 0x4fff, access: 0x93, big: true });
  cpu.flags.word = 0x8d7;
  stepOnce(cpu);
  t.like(events[0], { vector: vectors.GP, errorCode: 0 });
  t.deepEqual([register(cpu, "ecx"), register(cpu, "esi"), cpu.eip, cpu.flags.word], [5, 0x4003, PROGRAM, 0x8d7]);
});

test("a transfer beyond the code segment is a fault of the transfer, before anything is pushed", (t) => {
  for (const text of [
    "call f\n times 64 nop\n f:",
    "jmp near f\n times 64 nop\n f:",
    "push 0x2000\n ret",
    "dec eax\n jnz near f\n times 64 nop\n f:",
  ]) {
    const { cpu, events } = prepare(text);
    const count = text.includes("\n ret") || text.startsWith("dec") ? 2 : 1;
    cpu.segments[1]!.load({ selector: 8, base: 0, limit: PROGRAM + 40, access: 0x9b, big: true });
    if (count === 2) stepOnce(cpu);
    const esp = register(cpu, "esp");
    stepOnce(cpu);
    t.like(events[0], { vector: vectors.GP, errorCode: 0 }, text);
    t.is(register(cpu, "esp"), esp, text);
  }
});

test("a load of SS holds interrupts back for one instruction", (t) => {
  const { cpu } = prepare("mov ss, ax\n nop");
  cpu.cr0 &= ~1;
  stepOnce(cpu);
  t.true(cpu.interruptShadow);
  stepOnce(cpu);
  t.false(cpu.interruptShadow);
});

test("stack operations with an operand beyond the limit raise #SS, others #GP", (t) => {
  const { cpu } = prepare("push eax\n mov [ebx], al");
  cpu.segments[2]!.load({ selector: 8, base: 0, limit: 0xfff, access: 0x93, big: true });
  t.like(
    t.throws(() => cpu.push(1, 32), { instanceOf: Fault, any: true }),
    { exception: "SS" },
  );
  cpu.segments[3]!.load({ selector: 0, base: 0, limit: 0, access: 0, big: false });
  t.like(
    t.throws(() => cpu.load(3, 0, 8), { instanceOf: Fault, any: true }),
    { exception: "GP" },
  );
});
