/**
 * Whatever the bytes are: code, an image, a disk, a text. What comes of them is a fault in the machine or a sentence for the caller, never a crash, a hang, or two ends of one begin.
 *
 * Counts of cases are fixed, and so are the seeds: a run is the same each time, whatever else the computer does. In CI there are more cases.
 */
import { isDeepStrictEqual } from "node:util";
import test, { type ExecutionContext } from "ava";
import fc from "fast-check";
import { DomainError } from "../../lib/errors";
import {
  assemble,
  bootImage,
  decode,
  disassemble,
  Machine,
  type MachineSnapshot,
  SECTOR_BYTES,
  type Stop,
  teachingKernel,
} from "../../lib/machine";
import { elfKernel, SAY_AND_END, sector } from "./boot/images";
import { gate, toProtectedMode } from "./protection/computer";

const TWO_MIB = 2 ** 21;
const seed = 6;

/** How many cases, usually and in CI. */
function cases(usual: number, inCi: number): { seed: number; numRuns: number } {
  return { seed, numRuns: process.env.CI === "true" ? inCi : usual };
}

/** Does something that may refuse what it is given, with a sentence; gives nothing then. */
function unlessRefused<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return undefined;
  }
}

/** Runs so many instructions, and looks whether what the machine says of it is true. */
function run(t: ExecutionContext, machine: Machine, instructions: number): Stop["reason"] {
  const end = machine.clock + instructions;
  const { reason } = machine.run({ instructions });
  if (reason === "limit") t.is(machine.clock, end);
  else t.true(machine.clock <= end);
  t.is(reason === "off", machine.board.isOff && machine.clock <= end && reason !== "shutdown" && reason !== "limit");
  if (reason === "halted") t.true(machine.processor.halted);
  return reason;
}

// --- Code -------------------------------------------------------------------------------------------------------------

/** Begins of instructions that reach what plain ones do not: control registers, tables, segments, ports, strings, disks, interrupts. */
const uncommon = `0f20c0 0f22c0 0f22d8 0f22e0 0f0110 0f0118 0f0138 0f00d8 0f00d0 0f30 0f32 0fa2 0f02 0f03 0fc708 ee ef ec ed 66ef f36d f36f
  f3a5 f3a4 f3ab f2ae cf cb 9a ea cd fb f4 fa 9d 8ed0 8ed8 67 66 f0 c8 c9 60 61 62 baf0010000 baf7010000b020ee baf7010000b030ee baf7010000b0ecee ba43000000
  ba40000000 ba60000000 ba64000000 baf8030000 ba20000000 bad4030000 bf0000e0fe be0000e0fe bf0000c0fe bf00800b00`;
const begins = uncommon.split(/\s+/).map((text) => [...Buffer.from(text, "hex")]);
const anyByte = fc.nat(255).map((byte) => [byte]);

/** Random bytes, with instructions that nobody lets others execute among them. */
function code(maxLength: number): fc.Arbitrary<Uint8Array> {
  const pieces = fc.array(fc.oneof(anyByte, anyByte, fc.constantFrom(...begins)), {
    minLength: 8,
    maxLength,
    size: "max",
  });
  return pieces.map((all) => Uint8Array.from(all.flat()).slice(0, maxLength));
}

const CODE = 0x4000;
const HANDLER_AND_PAGES = `
${Array.from({ length: 64 }, (_, vector) => gate(vector, [8, 10, 11, 12, 13, 14, 17].includes(vector) ? "coded" : "plain", vector % 3 === 0 ? 0xee : 0x8e)).join("")}
  mov edi, 0x10000          ; a directory, and one table of the first 2 MiB: of all rings from 4000 on
  mov dword [edi], 0x11007
  mov ecx, 0
page:
  mov eax, ecx
  shl eax, 12
  or eax, 3
  cmp ecx, 4
  jb mine
  cmp ecx, 16
  jae mine
  or eax, 4
mine:
  mov [0x11000 + ecx * 4], eax
  inc ecx
  cmp ecx, 512
  jne page
  mov cr3, edi
  mov eax, cr0
  or eax, 0x80010000
  mov cr0, eax
  jmp begin
coded:
  add esp, 4
plain:                      ; goes on elsewhere
  push eax
  mov eax, [esp + 4]
  imul eax, eax, 5
  add eax, 0x123
  and eax, 0x3fff
  add eax, ${CODE}
  mov [esp + 4], eax
  mov al, 0x20
  out 0x20, al
  pop eax
  iret
begin:
  mov dword [0x2004], 0x3800`;
const toRing: Readonly<Record<number, string>> = {
  0: `push dword 0x202\npush dword 8\npush dword ${CODE}\niret`,
  3: `mov ax, 0x23\nmov ds, ax\nmov es, ax\npush dword 0x23\npush dword 0xf000\npush dword 0x3202\npush dword 0x1b\npush dword ${CODE}\niret`,
};
/** Machines with page tables, an interrupt table and a task state, about to execute code in a ring. */
const starts = new Map(Object.entries(toRing).map(([ring, source]) => [Number(ring), startOf(source)]));

function startOf(source: string): MachineSnapshot {
  const machine = new Machine({ memoryBytes: TWO_MIB, disk: new Uint8Array(4 * SECTOR_BYTES) });
  const { bytes, origin } = assemble(`${toProtectedMode}${HANDLER_AND_PAGES}\n${source}`);
  machine.ram.bytes.set(bytes, origin);
  machine.processor.eip = origin;
  machine.breakpoints.add(CODE);
  machine.run({ instructions: 20_000 });
  return machine.snapshot();
}

function machineOn(bytes: Uint8Array, ring: number): Machine {
  const machine = new Machine({ memoryBytes: TWO_MIB, disk: new Uint8Array(4 * SECTOR_BYTES) });
  machine.restore(starts.get(ring)!);
  for (let at = CODE; at < 0xf000; at += bytes.length) machine.ram.bytes.set(bytes.subarray(0, 0xf000 - at), at);
  machine.memoryChanged();
  return machine;
}

test("the machines for random code stand before it, in their rings, with page tables", (t) => {
  for (const [ring, { processor }] of starts)
    t.deepEqual([processor.eip, processor.cpl, processor.paging.enabled], [CODE, ring, true]);
});

for (const ring of [0, 3])
  test(`code of random bytes in ring ${ring}, with pages and devices: faults, and one end from a snapshot`, (t) => {
    const property = fc.property(code(400), fc.nat(600), fc.nat(600), (bytes, before, after) => {
      const machine = machineOn(bytes, ring);
      run(t, machine, before);
      oneEnd(t, machine, after, ring === 3);
    });
    t.notThrows(() => fc.assert(property, cases(10, 200)));
  });

/**
 * From a snapshot on, the same machine and another one come to the same end, in blocks and step by step. The run before the snapshot's return does, too, unless it had
 * translations that its tables no longer say: a snapshot leaves them out.
 */
function oneEnd(t: ExecutionContext, machine: Machine, instructions: number, hasTablesOfItsOwn: boolean): void {
  const middle = machine.snapshot();
  const endOf = (one: Machine): [Stop["reason"], MachineSnapshot] => [run(t, one, instructions), one.snapshot()];
  const onward = endOf(machine);
  machine.restore(middle);
  const again = endOf(machine);
  const other = new Machine({ memoryBytes: TWO_MIB, disk: machine.board.disk.diskAt(0)!.slice() });
  other.restore(middle);
  other.onStep = () => {};
  t.true(isDeepStrictEqual(again, endOf(other)), "step by step on another machine");
  if (hasTablesOfItsOwn) t.true(isDeepStrictEqual(onward, again), "after the return to the snapshot");
}

// --- Images -----------------------------------------------------------------------------------------------------------

const good = [teachingKernel(), elfKernel(SAY_AND_END), sector(SAY_AND_END)];
const change = fc.record({
  at: fc.oneof(fc.nat(127), fc.nat(8191)),
  bit: fc.nat(7),
  byte: fc.option(fc.nat(255), { nil: undefined }),
});

const changed = fc
  .record({
    image: fc.constantFrom(...good),
    changes: fc.array(change, { maxLength: 20 }),
    length: fc.option(fc.nat(9000), { freq: 4, nil: undefined }),
  })
  .map(({ image, changes, length }) => {
    const bytes = image.slice();
    for (const { at, bit, byte } of changes) if (at < bytes.length) bytes[at] = byte ?? bytes[at]! ^ (1 << bit);
    return bytes.subarray(0, length);
  });

const filled = fc.tuple(code(490), fc.boolean()).map(([bytes, isKernel]) => {
  const image = isKernel ? elfKernel("nop") : sector("nop");
  image.set(bytes, isKernel ? 96 : 0);
  return image;
});

test("an image of whatever bytes is refused with a sentence, or runs to an end that it can come to again", (t) => {
  const image = fc.oneof(changed, filled, fc.uint8Array({ maxLength: 1024, size: "max" }));
  const disk = fc.uint8Array({ maxLength: 64 });
  const property = fc.property(image, disk, fc.nat(2000), fc.nat(2000), (bytes, begin, before, after) => {
    const contents = new Uint8Array(8 * SECTOR_BYTES);
    contents.set(begin);
    const machine = new Machine({ memoryBytes: TWO_MIB, disk: contents });
    if (unlessRefused(() => bootImage(machine, bytes)) === undefined) return;
    run(t, machine, before);
    oneEnd(t, machine, after, false);
  });
  t.notThrows(() => fc.assert(property, cases(20, 400)));
});

test("a disk of whatever length is refused with a sentence, or is there", (t) => {
  const property = fc.property(fc.uint8Array({ maxLength: 2048, size: "max" }), (disk) => {
    const machine = unlessRefused(() => new Machine({ memoryBytes: TWO_MIB, disk }));
    t.is(machine === undefined, disk.length === 0 || disk.length % SECTOR_BYTES !== 0);
  });
  t.notThrows(() => fc.assert(property, cases(20, 200)));
});

// --- Texts ------------------------------------------------------------------------------------------------------------

test("bytes are decoded to an instruction with a text, or to a sentence", (t) => {
  const property = fc.property(
    fc.uint8Array({ maxLength: 20 }),
    fc.constantFrom(16 as const, 32 as const),
    (bytes, mode) => {
      const decoded = decode(bytes, 0, mode);
      if (decoded.type !== "instruction") return;
      const { instruction } = decoded;
      t.true(instruction.length >= 1 && instruction.length <= Math.min(15, bytes.length));
      t.regex(disassemble(instruction, 0), /^[a-z]/);
    },
  );
  t.notThrows(() => fc.assert(property, cases(2000, 50_000)));
});

const words =
  `mov add eax ax al [ ] ( ) , : + - * / % ~ << >> db dw dd times resb align org bits section .text .data .bss equ %macro %endmacro
  name: name $ $$ 0 1 7 16 32 0xffffffff 99999999999999999999 'a' "bc" dword byte far short rep lock jmp call loop es: cr0 st0 ;`.split(
    /\s+/,
  );
const piece = fc.oneof(fc.constantFrom(...words), fc.constant("\n"), fc.string({ maxLength: 3, unit: "binary-ascii" }));

test("a text of whatever words is assembled, or refused with a sentence", (t) => {
  const property = fc.property(fc.array(piece, { maxLength: 40, size: "max" }), (pieces) => {
    unlessRefused(() => assemble(pieces.join(" ")));
    unlessRefused(() => assemble(pieces.join("\n")));
  });
  t.notThrows(() => fc.assert(property, cases(300, 8_000)));
});

const tenfold = (at: number) => `%macro m${at} 0\n${`m${at + 1}\n`.repeat(10)}%endmacro\n`;
const doubled = (at: number) => `%macro m${at} 1\nm${at + 1} %1+%1\n%endmacro\n`;
const levels = Array.from({ length: 40 }, (_, at) => at);
const outOfMeasure: readonly (readonly [title: string, source: string])[] = [
  ["parentheses", `db ${"(".repeat(20_000)}1${")".repeat(20_000)}`],
  ["signs", `db ${"-".repeat(50_000)}1`],
  ["a sum", `db ${"1+".repeat(50_000)}1`],
  ["times of times", "times 100000 times 100000 db $"],
  ["times of a place", "times 60000000 db $"],
  ["macros of macros", `${levels.map(tenfold).join("")}m0`],
  ["arguments of arguments", `${levels.map(doubled).join("")}m0 1`],
];

for (const [title, source] of outOfMeasure)
  test(`refused before they take all memory: ${title}`, (t) => {
    t.throws(() => assemble(source), { instanceOf: DomainError });
  });
