/**
 * Ways for a system to end its machine, and to say something before it has a driver, as virtual machines have them.
 *
 * ```text
 *   E9    a byte: written to the host's console
 *   F4    a value: ends the machine, with status 2 · value + 1
 *   604, B004   0x2000 (sleep state 5): switches off
 * ```
 *
 * Source: QEMU's documentation of `isa-debugcon` and `isa-debug-exit`; ACPI Specification 6.4, section 4.8.3.2.1, "PM1 Control Registers".
 *
 * @packageDocumentation
 */
import { StatefulDevice } from "./device";

/** Its state. */
export interface PowerSwitchState {
  isOff: boolean;
  status: number;
  output: number[];
}

const DEBUG = 0xe9;
const EXIT = 0xf4;
const SLEEP_ENABLE = 0x2000;

/** Debug port and power-off. */
export class PowerSwitch extends StatefulDevice<PowerSwitchState> {
  readonly name = "debug port and power switch";
  readonly ports = [
    { first: DEBUG, count: 1 },
    { first: EXIT, count: 4 },
    { first: 0x604, count: 2 },
    { first: 0xb004, count: 2 },
  ];
  /** Told of each byte that is written to the debug port. */
  onOutput: ((byte: number) => void) | undefined;

  constructor() {
    super({ isOff: false, status: 0, output: [] });
  }

  /** Whether the machine has been switched off. */
  get isOff(): boolean {
    return this.state.isOff;
  }

  /** The status that the system ended with: 0 for a switch-off. */
  get status(): number {
    return this.state.status;
  }

  /** What was written to the debug port, as text. */
  get output(): string {
    return new TextDecoder().decode(Uint8Array.from(this.state.output));
  }

  /** Switches off. */
  switchOff(status = 0): void {
    this.state.isOff = true;
    this.state.status = status;
  }

  /** The debug port reads as its own number, by which systems find it. */
  readPort(port: number): number {
    return port === DEBUG ? DEBUG : 0;
  }

  writePort(port: number, value: number): void {
    if (port === DEBUG) {
      this.state.output.push(value & 0xff);
      this.onOutput?.(value & 0xff);
    } else if (port === EXIT) this.switchOff((((value << 1) | 1) >>> 0) & 0xff);
    else if ((port === 0x604 || port === 0xb004) && (value & SLEEP_ENABLE) !== 0) this.switchOff();
  }
}
