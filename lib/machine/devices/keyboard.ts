/**
 * The 8042 keyboard controller, with a keyboard behind it that sends scan codes of set 1.
 *
 * ```text
 *   60  data       64  read: status (1 a byte waits, 2 busy)   write: command
 *       20/60 read/write its configuration   D0/D1 its output port (bit 1: A20, bit 0: not reset)   FE reset
 * ```
 *
 * Left out: the mouse, and the effect of A20: address bit 20 is never masked, the bit holds what is written.
 *
 * Source: IBM PS/2 Hardware Interface Technical Reference, "Keyboard and Auxiliary Device Controller".
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { type InterruptLine, StatefulDevice } from "./device";

/** Its state. */
export interface KeyboardState {
  /** Bytes that wait to be read. */
  waiting: number[];
  configuration: number;
  outputPort: number;
  /** A command whose parameter comes next at the data port. */
  command: number;
}

const INTERRUPTS = 1;
const ACKNOWLEDGE = 0xfa;
const SHIFT = 0x2a;
const RELEASED = 0x80;

/** Keys by what they type, in the order of their scan codes from 1; the second row is with Shift. */
const plain = "\u001b1234567890-=\b\tqwertyuiop[]\n\0asdfghjkl;'`\0\\zxcvbnm,./\0*\0 ";
const shifted = '\u001b!@#$%^&*()_+\b\tQWERTYUIOP{}\n\0ASDFGHJKL:"~\0|ZXCVBNM<>?\0*\0 ';

/** Keyboard and controller. */
export class Keyboard extends StatefulDevice<KeyboardState> {
  readonly name = "keyboard";
  readonly ports = [
    { first: 0x60, count: 1 },
    { first: 0x64, count: 1 },
  ];
  readonly #line: InterruptLine;
  readonly #reset: () => void;

  constructor(line: InterruptLine, reset: () => void) {
    super({ waiting: [], configuration: 0x61, outputPort: 0xcf, command: 0 });
    this.#line = line;
    this.#reset = reset;
  }

  /**
   * Presses and releases the keys that type a text on a US keyboard.
   *
   * @throws {@link DomainError} if it has a character without a key
   */
  type(text: string): void {
    for (const character of text) this.send(...scanCodes(character));
  }

  /** Sends scan codes. */
  send(...codes: readonly number[]): void {
    this.state.waiting.push(...codes);
    this.#update();
  }

  readPort(port: number): number {
    const { waiting } = this.state;
    if (port === 0x64) return 0x14 | (waiting.length > 0 ? 1 : 0);
    const byte = waiting.shift() ?? 0;
    // One edge for each byte.
    this.#line(false);
    this.#update();
    return byte;
  }

  writePort(port: number, value: number): void {
    if (port === 0x64) this.#execute(value & 0xff);
    else this.#write(value & 0xff);
    this.#update();
  }

  #execute(command: number): void {
    const { state } = this;
    state.command = 0;
    if (command === 0x20) state.waiting.push(state.configuration);
    else if (command === 0xaa) state.waiting.push(0x55);
    else if (command === 0xab) state.waiting.push(0);
    else if (command === 0xd0) state.waiting.push(state.outputPort);
    else if (command === 0x60 || command === 0xd1) state.command = command;
    else if ((command & 0xf1) === 0xf0) this.#reset();
  }

  /** The parameter of a command, or a byte for the keyboard, which answers. */
  #write(value: number): void {
    const { state } = this;
    const { command } = state;
    state.command = 0;
    if (command === 0x60) state.configuration = value;
    else if (command === 0xd1) {
      state.outputPort = value;
      if ((value & 1) === 0) this.#reset();
    } else state.waiting.push(...(value === 0xff ? [ACKNOWLEDGE, 0xaa] : [ACKNOWLEDGE]));
  }

  #update(): void {
    this.#line((this.state.configuration & INTERRUPTS) !== 0 && this.state.waiting.length > 0);
  }
}

function scanCodes(character: string): number[] {
  const isPlain = character !== "\0" && plain.includes(character);
  const code = (isPlain ? plain : shifted).indexOf(character) + 1;
  if (code === 0 || character === "\0") throw new DomainError("text", "to have characters of a US keyboard", character);
  const key = [code, code | RELEASED];
  return isPlain ? key : [SHIFT, ...key, SHIFT | RELEASED];
}
