/**
 * Two 8259A interrupt controllers: fifteen lines, by priority, to the processor's one.
 *
 * ```text
 *   timer 0 ─┐                    8 ─┐
 *   keys  1 ─┤                    …  ├─ second ─┐           IRR  asked for
 *   ───── 2 ─┼── first ──► INTR  14 ─┘          │           ISR  being served, until the end of interrupt (EOI)
 *   serial 4 ─┤     ▲─────────────────── line 2 ┘           IMR  masked
 *         … ─┘
 * ```
 *
 * Lines ask by a rising edge. An interrupt is offered while none of the same or a higher priority is served. Left out: rotating priorities, special mask mode, polling,
 * level-triggered lines.
 *
 * Source: Intel 8259A Programmable Interrupt Controller, data sheet 231468.
 *
 * @packageDocumentation
 */
import type { InterruptSource } from "../processor/processor";
import { StatefulDevice } from "./device";

/** One of the two. */
export interface PicChip {
  /** Levels of its eight lines. */
  lines: number;
  requested: number;
  served: number;
  masked: number;
  vectorBase: number;
  /** Which initialization word comes next: 0 none, else 2, 3, 4. */
  expects: number;
  wantsFourth: boolean;
  automaticEnd: boolean;
  readsServed: boolean;
}

/** Its state. */
export interface InterruptControllerState {
  first: PicChip;
  second: PicChip;
}

const CASCADE = 2;

/** The two controllers. */
export class InterruptController extends StatefulDevice<InterruptControllerState> implements InterruptSource {
  readonly name = "interrupt controller";
  readonly ports = [
    { first: 0x20, count: 2 },
    { first: 0xa0, count: 2 },
  ];

  constructor() {
    super({ first: chip(), second: chip() });
  }

  /** Sets the level of a line, 0 to 15. */
  setLine(line: number, level: boolean): void {
    setChipLine(line < 8 ? this.state.first : this.state.second, line & 7, level);
    this.#cascade();
  }

  /** Whether the processor is asked for an interrupt. */
  get pending(): boolean {
    return offered(this.state.first) !== undefined;
  }

  /** Takes the interrupt that is offered; if none is any more, the lowest priority's vector, as the chip does. */
  acknowledge(): number {
    const { first, second } = this.state;
    const line = offered(first);
    if (line === undefined) return first.vectorBase + 7;
    take(first, line);
    if (line !== CASCADE) return first.vectorBase + line;
    const inner = offered(second);
    if (inner !== undefined) take(second, inner);
    this.#cascade();
    return second.vectorBase + (inner ?? 7);
  }

  readPort(port: number): number {
    const one = this.#chipAt(port);
    if ((port & 1) === 1) return one.masked;
    return one.readsServed ? one.served : one.requested;
  }

  writePort(port: number, value: number): void {
    if ((port & 1) === 0) writeCommand(this.#chipAt(port), value & 0xff);
    else writeData(this.#chipAt(port), value & 0xff);
    this.#cascade();
  }

  #chipAt(port: number): PicChip {
    return port < 0xa0 ? this.state.first : this.state.second;
  }

  /** The second controller's output is the first one's line 2. */
  #cascade(): void {
    setChipLine(this.state.first, CASCADE, offered(this.state.second) !== undefined);
  }
}

function chip(): PicChip {
  return {
    lines: 0,
    requested: 0,
    served: 0,
    masked: 0xff,
    vectorBase: 0,
    expects: 0,
    wantsFourth: false,
    automaticEnd: false,
    readsServed: false,
  };
}

function setChipLine(one: PicChip, line: number, level: boolean): void {
  const mask = 1 << line;
  if (level && (one.lines & mask) === 0) one.requested |= mask;
  one.lines = level ? one.lines | mask : one.lines & ~mask;
}

/** The line of the highest priority that is asked for, not masked, and above all that are served. */
function offered({ requested, masked, served }: PicChip): number | undefined {
  const asked = requested & ~masked;
  const lowest = asked & -asked;
  return lowest !== 0 && (served === 0 || lowest < (served & -served)) ? 31 - Math.clz32(lowest) : undefined;
}

function take(one: PicChip, line: number): void {
  one.requested &= ~(1 << line);
  if (!one.automaticEnd) one.served |= 1 << line;
}

/** ICW1, or one of OCW2 and OCW3. */
function writeCommand(one: PicChip, value: number): void {
  if ((value & 0x10) !== 0)
    Object.assign(one, { ...chip(), lines: one.lines, masked: 0, expects: 2, wantsFourth: (value & 1) !== 0 });
  else if ((value & 8) !== 0) {
    if ((value & 2) !== 0) one.readsServed = (value & 1) !== 0;
  } else if ((value & 0x60) === 0x60) one.served &= ~(1 << (value & 7));
  else if ((value & 0x20) !== 0) one.served &= one.served - 1;
}

/** ICW2 to ICW4, or the mask. */
function writeData(one: PicChip, value: number): void {
  switch (one.expects) {
    case 2:
      one.vectorBase = value & 0xf8;
      one.expects = 3;
      return;
    case 3:
      one.expects = one.wantsFourth ? 4 : 0;
      return;
    case 4:
      one.automaticEnd = (value & 2) !== 0;
      one.expects = 0;
      return;
    default:
      one.masked = value;
  }
}
