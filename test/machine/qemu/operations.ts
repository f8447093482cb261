/** What the body of a case does. */
import type { Random } from "../../../lib/sim";
import { anySelector, type Made, present } from "./choices";
import * as layout from "./layout";

/** Where an operation stands. */
export interface Place {
  readonly ring: number;
  readonly made: readonly Made[];
}

type Make = (random: Random, place: Place) => string;

const hex = (number: number) => `0x${(number >>> 0).toString(16)}`;

/** An address in one of the pages that cases change, in the directory entry behind, or in the large page. */
function address(random: Random): string {
  const offset = random.pick([0, 4, 0x123, 0xffc, 0xffe, 0xfff]);
  const page = random.integer(8) * 4096;
  return hex(
    random.pick([layout.PAGES, layout.PAGES, layout.PAGES, 0x40_0000, 0x80_0000 + layout.PAGES]) + page + offset,
  );
}

/** Operations after which the body goes on, unless they fault. */
const steps: readonly Make[] = [
  (random, { made }) => `mov ax, ${anySelector(random, made)}\nmov ${random.pick(["fs", "gs"])}, ax`,
  (random, { made, ring }) => {
    const register = random.pick(["ds", "es"]);
    return `mov ax, ${anySelector(random, made)}\nmov ${register}, ax\nmov ax, ${layout.dataOf[ring]}\nmov ${register}, ax`;
  },
  (random, { made }) => `push dword ${anySelector(random, made)}\npop ${random.pick(["fs", "gs"])}`,
  (random, { made, ring }) => `mov ax, ${(random.pick(made).selector & ~3) | ring}\nmov ss, ax\nmov ebx, esp`,
  (random, { made }) => `mov bx, ${anySelector(random, made)}\n${random.pick(["lar", "lsl"])} eax, ebx`,
  (random, { made }) => `mov bx, ${anySelector(random, made)}\n${random.pick(["verr", "verw"])} bx`,
  (random, { made }) => `mov bx, ${anySelector(random, made)}\nmov cx, ${random.integer(4)}\narpl bx, cx`,
  (random) => `mov eax, [${address(random)}]`,
  (random) => `mov [${address(random)}], ${random.pick(["al", "ax", "eax"])}`,
  (random) => `push dword [${address(random)}]`,
  () => "add dword [0x6000], 0x101",
  (random) => `mov esi, ${address(random)}\nmov edi, ${address(random)}\nmovsd`,
  (random) => `mov eax, [${address(random)}]\ninvlpg [${address(random)}]`,
  (random) => `int ${layout.ROUND_VECTOR + random.integer(4)}`,
  (random) => `push dword 11\npush dword 22\ncall ${random.pick(layout.callGates) | random.integer(4)}:0`,
  (random) => `push dword ${hex(flagsImage(random))}\npopfd\npushfd\npop ecx`,
  (random) => `push word ${flagsImage(random) & 0xffff}\npopfw\npushfd\npop ecx`,
  (random) => random.pick(["cli", "sti\nnop", "cli\npushfd\npop eax", "clts", "invd", "wbinvd"]),
  (random) => `mov dx, ${0x300 + 4 * random.integer(8)}\n${random.pick(["in al, dx", "in ax, dx", "in eax, dx"])}`,
  (random) => `mov dx, ${0x300 + random.integer(32)}\n${random.pick(["out dx, al", "out dx, ax", "out dx, eax"])}`,
  (random) =>
    `mov dx, 0x300\nmov edi, ${address(random)}\nmov esi, edi\n${random.pick(["insb", "insw", "insd", "outsb", "outsd"])}`,
  () => "sgdt [0x6000]\nsidt [0x6008]\nmov eax, [0x6000]\nmov ebx, [0x6004]\nmov ecx, [0x6008]\nmov edx, [0x600c]",
  () => "str eax\nsldt ebx\nsmsw ecx\nstr word [0x6000]\nmov edx, [0x6000]",
  (random) =>
    random.pick(["mov eax, cr0", "mov eax, cr2", "mov eax, cr3", "mov eax, cr4", "mov eax, dr6", "mov eax, dr7"]),
  (random) => `mov eax, ${random.integer(16)}\nlmsw ax\nmov ebx, cr0`,
  (random) => `mov eax, cr0\nxor eax, ${random.pick(["0x10000", "8", "0x40000"])}\nmov cr0, eax`,
  () => "mov eax, 0x123\nmov cr2, eax",
  (random) => `mov eax, ${hex(Math.floor(random.next() * 2 ** 31))}\nmov dr${random.integer(4)}, eax`,
  (random) => `mov ax, ${layout.LDT_SELECTOR | random.integer(4)}\nlldt ax\nsldt bx`,
  (random, { made }) => `mov ax, ${anySelector(random, made)}\nlldt ax\nsldt bx`,
  () => `mov dword [${layout.GDT + layout.FREE_INDEX * 8 + 4}], 0x${(0x93_00).toString(16)}`,
  (random) => `lidt [idtr]\nlgdt [gdtr]\nmov ax, ${layout.dataOf[random.integer(4)]}\nmov fs, ax`,
];

/** Operations that end a body, whatever comes of them. */
const ends: readonly Make[] = [
  (random, { made }) => `jmp ${farPointer(random, made)}`,
  (random, { made }) => `jmp ${farPointer(random, made)}`,
  (random, { made }) => `push dword 33\npush dword 44\ncall ${farPointer(random, made)}`,
  (random, { made }) => `push dword 33\npush dword 44\ncall ${farPointer(random, made)}`,
  (random) => `int ${layout.FREE_VECTOR + random.integer(2)}`,
  (random) => `int ${layout.FREE_VECTOR + random.integer(2)}`,
  (random) => `int ${random.pick([0x20, 0x6f, 13, 14, 8, 3, 4, 0x100 - 1])}`,
  (random, place) => returnFrame(random, place, "retf"),
  (random, place) => returnFrame(random, place, `retf ${random.pick([4, 8])}`),
  (random, place) => returnFrame(random, place, "iretd"),
  (random, place) => returnFrame(random, place, "iretd"),
  () => "ud2",
  () => "int3",
  () => "xor eax, eax\ndiv eax",
  () => "mov eax, 0x7fffffff\nadd eax, eax\ninto",
  () => "mov dword [0x6000], 1\nmov dword [0x6004], 2\nxor eax, eax\nbound eax, [0x6000]",
  (random) => `jmp ${hex(layout.PAGES + random.integer(8) * 4096 + layout.CODE_IN_PAGE)}`,
  (random) => `call ${hex(layout.PAGES + random.integer(8) * 4096 + layout.CODE_IN_PAGE)}`,
];

/** Only outside ring 0: there it would wait for ever, or leave nothing to go on with. */
const outerOnly: readonly Make[] = [
  () => "hlt",
  () => "mov cr3, eax",
  () => "mov cr4, eax",
  () => "rdmsr",
  () => "wrmsr",
  () => "ltr ax",
];

/** Only in ring 0, where nothing goes out any more. LTR of a null selector raises nothing in QEMU. */
const innerOnly: readonly Make[] = [
  (random, { made }) => `mov ax, ${random.pick(made).selector}\nltr ax\nstr bx`,
  (random) => `mov eax, ${hex(random.pick([layout.DIRECTORY, layout.DIRECTORY | 0x18]))}\nmov cr3, eax`,
  () => "mov eax, 0x10\nmov cr4, eax\nmov eax, cr4",
];

function flagsImage(random: Random): number {
  const bits = [0x1, 0x4, 0x10, 0x40, 0x80, 0x200, 0x400, 0x800, 0x1000, 0x2000, 0x4_0000, 0x20_0000, 0x8000_0000];
  return bits.reduce((sum, bit) => sum | (random.integer(2) * bit), 0);
}

/** Where a far jump or call goes: anywhere but to a task, since QEMU would switch to it. */
function farPointer(random: Random, made: readonly Made[]): string {
  const noTasks = made.filter(({ isTask }) => !isTask);
  const selector = anySelector(random, noTasks);
  const base = made.findLast((one) => one.selector === (selector & ~3))?.base ?? 0;
  return `${selector}:land - ${base}`;
}

/** A frame as a handler or a called procedure would find it; what is returned to may be anything, but no absent stack, for which QEMU raises another exception. */
function returnFrame(random: Random, { made, ring }: Place, instruction: string): string {
  const outer = ring + random.integer(4 - ring);
  const code = random.next() < 0.5 ? layout.codeOf[outer]! : anySelector(random, made);
  const stack = random.next() < 0.6 ? layout.dataOf[code & 3]! : anySelector(random, present(made));
  const base = made.findLast((one) => one.selector === (code & ~3))?.base ?? 0;
  const release = instruction.startsWith("retf ") ? "push dword 55\n".repeat(Number(instruction.slice(5)) / 4) : "";
  const flags = instruction === "iretd" ? `push dword ${hex(flagsImage(random))}\n` : "";
  return `push dword ${stack}
push dword ${random.pick([0x3800, 0x4800, 0x5800])}
${release}${flags}push dword ${code}
push dword land - ${base}
${instruction}`;
}

/** A body: a few steps and an end. */
export function operations(random: Random, place: Place): string {
  const some = Array.from({ length: random.integer(4) }, () => random.pick(steps)(random, place));
  const special = random.next() < 0.15;
  const end = special ? random.pick(place.ring === 0 ? innerOnly : outerOnly) : random.pick(ends);
  return [...some, end(random, place)].join("\n");
}
