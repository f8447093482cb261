/**
 * A computer: memory, a processor, and the devices of a PC.
 *
 * ```text
 *   Processor ──Bus──┬── Ram
 *       ▲            └── Board: timer, serial port, disk, … ──► interrupt controller
 *       └──────────────────────── interrupt ◄─────────────────────────┘
 * ```
 *
 * The clock counts instructions, and what was skipped while the processor was halted. Nothing else happens by itself, so two runs are the same, byte for byte, whether at
 * full speed or step by step.
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";
import { Board, type BoardState } from "./devices";
import { Engine } from "./engine/engine";
import { type ProcessorState, processorState, restoreProcessor } from "./inspect/snapshot";
import { Bus, CS, Processor, Ram, raise, stepOnce } from "./processor";
import { Shutdown } from "./protection";

/** What a machine is made of. */
export interface MachineOptions {
  /** Bytes of memory: whole pages, up to 2 GiB. 16 MiB if not given. */
  readonly memoryBytes?: number;
  /** The disk's bytes, whole sectors of 512. They are changed in place. No disk if not given. */
  readonly disk?: Uint8Array;
  /** A second disk of the same channel. */
  readonly secondDisk?: Uint8Array;
}

/** Why a machine stopped running. */
export interface Stop {
  /**
   * `limit` it executed as many instructions as asked; `off` it switched itself off; `halted` it waits for an interrupt that no device will ask for; `shutdown` a fault in the
   * delivery of a double fault; `breakpoint` the next instruction is at one.
   */
  readonly reason: "limit" | "off" | "halted" | "shutdown" | "breakpoint";
}

/** A machine's whole state at one moment, the disk included. It shares nothing with the machine. */
export interface MachineSnapshot {
  readonly processor: ProcessorState;
  readonly board: BoardState;
  /** The pages of memory that hold anything but zeros, by physical address. */
  readonly pages: ReadonlyMap<number, Uint8Array>;
  readonly memoryBytes: number;
  /** Time that passed while it was halted. */
  readonly skipped: number;
  readonly isShutDown: boolean;
}

/**
 * A computer of one processor.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { machine } from "strata";
 *
 * const computer = new machine.Machine();
 * const { bytes } = machine.assemble("bits 16\nmov ax, 6\nimul ax, ax, 7\nhlt");
 * computer.ram.bytes.set(bytes, 0x7c00);
 * computer.processor.eip = 0x7c00;
 * assert.equal(computer.run().reason, "halted");
 * assert.equal(computer.processor.general[machine.EAX], 42);
 * ```
 */
export class Machine {
  readonly ram: Ram;
  readonly bus: Bus;
  readonly processor: Processor;
  readonly board: Board;
  /** Linear addresses at which {@link run} stops before the instruction there. */
  readonly breakpoints = new Set<number>();
  /** Called before each instruction, if set; running is slower then. */
  onStep: (() => void) | undefined;
  readonly #engine: Engine;
  #skipped = 0;
  #isShutDown = false;

  /** @throws {@link DomainError} if a size is out of its range */
  constructor({ memoryBytes = 16 * 2 ** 20, ...disks }: MachineOptions = {}) {
    this.ram = new Ram(memoryBytes);
    this.bus = new Bus(this.ram);
    this.processor = new Processor(this.ram, this.bus);
    this.processor.clock = () => this.clock;
    this.board = new Board({ now: () => this.clock, ram: this.ram, ...disks });
    this.board.attachTo(this.bus);
    this.#engine = new Engine(this.processor);
  }

  /** Instructions executed since power-on, and those that would have been while it was halted. */
  get clock(): number {
    return this.processor.instructions + this.#skipped;
  }

  /** Executes one instruction, or delivers one interrupt, or skips to the next thing that a device does. */
  step(): Stop {
    return this.run({ instructions: 1 });
  }

  /**
   * Runs.
   *
   * @param options - how many instructions at most (the clock's, so that a halted machine reaches it, too); without limit if not given
   * @throws {@link DomainError} if the limit is negative or not a number
   */
  run({ instructions = Infinity }: { readonly instructions?: number } = {}): Stop {
    if (!(instructions >= 0)) throw new DomainError("instructions", "to be at least 0", instructions);
    const end = this.clock + instructions;
    try {
      return this.#runTo(end);
    } catch (error) {
      if (!(error instanceof Shutdown)) throw error;
      this.#isShutDown = true;
      return { reason: "shutdown" };
    }
  }

  /** Copies everything. */
  snapshot(): MachineSnapshot {
    return {
      processor: processorState(this.processor),
      board: this.board.save(),
      pages: usedPages(this.ram.bytes),
      memoryBytes: this.ram.size,
      skipped: this.#skipped,
      isShutDown: this.#isShutDown,
    };
  }

  /**
   * Puts a copied state in place of this one.
   *
   * @throws {@link DomainError} if it is of a machine with another size of memory
   */
  restore(snapshot: MachineSnapshot): void {
    if (snapshot.memoryBytes !== this.ram.size)
      throw new DomainError("snapshot", `to be of a machine with ${this.ram.size} bytes`, snapshot.memoryBytes);
    this.ram.bytes.fill(0);
    for (const [address, bytes] of snapshot.pages) this.ram.bytes.set(bytes, address);
    this.memoryChanged();
    restoreProcessor(this.processor, snapshot.processor);
    this.board.restore(snapshot.board);
    this.#skipped = snapshot.skipped;
    this.#isShutDown = snapshot.isShutDown;
  }

  /** To be called after `ram` was written from outside: code that was decoded before is forgotten. */
  memoryChanged(): void {
    this.#engine.flush();
  }

  #runTo(end: number): Stop {
    const { board, processor } = this;
    let isFirst = true;
    for (;;) {
      if (this.#isShutDown) return { reason: "shutdown" };
      if (board.isOff) return { reason: "off" };
      if (this.clock >= end) return { reason: "limit" };
      if (this.clock >= board.due) board.advance(this.clock);
      if (board.interrupts.pending && processor.isInterruptible) this.#interrupt();
      else if (processor.halted) {
        if (!this.#skipTo(Math.min(board.due, end))) return { reason: "halted" };
      } else if (!isFirst && this.breakpoints.has(this.#address)) return { reason: "breakpoint" };
      else this.#execute(end);
      isFirst = false;
    }
  }

  /** Linear address of the next instruction, without sign. */
  get #address(): number {
    const { segments, eip } = this.processor;
    return (segments[CS]!.base + eip) >>> 0;
  }

  #execute(end: number): void {
    const { processor, board } = this;
    if (this.breakpoints.size > 0 || this.onStep !== undefined) {
      this.onStep?.();
      stepOnce(processor);
      return;
    }
    const until = Math.min(end, board.due) - this.#skipped;
    this.#engine.run(until, board.interrupts.pending);
  }

  #interrupt(): void {
    const { processor, board } = this;
    processor.halted = false;
    processor.instructions++;
    raise(processor, { vector: board.interrupts.acknowledge(), kind: "interrupt" });
  }

  /** Lets time pass until a device does something. */
  #skipTo(clock: number): boolean {
    if (clock === Infinity) return false;
    this.#skipped += Math.max(0, clock - this.clock);
    return true;
  }
}

const PAGE_BYTES = 4096;

/** Copies of the pages that hold anything but zeros, by address. */
export function usedPages(memory: Uint8Array): Map<number, Uint8Array> {
  const pages = new Map<number, Uint8Array>();
  for (let address = 0; address < memory.length; address += PAGE_BYTES) {
    const page = memory.subarray(address, address + PAGE_BYTES);
    if (holdsAnything(page)) pages.set(address, page.slice());
  }
  return pages;
}

/** A loop, since a snapshot looks at every byte of memory. */
function holdsAnything(page: Uint8Array): boolean {
  for (let at = 0; at < page.length; at++) if (page[at] !== 0) return true;
  return false;
}
