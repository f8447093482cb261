/**
 * EFLAGS, computed when somebody asks. Nine of ten results are never looked at, so arithmetic keeps what the flags follow from, not the flags.
 *
 * ```text
 *   a + b = r, in 8 bits:      1 0 1 1 0 1 0 0   a
 *                            + 0 1 1 0 1 1 0 1   b
 *   carries out of each bit:   1 1 1 1 1 1 0 0      = (a & b) | ((a | b) & ~r)
 *                              │ │       │
 *                              CF│       AF (bit 3)       OF = the two top ones differ
 *   result:                    0 0 1 0 0 0 0 1      ZF, SF and PF (of its lowest byte) are seen there
 * ```
 *
 * Results of 8 and 16 bits are kept shifted to the top, so that the sign of a 32-bit number is theirs.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 1, section 3.4.3, "EFLAGS Register".
 *
 * @packageDocumentation
 */
import type { Width } from "../isa";

/** The bits of EFLAGS by name. */
export const flagBits = {
  CF: 0x1,
  PF: 0x4,
  AF: 0x10,
  ZF: 0x40,
  SF: 0x80,
  TF: 0x100,
  IF: 0x200,
  DF: 0x400,
  OF: 0x800,
  IOPL: 0x3000,
  NT: 0x4000,
  RF: 0x1_0000,
  VM: 0x2_0000,
  AC: 0x4_0000,
  VIF: 0x8_0000,
  VIP: 0x10_0000,
  ID: 0x20_0000,
} as const;

/** The six that arithmetic sets. */
export const statusFlags = 0x8d5;
const KNOWN = 0x3f_7fd7;
const RESULT = -1;

/** The flags of one processor. */
export class Flags {
  /** Carries out of bits 31 and 30 of the shifted operation. */
  #carries = 0;
  /** Carries out of each bit, unshifted; bit 3 is AF. */
  #halfCarries = 0;
  /** The last result, shifted to the top. */
  #result = 0;
  /** The last result's lowest byte is its parity's. */
  #parity = 0;
  /** ZF and SF if they were set outright, or {@link RESULT}. */
  #explicit = RESULT;
  /** Everything that is not a status flag: IF, DF, IOPL and so on. */
  system = 0;

  /** a + b, of `width` bits; the result may have more. */
  add(a: number, b: number, width: Width): number {
    const result = (a + b) | 0;
    this.#note(result, (a & b) | ((a | b) & ~result), width);
    return result;
  }

  /** a + b + CF. */
  addWithCarry(a: number, b: number, width: Width): number {
    const result = (a + b + (this.carry ? 1 : 0)) | 0;
    this.#note(result, (a & b) | ((a | b) & ~result), width);
    return result;
  }

  /** a − b. */
  subtract(a: number, b: number, width: Width): number {
    const result = (a - b) | 0;
    this.#note(result, (~a & b) | ((~a | b) & result), width);
    return result;
  }

  /** a − b − CF. */
  subtractWithBorrow(a: number, b: number, width: Width): number {
    const result = (a - b - (this.carry ? 1 : 0)) | 0;
    this.#note(result, (~a & b) | ((~a | b) & result), width);
    return result;
  }

  /** a + 1; CF stays. */
  increment(a: number, width: Width): number {
    const before = this.#carries;
    const result = this.add(a, 1, width);
    this.#keepCarry(before);
    return result;
  }

  /** a − 1; CF stays. */
  decrement(a: number, width: Width): number {
    const before = this.#carries;
    const result = this.subtract(a, 1, width);
    this.#keepCarry(before);
    return result;
  }

  /** The flags of a result that no carry belongs to: CF, OF and AF are clear. */
  logic(result: number, width: Width): number {
    this.#note(result, 0, width);
    return result;
  }

  /** The flags of a shift: ZF, SF and PF by the result, CF and OF as they are given; AF is clear. */
  shift(result: number, width: Width, carry: boolean, overflow: boolean): number {
    this.#note(result, 0, width);
    this.#setCarries(carry, overflow);
    return result;
  }

  /** CF and OF; the others stay. */
  setCarryAndOverflow(carry: boolean, overflow: boolean): void {
    this.#setCarries(carry, overflow);
  }

  /** ZF, SF and PF by a result; the others stay. */
  setByResult(result: number, width: Width): void {
    this.#result = result << (32 - width);
    this.#parity = result;
    this.#explicit = RESULT;
  }

  get carry(): boolean {
    return this.#carries < 0;
  }

  /** OF stays. */
  set carry(carry: boolean) {
    const overflow = this.overflow;
    this.#setCarries(carry, overflow);
  }

  get overflow(): boolean {
    return (this.#carries ^ (this.#carries << 1)) < 0;
  }

  /** CF stays. */
  set overflow(overflow: boolean) {
    this.#setCarries(this.carry, overflow);
  }

  get zero(): boolean {
    return this.#explicit === RESULT ? this.#result === 0 : (this.#explicit & flagBits.ZF) !== 0;
  }

  set zero(zero: boolean) {
    this.#explicit = (zero ? flagBits.ZF : 0) | (this.sign ? flagBits.SF : 0);
  }

  get sign(): boolean {
    return this.#explicit === RESULT ? this.#result < 0 : (this.#explicit & flagBits.SF) !== 0;
  }

  /** Whether the result's lowest byte has an even number of ones. */
  get parity(): boolean {
    const byte = this.#parity & 0xff;
    const nibble = (byte ^ (byte >> 4)) & 0xf;
    return ((0x9669 >> nibble) & 1) !== 0;
  }

  get auxiliary(): boolean {
    return (this.#halfCarries & 8) !== 0;
  }

  set auxiliary(auxiliary: boolean) {
    this.#halfCarries = auxiliary ? 8 : 0;
  }

  /** Whether a condition holds, by its number in the opcode: 0 O, 1 NO, 2 B, …, 15 G. */
  holds(condition: number): boolean {
    return this.#holdsEven(condition >> 1) !== ((condition & 1) !== 0);
  }

  /** EFLAGS as one number. */
  get word(): number {
    return (
      2 |
      this.system |
      (this.carry ? flagBits.CF : 0) |
      (this.parity ? flagBits.PF : 0) |
      (this.auxiliary ? flagBits.AF : 0) |
      (this.zero ? flagBits.ZF : 0) |
      (this.sign ? flagBits.SF : 0) |
      (this.overflow ? flagBits.OF : 0)
    );
  }

  set word(word: number) {
    this.system = word & KNOWN & ~statusFlags & ~2;
    this.#setCarries((word & flagBits.CF) !== 0, (word & flagBits.OF) !== 0);
    this.auxiliary = (word & flagBits.AF) !== 0;
    this.#explicit = word & (flagBits.ZF | flagBits.SF);
    this.#parity = (word & flagBits.PF) === 0 ? 1 : 0;
  }

  #note(result: number, carries: number, width: Width): void {
    const shift = 32 - width;
    this.#result = result << shift;
    this.#parity = result;
    this.#carries = carries << shift;
    this.#halfCarries = carries;
    this.#explicit = RESULT;
  }

  /** CF as it was; OF as it is. */
  #keepCarry(before: number): void {
    const overflow = this.#carries ^ (this.#carries << 1);
    this.#carries = (before & 0x8000_0000) | (((before ^ overflow) >>> 1) & 0x4000_0000);
  }

  #setCarries(carry: boolean, overflow: boolean): void {
    this.#carries = (carry ? 0x8000_0000 : 0) | (carry === overflow ? 0 : 0x4000_0000);
  }

  #holdsEven(pair: number): boolean {
    switch (pair) {
      case 0:
        return this.overflow;
      case 1:
        return this.carry;
      case 2:
        return this.zero;
      case 3:
        return this.carry || this.zero;
      case 4:
        return this.sign;
      case 5:
        return this.parity;
      case 6:
        return this.sign !== this.overflow;
      default:
        return this.zero || this.sign !== this.overflow;
    }
  }
}
