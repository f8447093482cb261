/**
 * A processor on which one instruction is tried: in ring 0 of its own machine, or pushed out of ring 0 by a monitor that keeps what is the machine's.
 *
 * ```text
 *                        guest's own machine        under a monitor
 *   ring of the kernel   0                          1, 2 or 3
 *   IF, IOPL             as the guest set them      IF set, IOPL as the monitor chooses
 *   GDT, IDT, LDT, TSS   the guest's                copies elsewhere; DPLs further in than the kernel's ring are raised to it
 *   CR0.TS, CR4          as the guest set them      clear; RDTSC kept for ring 0 (TSD)
 *   devices, clock       the guest's                the monitor's
 *   code, data, stack    the same bytes at the same addresses
 * ```
 *
 * Paging is off: what it keeps apart, `lib/memory` shows.
 *
 * @packageDocumentation
 */
import {
  Bus,
  CS,
  cr0Bits,
  cr4Bits,
  DS,
  ES,
  ESP,
  FS,
  flagBits,
  GS,
  Processor,
  Ram,
  type SegmentContents,
  SS,
  systemTypes,
} from "../../machine";
import { places, selectors } from "./places";
import { Tables } from "./tables";

/** Who has ring 0, and how the registers stand that are the machine's. */
export interface Setting {
  /** The ring of the code that tries the instruction. */
  readonly ring: 0 | 1 | 2 | 3;
  /** IOPL that the processor really has. */
  readonly iopl: 0 | 1 | 2 | 3;
  /** Whose the tables, CR0, devices and clock are. */
  readonly owner: "guest" | "monitor";
  /** IF that the processor really has. */
  readonly interrupts: boolean;
}

/** A processor in a {@link Setting}, to be put back into it before each trial. */
export class Bench {
  readonly cpu: Processor;
  /** What was done that no register shows: ports used, pages invalidated. */
  readonly log: string[] = [];
  readonly #clean: Uint8Array;
  /** What an instruction may change: low memory with code, data and stacks, and the global table with its A bits. */
  readonly #changing: readonly (readonly [from: number, to: number])[];
  readonly #owner: Setting["owner"];
  readonly #ring: number;

  constructor(readonly setting: Setting) {
    const ram = new Ram(0x2_0000);
    const bus = new Bus(ram);
    this.#owner = setting.owner;
    this.#ring = setting.ring;
    new Tables(ram, this.#base, setting.ring).write();
    this.#clean = ram.bytes.slice();
    this.#changing = [
      [0, 0x4000],
      [this.#base, this.#base + 0x100],
    ];
    this.cpu = new Processor(ram, bus);
    this.cpu.clock = () => (this.#owner === "guest" ? 1000 : 5000);
    this.cpu.memory.invalidate = (linear) => void this.log.push(`invalidates ${linear}`);
    this.#attachPorts(bus);
  }

  /** Puts everything back. */
  reset(): void {
    const { cpu } = this;
    for (const [from, to] of this.#changing) cpu.ram.bytes.set(this.#clean.subarray(from, to), from);
    this.log.length = 0;
    cpu.general.fill(0);
    cpu.general[ESP] = places.stack;
    cpu.cr0 = cr0Bits.ET | cr0Bits.PE | (this.#owner === "guest" ? cr0Bits.TS : 0);
    cpu.cr3 = this.#owner === "guest" ? 0 : 0x1000;
    cpu.cr4 = this.#owner === "guest" ? 0 : cr4Bits.TSD;
    Object.assign(cpu.memory.paging, { enabled: false, writeProtect: false, largePages: false, root: 0 });
    cpu.cr2 = 0;
    cpu.debug.fill(this.#owner === "guest" ? 0 : 0x1000);
    cpu.modelSpecific.clear();
    cpu.halted = false;
    cpu.interruptShadow = false;
    cpu.eip = places.code;
    this.#loadTables();
    this.#loadSegments();
    // OF, so that INTO interrupts.
    cpu.flags.word = flagBits.OF | (this.setting.interrupts ? flagBits.IF : 0) | (this.setting.iopl << 12);
  }

  get #base(): number {
    return this.#owner === "guest" ? 0x8000 : 0x1_0000;
  }

  #loadTables(): void {
    const { cpu } = this;
    const base = this.#base;
    Object.assign(cpu.gdt, { base, limit: this.#owner === "guest" ? 0x6f : 0x7f });
    Object.assign(cpu.idt, { base: base + 0x1000, limit: 0x7ff });
    const own = this.#owner === "guest";
    cpu.ldt.load(system(own ? selectors.localTable : selectors.monitorLocalTable, base + 0x2000, systemTypes.ldt));
    cpu.task.load(system(own ? selectors.task : selectors.monitorTask, base + 0x3000, systemTypes.busyTask32));
  }

  #loadSegments(): void {
    const { cpu } = this;
    const ring = this.#ring;
    cpu.cpl = ring;
    cpu.segments[CS]!.load(flat(selectors.kernelCode | ring, 0x9b | (ring << 5)));
    cpu.segments[SS]!.load(flat(selectors.kernelData | ring, 0x93 | (ring << 5)));
    for (const register of [ES, DS, FS, GS])
      cpu.segments[register]!.load(flat(selectors.kernelData, 0x93 | (ring << 5)));
  }

  #attachPorts(bus: Bus): void {
    const value = this.#owner === "guest" ? 0x1111_1111 : 0x2222_2222;
    bus.attach({
      name: "every port",
      ports: [{ first: 0, count: 0x1_0000 }],
      readPort: (port) => {
        this.log.push(`reads port ${port}`);
        return value;
      },
      writePort: (port) => void this.log.push(`writes port ${port}`),
    });
  }
}

function flat(selector: number, access: number): SegmentContents {
  return { selector, base: 0, limit: 0xffff_ffff, access, big: true };
}

function system(selector: number, base: number, type: number): SegmentContents {
  return { selector, base, limit: 0xff, access: 0x80 | type, big: false };
}
