/** A case on our processor: in ring 3, with page tables, descriptor tables and rights as Linux gives them to a 32-bit process. */
import { Bus, cr0Bits, Processor, type ProcessorEvent, Ram, stepOnce } from "../../../lib/machine/processor";
import {
  type Case,
  CODE,
  DATA,
  type KnownSegment,
  NOP,
  type Outcome,
  type Patch,
  pattern,
  segmentOf,
  WRITABLE_BYTES,
} from "./situation";

/** Physical addresses. */
const DIRECTORY = 0x1000;
const CODE_TABLE = 0x2000;
const DATA_TABLE = 0x3000;
const SYSTEM_TABLE = 0x4000;
const CODE_PAGE = 0x5000;
const DATA_PAGES = 0x6000;
const SYSTEM_PAGES = 0x9000;
/** Linear address of descriptor tables and task state, ring 0's alone. */
const SYSTEM = 0xf000_0000;
const [GDT, LDT, IDT, TASK] = [SYSTEM, SYSTEM + 0x200, SYSTEM + 0x1000, SYSTEM + 0x400];
const LDT_ENTRIES = 13;
const GDT_ENTRIES = 16;
const [PRESENT, WRITABLE, USER] = [1, 2, 4];
const REGISTERS = [0, 1, 2, 3, 4, 5, 6, 7];
/** Vectors whose gates Linux opens to ring 3. */
const OPEN = [3, 4, 0x80];

/** Our processor, ready for cases. */
export class Ours {
  readonly #ram = new Ram(0x1_0000);
  readonly #cpu: Processor;
  readonly #code: Uint8Array;
  readonly #data: Int32Array;
  readonly #clean = Int32Array.from({ length: WRITABLE_BYTES / 4 }, (_, word) => pattern(word));
  #event: { readonly vector: number; readonly errorCode: number; readonly eip: number } | undefined;
  #traps = 0;
  #lastOffset = 0;
  /** Whether the last case asked for a descriptor that we do not know of Linux. */
  askedForUnknown = false;

  constructor() {
    const cpu = new Processor(this.#ram, new Bus(this.#ram));
    this.#cpu = cpu;
    this.#code = this.#ram.bytes.subarray(CODE_PAGE, CODE_PAGE + 0x1000).fill(NOP);
    this.#data = new Int32Array(this.#ram.bytes.buffer, DATA_PAGES, WRITABLE_BYTES / 4);
    for (let word = 0; word < 0xc00; word++) this.#ram.write32(DATA_PAGES + 4 * word, pattern(word) >>> 0);
    this.#mapPages();
    this.#fillTables();
    cpu.cr0 = cr0Bits.PE | cr0Bits.PG | cr0Bits.WP | cr0Bits.ET | cr0Bits.NE | cr0Bits.MP;
    Object.assign(cpu.memory.paging, { enabled: true, writeProtect: true, root: DIRECTORY });
    cpu.monitor = (event) => this.#note(event);
    this.#watchDescriptors();
  }

  /** How a case ends. */
  run(given: Case): Outcome {
    const cpu = this.#cpu;
    this.#begin(given);
    const { eip } = given.registers;
    let left = given.steps;
    do {
      stepOnce(cpu);
      // The trap of a single step waits for the instruction after a load of SS.
      if (this.#event === undefined && cpu.interruptShadow) stepOnce(cpu);
    } while (this.#event === undefined && cpu.eip === eip && --left > 0);
    const event = this.#event ?? { vector: 1, errorCode: 0, eip: cpu.eip };
    return {
      vector: event.vector,
      errorCode: event.errorCode,
      cr2: cpu.cr2 | 0,
      registers: {
        general: REGISTERS.map((number) => cpu.general[number]!),
        eip: event.eip,
        eflags: cpu.flags.word,
        segments: cpu.segments.map(({ selector }) => selector),
      },
      changes: this.#changes(),
    };
  }

  /** After a load of SS the trap of the single step comes one instruction later. */
  #stepToTrap(): void {
    const before = this.#traps;
    while (this.#event === undefined && this.#traps === before) stepOnce(this.#cpu);
  }

  #begin({ registers, codeOffset, patches, code }: Case): void {
    const cpu = this.#cpu;
    this.#event = undefined;
    this.askedForUnknown = false;
    this.#code.fill(NOP, this.#lastOffset, this.#lastOffset + 16);
    this.#code.set(code.subarray(0, 0x1000 - codeOffset), codeOffset);
    this.#lastOffset = codeOffset;
    for (const [offset, value] of patches) this.#data[offset / 4] = value;
    registers.general.forEach((value, at) => {
      cpu.general[at] = value;
    });
    registers.segments.forEach((selector, at) => {
      cpu.segments[at]!.load(contentsOf(selector));
    });
    cpu.cpl = 3;
    cpu.eip = registers.eip;
    cpu.flags.word = registers.eflags;
    cpu.interruptShadow = false;
    cpu.halted = false;
  }

  /** Words that are not as they were, and makes them so. */
  #changes(): Patch[] {
    const changes: Patch[] = [];
    for (let word = 0; word < this.#clean.length; word++)
      if (this.#data[word] !== this.#clean[word]) {
        changes.push([4 * word, this.#data[word]!]);
        this.#data[word] = this.#clean[word]!;
      }
    return changes;
  }

  /** Linux makes a signal of every event; of INT n only of those that it allows. */
  #note({ kind, vector, errorCode = 0 }: ProcessorEvent): boolean {
    if (kind === "software" && !OPEN.includes(vector)) return false;
    const cpu = this.#cpu;
    if (kind === "trap" && vector === 1) this.#traps++;
    else this.#event ??= { vector, errorCode, eip: kind === "fault" ? cpu.eip : cpu.next };
    return true;
  }

  #mapPages(): void {
    const ram = this.#ram;
    const map = (linear: number, table: number, frames: readonly (readonly [frame: number, bits: number])[]) => {
      ram.write32(DIRECTORY + 4 * (linear >>> 22), table | PRESENT | WRITABLE | USER);
      frames.forEach(([frame, bits], at) => {
        ram.write32(table + 4 * (((linear >>> 12) & 0x3ff) + at), frame | bits);
      });
    };
    const all = PRESENT | WRITABLE | USER;
    map(CODE, CODE_TABLE, [[CODE_PAGE, PRESENT | USER]]);
    map(DATA, DATA_TABLE, [
      [DATA_PAGES, all],
      [DATA_PAGES + 0x1000, all],
      [DATA_PAGES + 0x2000, PRESENT | USER],
    ]);
    map(SYSTEM, SYSTEM_TABLE, [
      [SYSTEM_PAGES, PRESENT | WRITABLE],
      [SYSTEM_PAGES + 0x1000, PRESENT | WRITABLE],
    ]);
  }

  #fillTables(): void {
    const cpu = this.#cpu;
    const ram = this.#ram;
    for (const segment of segmentOf.values()) {
      const table = (segment.selector & 4) === 0 ? GDT : LDT;
      const at = SYSTEM_PAGES + (table - SYSTEM) + (segment.selector & 0xfff8);
      const [low, high] = descriptorOf(segment);
      ram.write32(at, low);
      ram.write32(at + 4, high);
    }
    for (let vector = 0; vector < 256; vector++) {
      const dpl = OPEN.includes(vector) ? 3 : 0;
      ram.write32(SYSTEM_PAGES + 0x1000 + 8 * vector, 0x0010_0000);
      ram.write32(SYSTEM_PAGES + 0x1000 + 8 * vector + 4, 0x8e00 | (dpl << 13));
    }
    Object.assign(cpu.gdt, { base: GDT | 0, limit: 8 * GDT_ENTRIES - 1 });
    Object.assign(cpu.idt, { base: IDT | 0, limit: 0x7ff });
    cpu.ldt.load({ selector: 0x50, base: LDT, limit: 8 * LDT_ENTRIES - 1, access: 0x82, big: false });
    cpu.task.load({ selector: 0x40, base: TASK, limit: 0x67, access: 0x8b, big: false });
    ram.write32(SYSTEM_PAGES + (TASK - SYSTEM) + 0x64, 0x68_0000);
  }

  /** Of Linux' global table we know the two segments of 32-bit processes, and where it ends. */
  #watchDescriptors(): void {
    const { memory } = this.#cpu;
    const load32 = memory.load32.bind(memory);
    memory.load32 = (linear) => {
      const offset = (linear - GDT) >>> 0;
      if (offset < 8 * GDT_ENTRIES && offset >>> 3 !== 4 && offset >>> 3 !== 5) this.askedForUnknown = true;
      return load32(linear);
    };
  }
}

function contentsOf(selector: number): KnownSegment {
  return segmentOf.get(selector) ?? { selector, base: 0, limit: 0, access: 0, big: false };
}

function descriptorOf({ base, limit, access, big }: KnownSegment): readonly [low: number, high: number] {
  const inPages = limit > 0xf_ffff;
  const field = inPages ? limit >>> 12 : limit;
  const low = ((base & 0xffff) << 16) | (field & 0xffff);
  const high =
    ((base >>> 16) & 0xff) |
    (access << 8) |
    (field & 0xf_0000) |
    (big ? 0x40_0000 : 0) |
    (inPages ? 0x80_0000 : 0) |
    (base & 0xff00_0000);
  return [low >>> 0, high >>> 0];
}
