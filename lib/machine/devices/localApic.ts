/**
 * The local interrupt controller of a processor: takes vectors from the I/O APIC and its own timer, and hands them to the processor by priority.
 *
 * ```text
 *   FEE00000 + 020 ID   080 TPR   0B0 EOI   0F0 spurious vector, bit 8: on   100 ISR   200 IRR   300 ICR
 *              320 timer's vector   350 LINT0: the 8259's wire   380 timer's count   390 count now   3E0 divisor
 *
 *   vector ──► IRR ──(class above TPR and all in ISR)──► processor: ISR ──EOI──► done
 * ```
 *
 * The timer counts one an instruction, over its divisor. There is one processor, so messages reach it or nobody. Left out: thermal and performance interrupts, errors.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 3A, chapter 11, "Advanced Programmable Interrupt Controller".
 *
 * @packageDocumentation
 */
import { StatefulDevice } from "./device";

/** Where it is. */
export const LOCAL_APIC_ADDRESS = 0xfee0_0000;
const MASKED = 0x1_0000;
const PERIODIC = 0x2_0000;
const EXTERNAL = 0x700;
const VERSION = 0x5_0014;

/** Its state. */
export interface LocalApicState {
  /** Plain registers by offset. */
  registers: Record<number, number>;
  requested: boolean[];
  served: boolean[];
  /** When the timer began to count, and when it ends. */
  start: number;
  due: number;
}

/** Registers that hold what is written. */
const plain = new Set([0x20, 0x80, 0xd0, 0xe0, 0xf0, 0x280, 0x310, 0x320, 0x330, 0x340, 0x350, 0x360, 0x370, 0x3e0]);

/** The controller. */
export class LocalApic extends StatefulDevice<LocalApicState> {
  readonly name = "local APIC";
  readonly memory = { first: LOCAL_APIC_ADDRESS, count: 4096 };
  /** Told of each vector whose service has ended. */
  onEnd: (vector: number) => void = () => {};
  readonly #now: () => number;
  /** The vector that is offered; asked before every block of instructions, so it is kept. */
  #offered: number | undefined;

  constructor(now: () => number) {
    const none = () => Array.from({ length: 256 }, () => false);
    super({ registers: resetRegisters(), requested: none(), served: none(), start: 0, due: Infinity });
    this.#now = now;
  }

  override get due(): number {
    return this.state.due;
  }

  override advance(now: number): void {
    const { state } = this;
    const period = this.#register(0x380) * this.#divisor;
    const isPeriodic = (this.#register(0x320) & PERIODIC) !== 0 && period > 0;
    if (isPeriodic) {
      state.start = state.due + Math.floor((now - state.due) / period) * period;
      state.due = state.start + period;
    } else state.due = Infinity;
    if ((this.#register(0x320) & MASKED) === 0) this.request(this.#register(0x320) & 0xff);
  }

  /** Asks for an interrupt; ignored while it is off. */
  request(vector: number): void {
    if (this.#isOn && vector >= 16) this.state.requested[vector] = true;
    this.#update();
  }

  /** Whether the 8259's wire is let through. */
  get passesExternal(): boolean {
    return (this.#register(0x350) & (MASKED | EXTERNAL)) === EXTERNAL;
  }

  /** Whether it asks the processor. */
  get pending(): boolean {
    return this.#offered !== undefined;
  }

  /** Hands over the vector that is offered. */
  acknowledge(): number {
    const vector = this.#offered;
    if (vector === undefined) return this.#register(0xf0) & 0xff;
    this.state.requested[vector] = false;
    this.state.served[vector] = true;
    this.#update();
    return vector;
  }

  readMemory(offset: number): number {
    const at = offset & 0xff0;
    if (at === 0x30) return VERSION;
    if (at === 0xa0) return this.#priority;
    if (at >= 0x100 && at < 0x180) return word(this.state.served, at - 0x100);
    if (at >= 0x200 && at < 0x280) return word(this.state.requested, at - 0x200);
    if (at === 0x390) return this.#count;
    return this.#register(at);
  }

  writeMemory(offset: number, value: number): void {
    const at = offset & 0xff0;
    if (plain.has(at)) this.state.registers[at] = value >>> 0;
    else if (at === 0xb0) this.#end();
    else if (at === 0x300) this.#send(value >>> 0);
    else if (at === 0x380) this.#startTimer(value >>> 0);
    this.#update();
  }

  override restore(state: LocalApicState): void {
    super.restore(state);
    this.#update();
  }

  get #isOn(): boolean {
    return (this.#register(0xf0) & 0x100) !== 0;
  }

  #update(): void {
    const vector = this.#isOn ? this.state.requested.lastIndexOf(true) : -1;
    this.#offered = vector >= 0 && vector >> 4 > this.#priority >> 4 ? vector : undefined;
  }

  /** PPR: the higher of TPR and the class that is served. */
  get #priority(): number {
    const task = this.#register(0x80) & 0xff;
    const served = Math.max(0, this.state.served.lastIndexOf(true));
    return task >> 4 >= served >> 4 ? task : served & 0xf0;
  }

  #end(): void {
    const vector = this.state.served.lastIndexOf(true);
    if (vector < 0) return;
    this.state.served[vector] = false;
    this.onEnd(vector);
  }

  /** A message to a processor: a fixed vector to this one, by its ID, as "self" or as "all". */
  #send(command: number): void {
    this.state.registers[0x300] = command & ~0x1000;
    const shorthand = (command >> 18) & 3;
    const isSelf = shorthand === 0 ? this.#register(0x310) >>> 24 === this.#register(0x20) >>> 24 : shorthand < 3;
    if (isSelf && (command & 0x700) === 0) this.request(command & 0xff);
  }

  #startTimer(count: number): void {
    this.state.registers[0x380] = count;
    this.state.start = this.#now();
    this.state.due = count === 0 ? Infinity : this.state.start + count * this.#divisor;
  }

  get #count(): number {
    if (this.state.due === Infinity) return 0;
    return Math.max(0, Math.ceil((this.state.due - this.#now()) / this.#divisor));
  }

  /** Bits 3, 1 and 0: 2, 4, 8 … 128, and 1. */
  get #divisor(): number {
    const value = this.#register(0x3e0);
    const code = (value & 3) | ((value & 8) >> 1);
    return code === 7 ? 1 : 2 << code;
  }

  #register(at: number): number {
    return this.state.registers[at] ?? 0;
  }
}

/** As firmware leaves it: on, with the 8259's wire let through. */
function resetRegisters(): Record<number, number> {
  const masked = [0x320, 0x330, 0x340, 0x360, 0x370].map((at) => [at, MASKED]);
  return Object.fromEntries([...masked, [0xe0, 0xffff_ffff], [0xf0, 0x1ff], [0x350, EXTERNAL]]) as Record<
    number,
    number
  >;
}

/** Bits of 32 vectors as a register shows them. */
function word(vectors: readonly boolean[], offset: number): number {
  const first = (offset >> 4) * 32;
  return vectors.slice(first, first + 32).reduce((sum, isSet, bit) => sum + (isSet ? 2 ** bit : 0), 0);
}
