/**
 * A 16550 serial port: the console of most small systems. What is written is sent at once; what comes in waits until it is read.
 *
 * ```text
 *   3F8 data, or divisor low      3FB line control (bit 7: divisor)     3FD line status: 1 received, 20h and 40h may send
 *   3F9 interrupts, or divisor    3FC modem control                     3FE modem status
 *   3FA which interrupt / FIFO                                          3FF scratch
 * ```
 *
 * Left out: bit times, errors of the line, and that a PC's interrupt also needs OUT2.
 *
 * Source: National Semiconductor PC16550D, data sheet of 1995.
 *
 * @packageDocumentation
 */
import { type InterruptLine, StatefulDevice } from "./device";

/** Its state. */
export interface SerialPortState {
  received: number[];
  interrupts: number;
  /** The transmitter has told of being empty, or has nothing to tell. */
  toldEmpty: boolean;
  lineControl: number;
  modemControl: number;
  divisor: number;
  scratch: number;
  hasFifo: boolean;
  output: number[];
}

const BASE = 0x3f8;
const RECEIVED = 1;
const EMPTY = 0x60;
const LOOPBACK = 0x10;

/** The first serial port, COM1. */
export class SerialPort extends StatefulDevice<SerialPortState> {
  readonly name = "serial port";
  readonly ports = [{ first: BASE, count: 8 }];
  /** Told of each byte that is sent, as it is sent. */
  onOutput: ((byte: number) => void) | undefined;
  readonly #line: InterruptLine;

  constructor(line: InterruptLine) {
    super({
      received: [],
      interrupts: 0,
      toldEmpty: true,
      lineControl: 3,
      modemControl: 0,
      divisor: 12,
      scratch: 0,
      hasFifo: false,
      output: [],
    });
    this.#line = line;
  }

  /** The bytes that were sent since power-on. */
  get outputBytes(): Uint8Array {
    return Uint8Array.from(this.state.output);
  }

  /** The same as text. */
  get output(): string {
    return new TextDecoder().decode(this.outputBytes);
  }

  /** Sends text to the machine. */
  receive(text: string): void {
    this.state.received.push(...new TextEncoder().encode(text));
    this.#update();
  }

  readPort(port: number): number {
    const { state } = this;
    switch (port - BASE) {
      case 0:
        return this.#isDivisor ? state.divisor & 0xff : this.#take();
      case 1:
        return this.#isDivisor ? state.divisor >> 8 : state.interrupts;
      case 2:
        return this.#identify();
      case 3:
        return state.lineControl;
      case 4:
        return state.modemControl;
      case 5:
        return EMPTY | (state.received.length > 0 ? RECEIVED : 0);
      case 6:
        return (state.modemControl & LOOPBACK) === 0 ? 0xb0 : loopedBack(state.modemControl);
      default:
        return state.scratch;
    }
  }

  writePort(port: number, value: number): void {
    const { state } = this;
    const byte = value & 0xff;
    switch (port - BASE) {
      case 0:
        if (this.#isDivisor) state.divisor = (state.divisor & 0xff00) | byte;
        else this.#send(byte);
        break;
      case 1:
        if (this.#isDivisor) state.divisor = (state.divisor & 0xff) | (byte << 8);
        else this.#enable(byte & 0xf);
        break;
      case 2:
        state.hasFifo = (byte & 1) !== 0;
        if ((byte & 2) !== 0) state.received = [];
        break;
      case 3:
        state.lineControl = byte;
        break;
      case 4:
        state.modemControl = byte & 0x1f;
        break;
      case 7:
        state.scratch = byte;
    }
    this.#update();
  }

  get #isDivisor(): boolean {
    return (this.state.lineControl & 0x80) !== 0;
  }

  #take(): number {
    const byte = this.state.received.shift() ?? 0;
    this.#update();
    return byte;
  }

  #send(byte: number): void {
    const { state } = this;
    state.toldEmpty = false;
    // The line falls and rises again: the transmitter was busy for no time.
    this.#line(false);
    if ((state.modemControl & LOOPBACK) !== 0) state.received.push(byte);
    else {
      state.output.push(byte);
      this.onOutput?.(byte);
    }
  }

  #enable(interrupts: number): void {
    if ((interrupts & ~this.state.interrupts & 2) !== 0) this.state.toldEmpty = false;
    this.state.interrupts = interrupts;
  }

  /** Which interrupt asks; to read it answers the transmitter's. */
  #identify(): number {
    const { state } = this;
    const fifo = state.hasFifo ? 0xc0 : 0;
    if ((state.interrupts & 1) !== 0 && state.received.length > 0) return fifo | 4;
    if ((state.interrupts & 2) === 0 || state.toldEmpty) return fifo | 1;
    state.toldEmpty = true;
    this.#update();
    return fifo | 2;
  }

  #update(): void {
    const { interrupts, received, toldEmpty } = this.state;
    this.#line(((interrupts & 1) !== 0 && received.length > 0) || ((interrupts & 2) !== 0 && !toldEmpty));
  }
}

/** RTS is read as CTS, DTR as DSR, OUT1 as RI, OUT2 as DCD. */
function loopedBack(control: number): number {
  return ((control & 2) << 3) | ((control & 1) << 5) | ((control & 4) << 4) | ((control & 8) << 4);
}
