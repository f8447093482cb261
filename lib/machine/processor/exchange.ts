/**
 * Exchanging: what locks and counters of several processors are made of. Memory is stored to first, while its address can still be computed.
 *
 * ```text
 *   XCHG a, b       a ↔ b
 *   XADD a, b       b ← a, a ← a + b
 *   CMPXCHG a, b    a = accumulator?  a ← b  :  accumulator ← a      ZF tells which
 * ```
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 2, "CMPXCHG", "XADD", "XCHG".
 *
 * @packageDocumentation
 */
import { LONG, LOW_BYTE, MEMORY, NO_REGISTER, type Place, WORD } from "./place";
import { EAX, type Processor } from "./processor";
import { DS } from "./segment";
import type { Step } from "./step";

/** XCHG. */
export function exchange(cpu: Processor, { first, second }: Step): void {
  const a = cpu.readForUpdate(first!);
  const b = cpu.read(second!);
  cpu.write(first!, b);
  cpu.write(second!, a);
}

/** XADD. */
export function exchangeAndAdd(cpu: Processor, { first, second, width }: Step): void {
  const a = cpu.readForUpdate(first!);
  const sum = cpu.flags.add(a, cpu.read(second!), width);
  if (first!.kind === MEMORY) {
    cpu.write(first!, sum);
    cpu.write(second!, a);
  } else {
    // The sum wins if both are the same register.
    cpu.write(second!, a);
    cpu.write(first!, sum);
  }
}

/** CMPXCHG. The first operand is stored to in either case. */
export function compareAndExchange(cpu: Processor, { first, second, width }: Step): void {
  const own = accumulators[width];
  const a = cpu.readForUpdate(first!);
  const b = cpu.read(second!);
  cpu.flags.subtract(cpu.read(own), a, width);
  if (cpu.flags.zero) cpu.write(first!, b);
  else {
    if (first!.kind === MEMORY) cpu.write(first!, a);
    cpu.write(own, a);
  }
}

const nowhere = {
  number: EAX,
  value: 0,
  segment: DS,
  base: NO_REGISTER,
  index: NO_REGISTER,
  scale: 0,
  displacement: 0,
  addressSize: 32,
} as const;

const accumulators: Readonly<Record<8 | 16 | 32, Place>> = {
  8: { ...nowhere, kind: LOW_BYTE, width: 8 },
  16: { ...nowhere, kind: WORD, width: 16 },
  32: { ...nowhere, kind: LONG, width: 32 },
};
