/**
 * The I/O APIC: makes a vector of each line's edge, and sends it to a local APIC.
 *
 * ```text
 *   FEC00000 number of a register, FEC00010 its value:   00 ID   01 version, entries   10 + 2n, 11 + 2n entry of line n
 *   entry  │ destination 8 │ … │ masked │ level │ … │ delivery mode 3 │ vector 8 │
 * ```
 *
 * A line that asks by its level is not sent again before its vector's service has ended. Left out: delivery to several processors, active-low lines.
 *
 * Source: Intel 82093AA I/O Advanced Programmable Interrupt Controller, data sheet 290566.
 *
 * @packageDocumentation
 */
import { StatefulDevice } from "./device";

/** Where it is. */
export const IO_APIC_ADDRESS = 0xfec0_0000;
const LINES = 24;
const VERSION = 0x11 | ((LINES - 1) << 16);
const MASKED = 0x1_0000;
const LEVEL = 0x8000;
const UNDER_WAY = 0x4000;
const READ_ONLY = UNDER_WAY | 0x1000;

/** Its state. */
export interface IoApicState {
  index: number;
  id: number;
  low: number[];
  high: number[];
  levels: boolean[];
}

/** The controller. */
export class IoApic extends StatefulDevice<IoApicState> {
  readonly name = "I/O APIC";
  readonly memory = { first: IO_APIC_ADDRESS, count: 4096 };
  readonly #deliver: (vector: number) => void;

  constructor(deliver: (vector: number) => void) {
    const all = <T>(value: T) => Array.from({ length: LINES }, () => value);
    super({ index: 0, id: 0, low: all(MASKED), high: all(0), levels: all(false) });
    this.#deliver = deliver;
  }

  /** Sets the level of a line, 0 to 23. */
  setLine(line: number, level: boolean): void {
    const rises = level && !this.state.levels[line]!;
    this.state.levels[line] = level;
    if (rises || (level && this.#isLevel(line))) this.#send(line);
  }

  /** The service of a vector has ended: lines that ask by level may ask again. */
  end(vector: number): void {
    for (let line = 0; line < LINES; line++) {
      if (!this.#isLevel(line) || (this.state.low[line]! & 0xff) !== vector) continue;
      this.state.low[line]! &= ~UNDER_WAY;
      if (this.state.levels[line]!) this.#send(line);
    }
  }

  readMemory(offset: number): number {
    const { index, id, low, high } = this.state;
    if (offset === 0) return index;
    if (offset !== 0x10) return 0;
    if (index === 0) return id;
    if (index === 1) return VERSION;
    const line = (index - 0x10) >> 1;
    return (index & 1) === 0 ? (low[line] ?? 0) : (high[line] ?? 0);
  }

  writeMemory(offset: number, value: number): void {
    const { state } = this;
    if (offset === 0) state.index = value & 0xff;
    if (offset !== 0x10) return;
    const line = (state.index - 0x10) >> 1;
    if (state.index === 0) state.id = value & 0x0f00_0000;
    else if (line < 0 || line >= LINES) return;
    else if ((state.index & 1) === 1) state.high[line] = value >>> 0;
    else {
      state.low[line] = ((value & ~READ_ONLY) | (state.low[line]! & READ_ONLY)) >>> 0;
      if (state.levels[line]! && this.#isLevel(line)) this.#send(line);
    }
  }

  #isLevel(line: number): boolean {
    return (this.state.low[line]! & LEVEL) !== 0;
  }

  #send(line: number): void {
    const entry = this.state.low[line]!;
    if ((entry & (MASKED | UNDER_WAY)) !== 0) return;
    if (this.#isLevel(line)) this.state.low[line]! |= UNDER_WAY;
    this.#deliver(entry & 0xff);
  }
}
