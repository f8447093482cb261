/**
 * A segment register: the selector that programs see, and the descriptor behind it that the processor read when it was loaded.
 *
 * ```text
 *   visible      hidden (a copy; changing the table later does not change it)
 *   ┌──────────┬──────────┬──────────┬─────────────────────────────────────┐
 *   │ selector │ base     │ limit    │ type, S, DPL, P │ AVL, –, D/B, G    │
 *   └──────────┴──────────┴──────────┴─────────────────────────────────────┘
 * ```
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 3A, sections 3.4.3 and 3.4.5.
 *
 * @packageDocumentation
 */

/** Numbers of the segment registers. */
export const ES = 0;
export const CS = 1;
export const SS = 2;
export const DS = 3;
export const FS = 4;
export const GS = 5;

/** What is loaded into a segment register. */
export interface SegmentContents {
  readonly selector: number;
  /** Linear address of its first byte, 32 bits. */
  readonly base: number;
  /** The last offset that is allowed, in bytes whatever the granularity; of an expand-down segment, the last that is not. */
  readonly limit: number;
  /** The access byte of the descriptor: type in bits 0 to 3, S in 4, DPL in 5 and 6, P in 7. 0 for a null selector. */
  readonly access: number;
  /** D/B: 32-bit code or stack. */
  readonly big: boolean;
}

/** Of a code or data segment in the access byte. */
export const accessBits = {
  accessed: 1,
  writableOrReadable: 2,
  expandDownOrConforming: 4,
  code: 8,
  codeOrData: 0x10,
  present: 0x80,
};

/** One segment register (or LDTR, or TR) of a processor. */
export class Segment implements SegmentContents {
  selector = 0;
  base = 0;
  limit = 0xffff;
  access = 0x93;
  big = false;
  /** Whether every offset may be read (or read and written) without looking further: a flat segment. */
  readableEverywhere = false;
  writableEverywhere = false;

  /** Takes new contents, as they were checked before. */
  load(contents: SegmentContents): void {
    this.selector = contents.selector;
    this.base = contents.base | 0;
    this.limit = contents.limit >>> 0;
    this.access = contents.access;
    this.big = contents.big;
    const isWhole = this.limit === 0xffff_ffff && !this.expandsDown && this.isUsable;
    this.readableEverywhere = isWhole && this.readable;
    this.writableEverywhere = isWhole && this.writable;
  }

  /** Whether it holds a descriptor: a null selector's does not. */
  get isUsable(): boolean {
    return (this.access & accessBits.present) !== 0;
  }

  get isCode(): boolean {
    return (this.access & accessBits.code) !== 0;
  }

  get dpl(): number {
    return (this.access >> 5) & 3;
  }

  get readable(): boolean {
    return !this.isCode || (this.access & accessBits.writableOrReadable) !== 0;
  }

  get writable(): boolean {
    return !this.isCode && (this.access & accessBits.writableOrReadable) !== 0;
  }

  get expandsDown(): boolean {
    return !this.isCode && (this.access & accessBits.expandDownOrConforming) !== 0;
  }

  /** Whether `bytes` bytes from `offset` (32 bits, without sign) lie within the limit. */
  covers(offset: number, bytes: number): boolean {
    const last = offset + bytes - 1;
    if (this.expandsDown) return offset > this.limit && last <= (this.big ? 0xffff_ffff : 0xffff);
    return last <= this.limit;
  }
}
