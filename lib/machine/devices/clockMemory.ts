/**
 * CMOS memory and the clock in it: the date, and how much memory there is.
 *
 * ```text
 *   70 number of a byte, 71 its value:   00 seconds 02 minutes 04 hours 07 day 08 month 09 year (BCD)
 *                                        0A, 0B status     15–18, 30, 31, 34, 35 sizes of memory
 * ```
 *
 * Power-on is always at midnight of the first of January 2026, and a second passes in as many instructions as the timer takes for one. Left out: alarms and periodic interrupts.
 *
 * Source: Motorola MC146818, data sheet; the bytes of memory sizes as IBM's and Bochs' firmware use them.
 *
 * @packageDocumentation
 */
import { StatefulDevice } from "./device";
import { INSTRUCTIONS_PER_TICK, TICKS_PER_SECOND } from "./timer";

const INSTRUCTIONS_PER_SECOND = INSTRUCTIONS_PER_TICK * TICKS_PER_SECOND;
const POWER_ON = Date.UTC(2026, 0, 1);
const KIB = 1024;

/** Its state. */
export interface ClockMemoryState {
  index: number;
  bytes: number[];
}

/** The clock and its memory. */
export class ClockMemory extends StatefulDevice<ClockMemoryState> {
  readonly name = "clock and CMOS memory";
  readonly ports = [{ first: 0x70, count: 2 }];
  readonly #now: () => number;

  constructor(now: () => number, memoryBytes: number) {
    super({ index: 0, bytes: initialBytes(memoryBytes) });
    this.#now = now;
  }

  readPort(port: number): number {
    const { index, bytes } = this.state;
    if (port === 0x70) return 0xff;
    return timeField(index, this.#now()) ?? bytes[index]!;
  }

  writePort(port: number, value: number): void {
    if (port === 0x70) this.state.index = value & 0x7f;
    else this.state.bytes[this.state.index] = value & 0xff;
  }
}

function initialBytes(memoryBytes: number): number[] {
  const bytes = Array.from({ length: 128 }, () => 0);
  const put = (at: number, value: number) => {
    bytes[at] = value & 0xff;
    bytes[at + 1] = (value >> 8) & 0xff;
  };
  const extended = Math.min(0xffff, Math.max(0, memoryBytes / KIB - 1024));
  bytes[0xa] = 0x26;
  bytes[0xb] = 2;
  bytes[0xd] = 0x80;
  put(0x15, 640);
  put(0x17, extended);
  put(0x30, extended);
  put(0x34, Math.min(0xffff, Math.max(0, memoryBytes / (64 * KIB) - 256)));
  return bytes;
}

/** A part of the date, in BCD; nothing if the byte is none. */
function timeField(index: number, clock: number): number | undefined {
  const date = new Date(POWER_ON + Math.floor(clock / INSTRUCTIONS_PER_SECOND) * 1000);
  const fields = new Map([
    [0, date.getUTCSeconds()],
    [2, date.getUTCMinutes()],
    [4, date.getUTCHours()],
    [6, date.getUTCDay() + 1],
    [7, date.getUTCDate()],
    [8, date.getUTCMonth() + 1],
    [9, date.getUTCFullYear() % 100],
    [0x32, Math.floor(date.getUTCFullYear() / 100)],
  ]);
  const value = fields.get(index);
  return value === undefined ? undefined : Math.floor(value / 10) * 16 + (value % 10);
}
