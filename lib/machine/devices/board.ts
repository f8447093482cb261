/**
 * All devices of one PC, wired to its interrupt controllers.
 *
 * ```text
 *   line   0 timer ─┬─► two 8259 ──────── LINT0 ───► local APIC ──► processor
 *          1 keys   ├─► I/O APIC (timer: line 2) ──────► ▲
 *          4 serial │
 *         14 disk  ─┘
 * ```
 *
 * The same board serves a real machine and, as its virtual devices, a virtual one.
 *
 * @packageDocumentation
 */
import type { Bus } from "../processor/bus";
import type { InterruptSource } from "../processor/processor";
import { ClockMemory } from "./clockMemory";
import type { Device, InterruptLine } from "./device";
import { DiskController } from "./disk";
import { InterruptController } from "./interruptController";
import { IoApic } from "./ioApic";
import { Keyboard } from "./keyboard";
import { LocalApic } from "./localApic";
import { PowerSwitch } from "./powerSwitch";
import { Screen, type ShownMemory } from "./screen";
import { SerialPort } from "./serialPort";
import { Timer } from "./timer";

/** What a board stands on. */
export interface BoardOptions {
  /** The clock: instructions since power-on. */
  readonly now: () => number;
  /** The machine's memory; the screen shows a part of it. */
  readonly ram: ShownMemory;
  /** The first disk: whole sectors of 512 bytes, changed in place. */
  readonly disk?: Uint8Array;
  /** The second disk of the same channel. */
  readonly secondDisk?: Uint8Array;
}

/** States of all devices, by their names. */
export type BoardState = Readonly<Record<string, unknown>>;

/**
 * Devices of one PC.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { machine } from "strata";
 *
 * const board = new machine.Board({ now: () => 0, ram: { bytes: new Uint8Array(2 ** 20) } });
 * for (const byte of new TextEncoder().encode("hello")) board.serial.writePort(0x3f8, byte);
 * assert.equal(board.serial.output, "hello");
 * ```
 */
export class Board {
  readonly pic = new InterruptController();
  readonly localApic: LocalApic;
  readonly ioApic: IoApic;
  readonly timer: Timer;
  readonly keyboard: Keyboard;
  readonly serial: SerialPort;
  readonly disk: DiskController;
  readonly clockMemory: ClockMemory;
  readonly screen: Screen;
  readonly power = new PowerSwitch();
  /** What interrupts the processor. */
  readonly interrupts: InterruptSource;
  readonly #devices: readonly Device[];

  /** @throws {@link DomainError} if a disk is not whole sectors */
  constructor({ now, ram, disk, secondDisk }: BoardOptions) {
    this.localApic = new LocalApic(now);
    this.ioApic = new IoApic((vector) => this.localApic.request(vector));
    this.localApic.onEnd = (vector) => this.ioApic.end(vector);
    this.timer = new Timer(now, this.#line(0));
    this.keyboard = new Keyboard(this.#line(1), () => this.power.switchOff());
    this.serial = new SerialPort(this.#line(4));
    this.disk = new DiskController(now, this.#line(14), [disk, secondDisk]);
    this.clockMemory = new ClockMemory(now, ram.bytes.length);
    this.screen = new Screen(ram);
    this.interrupts = new Interrupts(this.pic, this.localApic);
    const { pic, localApic, ioApic, timer, keyboard, serial, clockMemory, screen, power } = this;
    this.#devices = [pic, localApic, ioApic, timer, keyboard, serial, this.disk, clockMemory, screen, power];
  }

  /** Puts all devices on a bus. */
  attachTo(bus: Bus): void {
    for (const device of this.#devices) bus.attach(device);
  }

  /** The clock at which a device acts by itself next; Infinity if none will. */
  get due(): number {
    return Math.min(this.timer.due, this.localApic.due, this.disk.due);
  }

  /** Lets every device act whose time has come. */
  advance(now: number): void {
    for (const device of this.#devices) if (device.due <= now) device.advance(now);
  }

  /** Whether the machine has switched itself off, or asked for a reset. */
  get isOff(): boolean {
    return this.power.isOff;
  }

  /** Copies the state of all devices. */
  save(): BoardState {
    return Object.fromEntries(this.#devices.map((device) => [device.name, device.save()]));
  }

  /** Puts copied states in place. */
  restore(state: BoardState): void {
    for (const device of this.#devices) device.restore(state[device.name]);
  }

  #line(number: number): InterruptLine {
    return (level) => {
      this.pic.setLine(number, level);
      this.ioApic.setLine(number === 0 ? 2 : number, level);
    };
  }
}

/** The local APIC's interrupts, and the 8259's where it lets them through. */
class Interrupts implements InterruptSource {
  readonly #pic: InterruptController;
  readonly #apic: LocalApic;

  constructor(pic: InterruptController, apic: LocalApic) {
    this.#pic = pic;
    this.#apic = apic;
  }

  get pending(): boolean {
    return this.#apic.pending || this.#passesExternal;
  }

  acknowledge(): number {
    return this.#passesExternal ? this.#pic.acknowledge() : this.#apic.acknowledge();
  }

  get #passesExternal(): boolean {
    return this.#pic.pending && this.#apic.passesExternal;
  }
}
