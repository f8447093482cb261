/** Cases of a generated program. */
import type { Random } from "../../../lib/sim";
import { accessByte, anySelector, freeDescriptor, type Made } from "./choices";
import * as layout from "./layout";
import { operations } from "./operations";

/** P, A and B: of a stack without them, QEMU raises another exception, leaves A clear, or takes half of ESP. */
const USUAL_STACK = 0x40_8100;
const EFLAGS = { TF: 0x100, IF: 0x200, DF: 0x400, AC: 0x4_0000, ID: 0x20_0000 };

/** Source of one case: what it changes, the way into its ring, what it does there, and what it puts back. */
export function randomCase(random: Random, at: number): string {
  const ring = random.integer(4);
  const drawn = Array.from({ length: 4 }, () => freeDescriptor(random));
  const made = drawn.filter((one) => drawn.findLast(({ selector }) => selector === one.selector) === one);
  const body = operations(random, { ring, made });
  return `
case_${at}:
  mov dword [next], restore_${at}
${made.map(descriptorSource).join("")}${gates(random, made)}${taskState(random, made)}${pages(random)}${control(random)}
  push dword ${layout.dataOf[ring]}
  push dword ${layout.stackOf[ring]}
  push dword ${flags(random)}
  push dword ${layout.codeOf[ring]}
  push dword body_${at}
  iretd
body_${at}:
  mov ax, ${layout.dataOf[ring]}
  mov ds, ax
  mov es, ax
${body}
  int 0xf0
restore_${at}:
${restore}${made.map(({ address }) => `  mov ebx, [${address + 4}]\n`).join("")}`;
}

function descriptorSource({ address, low, high }: Made): string {
  return store(address, low) + store(address + 4, high);
}

/** A store of 32 bits. */
function store(address: number, value: number | string): string {
  return `  mov dword [${address}], ${typeof value === "number" ? value >>> 0 : value}\n`;
}

function sometimes(random: Random, chance: number, make: () => string): string {
  return random.next() < chance ? make() : "";
}

/** Two gates of any kind; now and then one of an exception is broken, so that its delivery faults. */
function gates(random: Random, made: readonly Made[]): string {
  const free = [0, 1].map(() => {
    const at = layout.IDT + (layout.FREE_VECTOR + random.integer(2)) * 8;
    const type = random.next() < 0.8 ? random.pick([6, 7, 14, 15]) : random.pick([0, 1, 2, 3, 4, 8, 9, 10, 11, 12, 13]);
    const access = (accessByte(random) & 0xe0) | type;
    return store(at, `(${anySelector(random, made)} << 16) | (land & 0xffff)`) + store(at + 4, access << 8);
  });
  const broken = sometimes(random, 0.1, () => {
    const at = layout.IDT + random.pick([0, 3, 6, 10, 11, 12, 13, 13, 14]) * 8 + 4;
    return `  mov byte [${at + 1}], ${random.pick([0x0e, 0x80, 0x8c, 0x92])}\n`;
  });
  return free.join("") + broken;
}

/** The stacks of rings 1 and 2, the other task state, and the I/O bitmap. */
function taskState(random: Random, made: readonly Made[]): string {
  const is16 = random.next() < 0.15;
  const selector = is16 ? layout.TASK_16_SELECTOR : layout.TASK_SELECTOR;
  const stacks = sometimes(random, 0.2, () => {
    const ring = 1 + random.integer(2);
    const top = random.pick([layout.stackOf[ring]!, 0x5800, layout.PAGES + 0x1010, layout.PAGES + 0x3004]);
    const own = layout.dataOf[ring]!;
    const others = made.filter(({ high }) => (high & USUAL_STACK) === USUAL_STACK);
    const stack = random.pick([own, own, ...others.map(({ selector }) => selector | ring), 0, 0x1f8 + ring]);
    return store(layout.TASK + 4 + 8 * ring, top) + store(layout.TASK + 8 + 8 * ring, stack);
  });
  const bitmap = sometimes(random, 0.5, () =>
    [0, 4].map((at) => store(layout.TASK + 104 + 0x60 + at, Math.floor(random.next() * 2 ** 32))).join(""),
  );
  const base = sometimes(
    random,
    0.1,
    () => `  mov word [${layout.TASK + 102}], ${random.pick([0x80, 0x88, 0xffff, 0])}\n`,
  );
  const limit = sometimes(
    random,
    0.05,
    () => `  mov word [${layout.GDT + layout.TASK_SELECTOR}], ${random.pick([11, 16, 60, 103, 104])}\n`,
  );
  return `${stacks}${bitmap}${base}${limit}  mov ax, ${selector}\n  ltr ax\n`;
}

/** A few of the pages that cases may change, a directory entry, and a page of 4 MiB. */
function pages(random: Random): string {
  const entry = () => random.integer(8) | random.pick([0, 0x20, 0x60]);
  const one = () => {
    const page = random.integer(8);
    const frame = layout.PAGES + random.integer(8) * 4096;
    return store(layout.LOW_TABLE + ((layout.PAGES >> 12) + page) * 4, frame | entry());
  };
  const directory = sometimes(random, 0.3, () => store(layout.DIRECTORY + 4, layout.HIGH_TABLE | entry() | 0x20));
  const large = sometimes(random, 0.3, () => store(layout.DIRECTORY + 8, 0x80 | entry()));
  return `${one()}${one()}${directory}${large}  mov eax, cr3\n  mov cr3, eax\n`;
}

function control(random: Random): string {
  return `  mov eax, cr0\n  and eax, 0x8000003f\n  or eax, ${random.pick([0, 0x1_0000, 0x1_0008, 0x10])}\n  mov cr0, eax\n`;
}

function flags(random: Random): number {
  const some = Object.values(EFLAGS).filter((bit) => random.next() < (bit === EFLAGS.TF ? 0.05 : 0.3));
  return some.reduce((sum, bit) => sum | bit, 2 | (random.integer(4) << 12) | (random.integer(2) * 0x8d5));
}

/** What every case may have changed, as it was. */
const restore = [
  "  lidt [idtr]\n",
  ...[0, 3, 6, 10, 11, 12, 13, 14].map(
    (vector) => `  mov byte [${layout.IDT + vector * 8 + 5}], ${vector === 3 ? 0xee : 0x8e}\n`,
  ),
  ...[1, 2].map((ring) => store(layout.TASK + 4 + 8 * ring, layout.stackOf[ring]!)),
  ...[1, 2].map((ring) => store(layout.TASK + 8 + 8 * ring, layout.dataOf[ring]!)),
  `  mov word [${layout.TASK + 102}], 104\n`,
  `  mov ebx, [${layout.GDT + layout.TASK_SELECTOR + 4}]\n`,
  `  mov word [${layout.GDT + layout.TASK_SELECTOR}], 232\n`,
  `  mov byte [${layout.GDT + layout.TASK_SELECTOR + 5}], 0x89\n`,
  `  mov byte [${layout.GDT + layout.TASK_16_SELECTOR + 5}], 0x81\n`,
  `  mov ax, ${layout.LDT_SELECTOR}\n  lldt ax\n`,
  `  mov ecx, [${layout.LOW_TABLE + (layout.PAGES >> 12) * 4}]\n`,
  `  mov ecx, [${layout.LOW_TABLE + (layout.PAGES >> 12) * 4 + 4}]\n`,
  `  mov ecx, [${layout.DIRECTORY + 8}]\n`,
].join("");
