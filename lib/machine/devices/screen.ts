/**
 * The text screen: 25 lines of 80 characters, two bytes each in memory from B8000, and the registers that place the cursor.
 *
 * ```text
 *   B8000  │ 'H' │ 07 │ 'i' │ 07 │ …        character, colours (background 4 bits, foreground 4 bits)
 *   3D4 number of a register, 3D5 its value: 0E and 0F the cursor, 0C and 0D the first character shown
 * ```
 *
 * The characters lie in the machine's memory itself. Left out: graphics, fonts, the timing of the beam.
 *
 * Source: IBM Color/Graphics Monitor Adapter, Technical Reference 6361509, "Alphanumeric Mode".
 *
 * @packageDocumentation
 */
import { StatefulDevice } from "./device";

/** Where its characters begin. */
export const SCREEN_ADDRESS = 0xb8000;
/** Characters in a line. */
export const SCREEN_COLUMNS = 80;
/** Lines. */
export const SCREEN_ROWS = 25;

/** Its state. */
export interface ScreenState {
  index: number;
  registers: number[];
}

/** Memory of which the screen shows a part. */
export interface ShownMemory {
  readonly bytes: Uint8Array;
}

/** The screen. */
export class Screen extends StatefulDevice<ScreenState> {
  readonly name = "screen";
  readonly ports = [{ first: 0x3d4, count: 2 }];
  readonly #memory: ShownMemory;

  constructor(memory: ShownMemory) {
    super({ index: 0, registers: Array.from({ length: 32 }, () => 0) });
    this.#memory = memory;
  }

  /** Where the cursor is: characters from the top left. */
  get cursor(): number {
    return (this.state.registers[0xe]! << 8) | this.state.registers[0xf]!;
  }

  /** What it shows, as lines without the blanks at their ends; empty lines at the end are left out. */
  text(): string {
    const rows = Array.from({ length: SCREEN_ROWS }, (_, row) => this.#row(row));
    return rows.join("\n").trimEnd();
  }

  readPort(port: number): number {
    return port === 0x3d4 ? this.state.index : this.state.registers[this.state.index]!;
  }

  /** A word is both: the register's number, and its value. */
  writePort(port: number, value: number, width: number): void {
    if (port === 0x3d4) this.state.index = value & 0x1f;
    else this.state.registers[this.state.index] = value & 0xff;
    if (port === 0x3d4 && width === 16) this.state.registers[this.state.index] = (value >> 8) & 0xff;
  }

  #row(row: number): string {
    const begin = SCREEN_ADDRESS + row * SCREEN_COLUMNS * 2;
    const cells = this.#memory.bytes.subarray(begin, begin + SCREEN_COLUMNS * 2);
    const codes = cells.filter((_, at) => at % 2 === 0);
    return Array.from(codes, (code) => (code < 32 || code > 126 ? " " : String.fromCharCode(code)))
      .join("")
      .trimEnd();
  }
}
