/** Descriptors and selectors by chance: mostly such that something could be allowed, now and then such that nothing is. */
import type { Random } from "../../../lib/sim";
import * as layout from "./layout";

/** A descriptor that a case writes into a table. */
export interface Made {
  readonly selector: number;
  readonly address: number;
  readonly low: number | string;
  readonly high: number;
  /** Of a segment. */
  readonly base: number;
  /** Whether it is a task state. */
  readonly isTask: boolean;
}

/** Those whose P is set. */
export function present(made: readonly Made[]): readonly Made[] {
  return made.filter(({ high }) => (high & 0x8000) !== 0);
}

/** P, DPL and S by chance, the type for the caller to set. */
export function accessByte(random: Random): number {
  return (random.next() < 0.85 ? 0x80 : 0) | (random.integer(4) << 5) | 0x10;
}

/** A descriptor of any kind, in a free place of the global or the local table. */
export function freeDescriptor(random: Random): Made {
  const isLocal = random.integer(3) === 0;
  const index = random.integer(isLocal ? 8 : 4) + (isLocal ? 0 : layout.FREE_INDEX);
  const place = {
    selector: index * 8 + (isLocal ? 4 : 0),
    address: (isLocal ? layout.LDT : layout.GDT) + index * 8,
  };
  const access = accessByte(random);
  return { ...place, ...anyDescriptor(random, access, isLocal) };
}

type Content = Omit<Made, "selector" | "address">;

function anyDescriptor(random: Random, access: number, isLocal: boolean): Content {
  const kind = random.next();
  if (kind < 0.4) return code(random, access | 9 | (random.integer(isLocal ? 4 : 2) << 1));
  if (kind < 0.75) return data(random, access | random.integer(8));
  if (kind < 0.92) return gate(random, (access & 0xe0) | random.pick([4, 12, 12]));
  const type = random.pick([0, 1, 2, 3, 8, 9, 10, 11, 13]);
  const low = (layout.TASK << 16) | random.pick([43, 103, 200]);
  return { base: 0, low, high: ((access & 0xe0) | type) << 8, isTask: (type & 5) === 1 };
}

/** Code reaches at least what lies in the first 64 KiB, since QEMU checks limits in some transfers only. */
function code(random: Random, access: number): Content {
  const base = random.pick([0, 0, 0x1000]);
  const size = random.pick([0xcf_0000, 0xcf_0000, 0x8f_0000, 0x40_0000]);
  return { base, low: (base << 16) | 0xffff, high: size | (access << 8), isTask: false };
}

/** Data can be reached as far as cases use it, since QEMU does not look at its limit. */
function data(random: Random, access: number): Content {
  const base = random.pick([0, 0, 0x100]);
  const expandsDown = (access & 4) !== 0;
  const size = expandsDown ? random.pick([0, 0x40_0000]) : random.pick([0xcf_0000, 0x8f_0000]);
  return { base, low: (base << 16) | (expandsDown ? 0 : 0xffff), high: size | (access << 8), isTask: false };
}

/** A call gate; not to code that conforms, since QEMU gives CS the DPL of that for its RPL. */
function gate(random: Random, access: number): Content {
  const selector = random.pick([...layout.codeOf, 0, 0x1f8, 0x80, 0x88, 0x90, 0x98]) | random.integer(4);
  return {
    base: 0,
    low: `(${selector} << 16) | (land & 0xffff)`,
    high: (access << 8) | random.integer(4),
    isTask: false,
  };
}

const fixed = [
  ...layout.codeOf,
  ...layout.dataOf,
  ...layout.callGates,
  layout.CONFORMING,
  layout.LDT_SELECTOR,
  layout.TASK_SELECTOR,
];

/** A selector: mostly one that the case made, with any RPL. */
export function anySelector(random: Random, made: readonly Made[]): number {
  const kind = random.next();
  if (kind < 0.6 && made.length > 0) return random.pick(made).selector | random.integer(4);
  if (kind < 0.92) return (random.pick(fixed) & ~3) | random.integer(4);
  return random.pick([0, 3, 0x1f8, 0x7c]);
}
