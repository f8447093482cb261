/**
 * The 8254 interval timer: three counters that count down 1,193,182 times a second. TimerCounter 0 interrupts; counter 2 is read at port 0x61.
 *
 * ```text
 *   mode 0   count ──────►0 and stays      OUT ____________/‾‾‾‾        once
 *   mode 2   count ►1, count ►1 …          OUT ‾‾‾‾‾‾‾‾\_/‾‾‾‾‾\_/      again and again; mode 3 as well, as a square wave
 * ```
 *
 * A processor of this machine is taken to execute {@link INSTRUCTIONS_PER_TICK} instructions while a counter counts one. Left out: BCD; the modes started by a gate (1 and 5) are those
 * started by a count (0 and 4).
 *
 * Source: Intel 8254 Programmable Interval Timer, data sheet 231164.
 *
 * @packageDocumentation
 */
import { type InterruptLine, StatefulDevice } from "./device";

/** Instructions while a counter counts one: 119 million instructions a second. */
export const INSTRUCTIONS_PER_TICK = 100;
/** Counts in a second. */
export const TICKS_PER_SECOND = 1_193_182;

/** One of the three. */
export interface TimerCounter {
  mode: number;
  /** 1 to 65536. */
  reload: number;
  /** The clock at which it began to count; none before the first count is given. */
  start: number | undefined;
  /** 1 low byte, 2 high byte, 3 low, then high. */
  access: number;
  writesHigh: boolean;
  readsHigh: boolean;
  low: number;
  /** A value kept to be read. */
  latched: number | undefined;
  latchedStatus: number | undefined;
}

/** Its state. */
export interface TimerState {
  counters: TimerCounter[];
  /** The clock at which counter 0 raises its line next. */
  due: number;
  /** Bits 0 and 1 of port 0x61: gate of counter 2, speaker. */
  speaker: number;
}

/** The timer. */
export class Timer extends StatefulDevice<TimerState> {
  readonly name = "timer";
  readonly ports = [
    { first: 0x40, count: 4 },
    { first: 0x61, count: 1 },
  ];
  readonly #now: () => number;
  readonly #line: InterruptLine;

  constructor(now: () => number, line: InterruptLine) {
    super({ counters: [counter(), counter(), counter()], due: Infinity, speaker: 0 });
    this.#now = now;
    this.#line = line;
  }

  override get due(): number {
    return this.state.due;
  }

  /** TimerCounter 0 has come to its end: once, or again and again. */
  override advance(now: number): void {
    const [first] = this.state.counters;
    if (isPeriodic(first!)) {
      this.#line(false);
      const period = first!.reload * INSTRUCTIONS_PER_TICK;
      const passed = Math.floor((now - this.state.due) / period);
      this.state.due += (passed + 1) * period;
    } else this.state.due = Infinity;
    this.#line(true);
  }

  readPort(port: number): number {
    if (port === 0x61) return this.#readSpeaker();
    return port === 0x43 ? 0xff : readCounter(this.state.counters[port - 0x40]!, this.#now());
  }

  writePort(port: number, value: number): void {
    const byte = value & 0xff;
    if (port === 0x61) this.#writeSpeaker(byte);
    else if (port === 0x43) this.#control(byte);
    else if (writeCount(this.state.counters[port - 0x40]!, byte)) this.#begin(port - 0x40);
  }

  #control(value: number): void {
    const number = value >> 6;
    if (number === 3) this.#readBack(value);
    else if ((value & 0x30) === 0) latch(this.state.counters[number]!, this.#now());
    else {
      const mode = ((value >> 1) & 3) >= 2 ? (value >> 1) & 3 : (value >> 1) & 7;
      this.state.counters[number] = { ...counter(), mode, access: (value >> 4) & 3 };
      if (number === 0) this.state.due = Infinity;
      if (number === 0) this.#line(mode === 2 || mode === 3);
    }
  }

  #readBack(value: number): void {
    for (const [number, one] of this.state.counters.entries()) {
      if ((value & (2 << number)) === 0) continue;
      if ((value & 0x20) === 0) latch(one, this.#now());
      if ((value & 0x10) === 0) one.latchedStatus ??= statusOf(one, this.#now());
    }
  }

  #begin(number: number): void {
    const one = this.state.counters[number]!;
    one.start = this.#now();
    if (number !== 0) return;
    this.#line(isPeriodic(one));
    this.state.due = one.start + one.reload * INSTRUCTIONS_PER_TICK;
  }

  #readSpeaker(): number {
    const out = isHigh(this.state.counters[2]!, this.#now()) ? 0x20 : 0;
    const refresh = Math.floor(this.#now() / (INSTRUCTIONS_PER_TICK * 18)) % 2 === 0 ? 0 : 0x10;
    return out | refresh | this.state.speaker;
  }

  /** The gate's rising edge begins the count anew. */
  #writeSpeaker(value: number): void {
    const rises = (value & 1) !== 0 && (this.state.speaker & 1) === 0;
    this.state.speaker = value & 3;
    if (rises && this.state.counters[2]!.start !== undefined) this.state.counters[2]!.start = this.#now();
  }
}

function counter(): TimerCounter {
  return {
    mode: 3,
    reload: 65536,
    start: undefined,
    access: 3,
    writesHigh: false,
    readsHigh: false,
    low: 0,
    latched: undefined,
    latchedStatus: undefined,
  };
}

function isPeriodic({ mode }: TimerCounter): boolean {
  return mode === 2 || mode === 3;
}

function elapsed({ start }: TimerCounter, now: number): number {
  return start === undefined ? 0 : Math.floor((now - start) / INSTRUCTIONS_PER_TICK);
}

/** What the counter shows, 16 bits. In mode 3 it counts by two. */
function valueOf(one: TimerCounter, now: number): number {
  const ticks = elapsed(one, now);
  if (!isPeriodic(one)) return (one.reload - ticks) & 0xffff;
  const into = one.mode === 3 ? (ticks * 2) % one.reload : ticks % one.reload;
  return (one.reload - into) & 0xffff;
}

function isHigh(one: TimerCounter, now: number): boolean {
  const ticks = elapsed(one, now);
  if (one.mode === 3) return ticks % one.reload < one.reload / 2;
  return one.mode === 2 ? ticks % one.reload !== one.reload - 1 : one.start !== undefined && ticks >= one.reload;
}

function latch(one: TimerCounter, now: number): void {
  one.latched ??= valueOf(one, now);
}

function statusOf(one: TimerCounter, now: number): number {
  return (isHigh(one, now) ? 0x80 : 0) | (one.start === undefined ? 0x40 : 0) | (one.access << 4) | (one.mode << 1);
}

function readCounter(one: TimerCounter, now: number): number {
  if (one.latchedStatus !== undefined) {
    const status = one.latchedStatus;
    one.latchedStatus = undefined;
    return status;
  }
  const value = one.latched ?? valueOf(one, now);
  const high = one.access === 2 || (one.access === 3 && one.readsHigh);
  if (one.access === 3) one.readsHigh = !one.readsHigh;
  if (high || one.access !== 3) one.latched = undefined;
  return high ? value >> 8 : value & 0xff;
}

/** Takes a byte of the count; whether it is whole now. */
function writeCount(one: TimerCounter, byte: number): boolean {
  if (one.access === 3 && !one.writesHigh) {
    one.low = byte;
    one.writesHigh = true;
    return false;
  }
  const count = one.access === 1 ? byte : (byte << 8) | (one.access === 3 ? one.low : 0);
  one.writesHigh = false;
  one.reload = count === 0 ? 65536 : count;
  return true;
}
