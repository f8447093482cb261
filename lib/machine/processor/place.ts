/**
 * Where an operand is: a register or a part of one, memory behind an address to be computed, or a constant.
 *
 * ```text
 *   mov ax, [ebx+4*esi-8]      AX  WORD 0        [ebx+4*esi-8]  MEMORY  base 3, index 6, scale 2, displacement -8
 * ```
 *
 * @packageDocumentation
 */
import type { Width } from "../isa";

/** What kind of place an operand is. Numbers, since they are compared at every access. */
export const LOW_BYTE = 0;
export const HIGH_BYTE = 1;
export const WORD = 2;
export const LONG = 3;
export const MEMORY = 4;
export const CONSTANT = 5;
export const SEGMENT = 6;
/** Control and debug registers, and far pointers: semantics look at the operand itself. */
export const OTHER = 7;

/** The number of a register that is always 0: the base or index of an address that has none. */
export const NO_REGISTER = 8;

/** An operand as a place. */
export interface Place {
  readonly kind: number;
  /** Of a register, its number (of AH to BH, that of AX to BX). */
  readonly number: number;
  /** Bits. */
  readonly width: Width;
  /** Of a constant (also a relative displacement), its value. */
  readonly value: number;
  /** Of memory. */
  readonly segment: number;
  readonly base: number;
  readonly index: number;
  /** Bits by which the index is shifted. */
  readonly scale: number;
  readonly displacement: number;
  /** 16 or 32: the address wraps there. */
  readonly addressSize: 16 | 32;
}
