/** Random values, registers and segments: mostly such that an instruction finds its operands, at the edges of their range more often than chance would have them. */
import type { Random } from "../../../lib/sim";
import { CODE, DATA, DATA_BYTES, type Registers, segmentOf, segments, WRITABLE_BYTES } from "./situation";

/** Values at the edges of their range. */
export const EDGES = [0, 1, 2, 3, 7, 8, 15, 16, 31, 32, 33, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x1_0000]
  .concat([0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0xffff_fffe, 0xffff_ff80, 0xffff_8000, 0x0101_0101, 0x9999_9999])
  .map((value) => value | 0);

/** Selectors beyond those of {@link segments}: null ones, other rings, beyond both tables. */
const ODD_SELECTORS = [
  0, 1, 2, 3, 0x20, 0x21, 0x28, 0x29, 0x2a, 0x04, 0x0d, 0x2c, 0x3e, 0x6f, 0x8f, 0x1007, 0x80, 0x83, 0xffff, 0xfffb,
];

/** Selectors of segments that there are, and odd ones. */
export const SELECTORS = [...segmentOf.keys(), ...segmentOf.keys(), ...ODD_SELECTORS];

/** Where operands at the edges begin. */
const OFFSETS_AT_EDGES = [
  0, 1, 0xffd, 0xffe, 0xfff, 0x1000, 0x1ff8, 0x1ffc, 0x1ffd, 0x1ffe, 0x1fff, 0x2000, 0x2ffc, 0x2ffe, 0x2fff, 0x3000,
].concat([0xfffd, 0xffff, -1, -4]);

/** Numbers of registers. */
export const [DS, SS, CS, ES] = [3, 2, 1, 0];

export const [EAX, ECX, EDX, ESP, EBP, ESI, EDI] = [0, 1, 2, 4, 5, 6, 7];

/** Whether something happens that has this probability. */
export function chance(random: Random, probability: number): boolean {
  return random.next() < probability;
}

/** Any 32 bits, with sign. */
export function any32(random: Random): number {
  return (random.integer(0x1_0000) << 16) | random.integer(0x1_0000);
}

/** Selectors for ES, CS, SS, DS, FS and GS, as Linux lets a signal return to. */
export function randomSegments(random: Random): number[] {
  const data = () => {
    if (chance(random, 0.5)) return segments.flatData.selector;
    const { data, short, readOnly, expandDown, expandDown16, code, localFlat, executeOnly } = segments;
    if (chance(random, 0.05)) return 0; // Linux makes 0 of the other null selectors
    if (chance(random, 0.05)) return random.pick([code.selector, executeOnly.selector]);
    return random.pick([data, data, data, short, readOnly, expandDown, expandDown16, localFlat]).selector;
  };
  const loadable = (selector: number) =>
    selector === segments.executeOnly.selector ? segments.code.selector : selector;
  const {
    flatCode,
    code,
    code16,
    executeOnly,
    flatData,
    data: data32,
    data16,
    expandDown,
    expandDown16,
    short,
  } = segments;
  const stack = chance(random, 0.5) ? flatData : random.pick([data32, data16, data16, expandDown, expandDown16, short]);
  const own = chance(random, 0.4) ? flatCode : random.pick([code, code16, code16, executeOnly]);
  return [data(), own.selector, stack.selector, data(), data(), data()].map((selector, at) =>
    at === CS || at === SS ? selector : loadable(selector),
  );
}

/** Where an offset in the data is in a segment. */
export function inSegment(selector: number, offset: number): number {
  const base = segmentOf.get(selector)?.base ?? 0;
  return (DATA + offset - (base === CODE ? DATA : base)) | 0;
}

/** An offset in the data, aligned or not, seldom beyond what can be written. */
export function dataOffset(random: Random): number {
  if (chance(random, 0.06)) return random.pick(OFFSETS_AT_EDGES);
  if (chance(random, 0.03)) return random.integer(DATA_BYTES);
  return 0x80 + random.integer(WRITABLE_BYTES - 0x100);
}

/** A value for a register or memory. */
export function randomValue(random: Random): number {
  const kind = random.next();
  if (kind < 0.35) return any32(random);
  if (kind < 0.75) return random.pick(EDGES);
  return random.integer(80) - 16;
}

/** Registers, most of them of use as pointers. */
export function randomRegisters(selectors: number[], codeOffset: number, random: Random): Registers {
  const base = segmentOf.get(selectors[CS]!)!.base;
  const pointer = (segment: number) => inSegment(selectors[segment]!, dataOffset(random));
  const general = Array.from({ length: 8 }, () => (chance(random, 0.3) ? pointer(DS) : randomValue(random)));
  if (chance(random, 0.97)) general[ESP] = pointer(SS) & (chance(random, 0.9) ? ~3 : -1);
  if (chance(random, 0.6)) general[EBP] = pointer(SS);
  if (chance(random, 0.5)) general[ESI] = pointer(DS);
  if (chance(random, 0.5)) general[EDI] = pointer(ES);
  // The upper halves of 16-bit pointers do not matter.
  if (chance(random, 0.3)) general[ECX] = (general[ECX]! & ~0xffff) | random.integer(40);
  const status = [0x1, 0x4, 0x10, 0x40, 0x80, 0x800].filter(() => chance(random, 0.5));
  const eflags = status.reduce((all, bit) => all | bit, 0x302 | (chance(random, 0.25) ? 0x400 : 0));
  return { general, eip: (CODE + codeOffset - base) | 0, eflags, segments: selectors };
}
