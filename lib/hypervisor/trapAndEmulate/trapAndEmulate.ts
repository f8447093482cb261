/**
 * Trap and emulate: the guest's kernel runs outside ring 0, on the processor itself; what it may not do there traps, and the monitor does it by hand on a processor that
 * exists only as data.
 *
 * ```text
 *   guest   … add │ mov │ cli                          ▲ push │ call …          ring 1 (or 3) of the real processor
 *                        │ #GP                         │
 *   ─────────────────────┼─────────────────────────────┼──────────────────
 *   monitor              ▼                             │                        ring 0
 *              registers out ──► execute it on the ──► registers in
 *              of the processor  virtual processor:    again
 *                                IF := 0
 * ```
 *
 * Popek and Goldberg's three parts: the dispatcher ({@link TrapAndEmulate.run}), the allocator ({@link Translation}: whose memory is whose), and the
 * interpreters (one: the virtual processor is a `Processor` in ring 0 that executes the single instruction, with the guest's own tables, gates and task state).
 *
 * What does not trap is the point of the exercise: POPF, PUSHF, SGDT, SMSW, LAR, PUSH CS and their like find the monitor's machine, not the guest's, and nobody is told.
 *
 * Left out: code in real mode is interpreted instruction by instruction, as there are no rings in it; so is all code while page directories have pages of 4 MiB.
 *
 * Source: G. Popek, R. Goldberg, "Formal Requirements for Virtualizable Third Generation Architectures", Communications of the ACM 17 (7), 1974.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import {
  Board,
  Bus,
  CS,
  decode,
  deliver,
  Engine,
  type Instruction,
  type MachineSnapshot,
  Processor,
  type ProcessorEvent,
  type ProcessorState,
  peekBytes,
  processorState,
  raise,
  restoreProcessor,
  Shutdown,
  type Stop,
  stepOnce,
  usedPages,
  vectors,
} from "../../machine";
import type { GuestMemory } from "../../memory";
import { type ExitCounts, noVmExits, reasonOf, type VmExit, type VmExitReason } from "../exits";
import { type GuestPart, HostMachine } from "../hostMachine";
import type { VirtualMachine, VirtualMachineOptions } from "../hypervisor";
import { enterGuest, leaveGuest, takeHardware } from "./hardware";
import { Translation } from "./translation";

/** How it is made. */
export interface TrapAndEmulateOptions extends VirtualMachineOptions {
  /** The ring that the guest's kernel is pushed to; 1 if not given. */
  readonly kernelRing?: 1 | 3;
  /** The host; one of its own, with room for the guest, if not given. */
  readonly host?: HostMachine;
}

/** A virtual machine whose kernel was pushed out of ring 0. */
export class TrapAndEmulate implements VirtualMachine {
  readonly technique = "trapAndEmulate";
  readonly host: HostMachine;
  readonly kernelRing: 1 | 3;
  readonly board: Board;
  readonly translation: Translation;
  /** The real processor. */
  readonly hardware: Processor;
  onExit: ((exit: VmExit) => void) | undefined;
  readonly #part: GuestPart;
  /** The processor that the guest believes in. */
  readonly #virtual: Processor;
  readonly #engine: Engine;
  readonly #forgetTranslations: () => void;
  readonly #exits = noVmExits();
  #isControlWritten = true;
  #event: ProcessorEvent | undefined;
  #skipped: number;
  #emulated = 0;
  #isShutDown: boolean;

  /** @throws {@link DomainError} if the host has too little memory left */
  constructor({ from, disk, name = "guest", kernelRing = 1, host = hostFor(from) }: TrapAndEmulateOptions) {
    this.host = host;
    this.kernelRing = kernelRing;
    this.#part = host.createGuest(name, from.memoryBytes);
    for (const [address, bytes] of from.pages) this.#part.ram.bytes.set(bytes, address);
    const bus = new Bus(this.#part.ram);
    this.board = new Board({ now: () => this.clock, ram: this.#part.ram, ...(disk !== undefined && { disk }) });
    this.board.attachTo(bus);
    this.#virtual = new Processor(this.#part.ram, bus);
    this.hardware = new Processor(host.ram, new Bus(host.ram));
    this.#engine = new Engine(this.hardware);
    this.translation = new Translation(this.#part.memory, kernelRing);
    this.#skipped = from.skipped;
    this.#isShutDown = from.isShutDown;
    takeHardware(this.hardware);
    restoreProcessor(this.#virtual, from.processor);
    this.#forgetTranslations = this.#virtual.memory.flush.bind(this.#virtual.memory);
    this.#watch();
    this.hardware.instructions = from.processor.instructions;
    this.board.restore(from.board);
    this.#followControl();
  }

  get memory(): GuestMemory {
    return this.#part.memory;
  }

  get clock(): number {
    return this.hardware.instructions + this.#skipped;
  }

  get directInstructions(): number {
    return this.hardware.instructions - this.#emulated;
  }

  get emulatedInstructions(): number {
    return this.#emulated;
  }

  get exits(): ExitCounts {
    return { ...this.#exits };
  }

  get processor(): ProcessorState {
    return { ...processorState(this.#virtual), instructions: this.hardware.instructions };
  }

  /** @throws {@link DomainError} if the limit is negative or not a number */
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

  snapshot(): MachineSnapshot {
    return {
      processor: this.processor,
      board: this.board.save(),
      pages: usedPages(this.#part.ram.bytes),
      memoryBytes: this.#part.ram.size,
      skipped: this.#skipped,
      isShutDown: this.#isShutDown,
    };
  }

  /** The dispatcher: whatever comes first, a device, the guest's own halt, or its next instruction. */
  #runTo(end: number): Stop {
    const { board } = this;
    const virtual = this.#virtual;
    for (;;) {
      if (this.#isShutDown) return { reason: "shutdown" };
      if (board.isOff) return { reason: "off" };
      if (this.clock >= end) return { reason: "limit" };
      if (this.clock >= board.due) board.advance(this.clock);
      if (board.interrupts.pending && virtual.isInterruptible) this.#interrupt();
      else if (virtual.halted) {
        const wake = Math.min(board.due, end);
        if (wake === Infinity) return { reason: "halted" };
        this.#skipped += Math.max(0, wake - this.clock);
      } else this.#execute(end);
    }
  }

  /** A virtual device asks: the guest's handler is entered through the guest's own gate. */
  #interrupt(): void {
    const virtual = this.#virtual;
    virtual.halted = false;
    this.hardware.instructions++;
    this.#emulated++;
    const address = this.#address;
    this.#forgetTranslations();
    raise(virtual, { vector: this.board.interrupts.acknowledge(), kind: "interrupt" });
    this.#note("interrupt", address, undefined);
  }

  #execute(end: number): void {
    const virtual = this.#virtual;
    const interpreted = this.#interpreted;
    if (interpreted !== undefined) {
      this.hardware.instructions++;
      this.#emulate(interpreted);
      return;
    }
    const until = Math.min(end, this.board.due) - this.#skipped;
    this.#runDirectly(virtual.interruptShadow ? Math.min(until, this.hardware.instructions + 1) : until);
    virtual.interruptShadow = false;
    const event = this.#event;
    if (event !== undefined) this.#handle(event);
  }

  /** Why the guest's next instruction cannot run on the processor itself, if it cannot. */
  get #interpreted(): VmExitReason | undefined {
    if (!this.#virtual.isProtected) return "realMode";
    return this.translation.hasLargePages(this.#virtual) ? "largePages" : undefined;
  }

  /** The guest runs on the processor itself, until something traps or it is time. */
  #runDirectly(until: number): void {
    const { hardware } = this;
    enterGuest(hardware, this.#virtual, this.kernelRing);
    this.#useRoot(this.translation.rootFor(this.#virtual.cpl));
    this.#event = undefined;
    this.#engine.run(until, false);
    leaveGuest(hardware, this.#virtual);
  }

  #useRoot(root: number): void {
    const { memory } = this.hardware;
    if (memory.paging.root === root) return;
    memory.paging.root = root;
    memory.flush();
  }

  #handle(event: ProcessorEvent): void {
    if (event.vector === vectors.DB && event.kind === "trap" && !this.#isAtInterrupt()) {
      const address = this.#address;
      this.#virtual.next = this.#virtual.eip;
      this.#virtual.debug[6]! |= this.hardware.debug[6]!;
      this.#forgetTranslations();
      deliver(this.#virtual, event);
      this.#note("exception", address, undefined);
    } else if (event.vector !== vectors.PF || event.kind !== "fault") this.#emulate();
    else this.#handlePageFault(event.errorCode!);
  }

  /** A single step's trap comes after the instruction; INT1's is the instruction. */
  #isAtInterrupt(): boolean {
    return this.#instruction()?.form.mnemonic === "INT1";
  }

  #handlePageFault(errorCode: number): void {
    const virtual = this.#virtual;
    if (this.#instruction()?.form.mnemonic.startsWith("IRET") === true) {
      // It traps in any case; what it looked for in the task state is the guest's.
      this.#emulate();
      return;
    }
    const outcome = this.translation.resolve(
      {
        address: this.hardware.cr2 >>> 0,
        kind: (errorCode & 2) === 0 ? "read" : "write",
        mode: virtual.cpl === 3 ? "user" : "supervisor",
      },
      virtual.cpl,
    );
    this.hardware.memory.flush();
    if (outcome?.type !== "translated") {
      this.#emulate(outcome?.type === "pageFault" ? "exception" : "device");
    } else if (outcome.exits.some(({ reason }) => reason === "tableWrite")) {
      this.#emulate("tableWrite");
    } else {
      // Nothing happened to the guest: the attempt does not count.
      this.hardware.instructions--;
      this.#note("hiddenFault", this.#address, undefined);
    }
  }

  /** The interpreter: one instruction on the virtual processor, in the ring that the guest believes in. What it raises goes to the guest. */
  #emulate(reason?: VmExitReason): void {
    const virtual = this.#virtual;
    const instruction = this.#instruction();
    const address = this.#address;
    const ring = virtual.cpl;
    this.#emulated++;
    this.#forgetTranslations();
    stepOnce(virtual);
    this.#followControl();
    const why = reason ?? (instruction === undefined ? "exception" : reasonOfInstruction(instruction));
    this.#note(why, address, instruction?.form.mnemonic, ring);
  }

  /** The instruction that the guest is at, if it can be read. */
  #instruction(): Instruction | undefined {
    const { segments, eip } = this.#virtual;
    const code = segments[CS]!;
    const bytes = peekBytes(this.#virtual, (code.base + eip) | 0, 15);
    const decoded = decode(bytes, 0, code.big ? 32 : 16);
    return decoded.type === "instruction" ? decoded.instruction : undefined;
  }

  get #address(): number {
    return (this.#virtual.segments[CS]!.base + this.#virtual.eip) >>> 0;
  }

  #note(reason: VmExitReason, address: number, mnemonic: string | undefined, ring = this.#virtual.cpl): void {
    this.#exits[reason]++;
    this.onExit?.({ clock: this.clock, reason, address, mnemonic, ring });
  }

  /** Hears of everything that the guest, or the monitor for it, does to what stands in the real processor. */
  #watch(): void {
    const { hardware, translation } = this;
    const { memory } = this.#virtual;
    hardware.clock = () => this.clock;
    this.#virtual.clock = () => this.clock;
    hardware.monitor = (event) => {
      this.#event = event;
      hardware.halted = true;
      return true;
    };
    memory.flush = () => void (this.#isControlWritten = true);
    const invalidate = memory.invalidate.bind(memory);
    memory.invalidate = (linear) => {
      invalidate(linear);
      translation.invalidate(linear);
      hardware.memory.invalidate(linear);
    };
    for (const frame of this.memory.frames) memory.watchCode(frame * 4096);
    memory.onCodeWrite = (physical, bytes) => {
      hardware.memory.onCodeWrite(this.#part.offset + physical, bytes);
      if (translation.stored(physical, bytes)) hardware.memory.flush();
    };
  }

  /** Has shadows follow the guest's control registers, if it wrote one of them. */
  #followControl(): void {
    if (!this.#isControlWritten) return;
    this.#isControlWritten = false;
    this.translation.controlWritten(this.#virtual);
    this.hardware.memory.flush();
  }
}

function reasonOfInstruction({ form, operands }: Instruction): VmExitReason {
  return reasonOf(
    form.mnemonic,
    operands.some(({ type }) => type === "control" || type === "debug"),
  );
}

/** Room for the guest, for an identity table and for shadows of its tables. */
function hostFor({ memoryBytes }: MachineSnapshot): HostMachine {
  return new HostMachine({ memoryBytes: memoryBytes + 8 * 2 ** 20 });
}
