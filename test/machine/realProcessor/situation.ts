/**
 * What a case is: one instruction, and the registers and memory that it finds. The same for the real processor (runner.c) and for ours.
 */

/** Linear addresses, as in runner.c. */
export const CODE = 0x4000_0000;
export const CODE_ALIAS = 0x4800_0000;
export const DATA = 0x5000_0000;
/** Two pages that can be written, and one that cannot. */
export const WRITABLE_BYTES = 0x2000;
export const DATA_BYTES = 0x3000;
export const NOP = 0x90;

/** A segment that both have. */
export interface KnownSegment {
  readonly selector: number;
  readonly base: number;
  readonly limit: number;
  readonly access: number;
  readonly big: boolean;
}

const local = (index: number) => index * 8 + 7;

/** Segments in the global table that Linux gives to 32-bit processes, and those of the local table that runner.c makes. */
export const segments = {
  flatCode: { selector: 0x23, base: 0, limit: 0xffff_ffff, access: 0xfb, big: true },
  flatData: { selector: 0x2b, base: 0, limit: 0xffff_ffff, access: 0xf3, big: true },
  data: { selector: local(0), base: DATA, limit: 0xffff, access: 0xf3, big: true },
  short: { selector: local(1), base: DATA + 0x100, limit: 0xfff, access: 0xf3, big: true },
  readOnly: { selector: local(2), base: DATA, limit: 0x1fff, access: 0xf1, big: true },
  expandDown: { selector: local(3), base: DATA, limit: 0xfff, access: 0xf7, big: true },
  expandDown16: { selector: local(4), base: DATA, limit: 0xfff, access: 0xf7, big: false },
  code: { selector: local(5), base: CODE, limit: 0xffff, access: 0xfb, big: true },
  code16: { selector: local(6), base: CODE, limit: 0xffff, access: 0xfb, big: false },
  data16: { selector: local(7), base: DATA, limit: 0xffff, access: 0xf3, big: false },
  executeOnly: { selector: local(8), base: CODE, limit: 0xfff, access: 0xf9, big: true },
  absentData: { selector: local(9), base: DATA, limit: 0xffff, access: 0x73, big: true },
  absentConforming: { selector: local(10), base: CODE, limit: 0xfff, access: 0x7f, big: true },
  absentCode: { selector: local(11), base: CODE, limit: 0xfff, access: 0x7b, big: true },
  localFlat: { selector: local(12), base: 0, limit: 0xffff_ffff, access: 0xf3, big: true },
} as const satisfies Record<string, KnownSegment>;

/** By selector. */
export const segmentOf: ReadonlyMap<number, KnownSegment> = new Map(
  Object.values(segments).map((segment) => [segment.selector, segment]),
);

/** Registers. */
export interface Registers {
  /** EAX to EDI, with sign. */
  readonly general: number[];
  eip: number;
  eflags: number;
  /** Selectors: ES, CS, SS, DS, FS, GS. */
  readonly segments: number[];
}

/** A word of the data (its offset), and a value. */
export type Patch = readonly [offset: number, value: number];

/** An instruction and what it finds. */
export interface Case {
  readonly registers: Registers;
  /** Where in the page of code. */
  readonly codeOffset: number;
  /** Single steps with EIP unchanged after which a repeated instruction is left. */
  readonly steps: number;
  /** At most 4. */
  readonly patches: Patch[];
  /** 16 bytes; behind the instruction NOP. */
  readonly code: Uint8Array;
}

/** How it ended. */
export interface Outcome {
  /** 1 if it went through. */
  readonly vector: number;
  readonly errorCode: number;
  readonly cr2: number;
  readonly registers: Registers;
  /** Words of the data that are not as they were filled at first. */
  readonly changes: readonly Patch[];
}

/** What the data is filled with: a word by its number. */
export function pattern(word: number): number {
  const mixed = Math.imul(word + 1, 0x9e37_79b1);
  return mixed ^ (mixed >>> 15);
}

const PATCHES = 4;
/** Bytes of a case. */
export const CASE_BYTES = 4 * (16 + 2 + 2 * PATCHES) + 16;
/** Bytes of an outcome without its changes. */
export const OUTCOME_BYTES = 4 * (3 + 16 + 1);

/** A case as runner.c reads it. */
export function encodeCase({ registers, codeOffset, steps, patches, code }: Case): Uint8Array {
  const words = [...registers.general, registers.eip, registers.eflags, ...registers.segments, codeOffset, steps];
  for (let at = 0; at < PATCHES; at++) words.push(...(patches[at] ?? [-1, 0]));
  const bytes = new Uint8Array(CASE_BYTES);
  const view = new DataView(bytes.buffer);
  words.forEach((word, at) => {
    view.setInt32(4 * at, word, true);
  });
  bytes.set(code, 4 * words.length);
  return bytes;
}

/** The same back. */
export function decodeCase(bytes: Uint8Array): Case {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const word = (at: number) => view.getInt32(4 * at, true);
  const patches = Array.from({ length: PATCHES }, (_, at): Patch => [word(18 + 2 * at), word(19 + 2 * at)]);
  return {
    registers: registersAt(word, 0),
    codeOffset: word(16),
    steps: word(17),
    patches: patches.filter(([offset]) => offset !== -1),
    code: bytes.slice(CASE_BYTES - 16, CASE_BYTES),
  };
}

/** An outcome as runner.c writes it; none if it is not complete. */
export function decodeOutcome(bytes: Uint8Array): { readonly outcome: Outcome; readonly length: number } | undefined {
  if (bytes.length < OUTCOME_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const word = (at: number) => view.getInt32(4 * at, true);
  const count = word(19);
  const length = OUTCOME_BYTES + 8 * count;
  if (bytes.length < length) return undefined;
  const changes = Array.from({ length: count }, (_, at): Patch => [word(20 + 2 * at), word(21 + 2 * at)]);
  const outcome = { vector: word(0), errorCode: word(1), cr2: word(2), registers: registersAt(word, 3), changes };
  return { outcome, length };
}

/** The same back, to be recorded. */
export function encodeOutcome({ vector, errorCode, cr2, registers, changes }: Outcome): Uint8Array {
  const { general, eip, eflags, segments: selectors } = registers;
  const words = [vector, errorCode, cr2, ...general, eip, eflags, ...selectors, changes.length, ...changes.flat()];
  return new Uint8Array(Int32Array.from(words).buffer);
}

function registersAt(word: (at: number) => number, start: number): Registers {
  const words = Array.from({ length: 16 }, (_, at) => word(start + at));
  return { general: words.slice(0, 8), eip: words[8]!, eflags: words[9]!, segments: words.slice(10) };
}
