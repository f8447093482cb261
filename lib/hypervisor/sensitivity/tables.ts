/**
 * Descriptor tables for trials: the guest's, or a monitor's copy of them.
 *
 * ```text
 *   base + 0      GDT: kernel, ring 1 and user code and data, conforming code, a call gate, task states, a local table
 *   base + 0x1000 IDT: exceptions lead to handlers of their own; INT 48 and further may be executed by everybody
 *   base + 0x2000 LDT
 *   base + 0x3000 TSS
 * ```
 *
 * @packageDocumentation
 */
import { type Ram, systemTypes } from "../../machine";
import { places, selectors } from "./places";

const FLAT = 0x00cf_0000;
const EXCEPTIONS = 32;
const FIRST_FOR_ALL = 48;

/** Writes tables into memory. */
export class Tables {
  constructor(
    readonly ram: Ram,
    readonly base: number,
    /** Segments of rings further in are given this one's DPL: what a monitor does that pushed a kernel out. */
    readonly kernelRing: number,
  ) {}

  /** Writes all of them. */
  write(): void {
    this.#writeSegments();
    this.#writeGates();
    this.#writeTaskState();
  }

  #writeSegments(): void {
    const { base } = this;
    const code = 0x9a;
    const data = 0x92;
    this.#segment(selectors.kernelCode, code, 0);
    this.#segment(selectors.kernelData, data, 0);
    this.#segment(selectors.ring1Code, code, 1);
    this.#segment(selectors.ring1Data, data, 1);
    this.#segment(selectors.userCode, code, 3);
    this.#segment(selectors.userData, data, 3);
    this.#segment(selectors.conformingCode, code | 4, 0);
    this.#entry(base + selectors.gate, gate(places.target, 0xec));
    this.#system(selectors.task, base + 0x3000, systemTypes.busyTask32);
    this.#system(selectors.otherTask, base + 0x3000, systemTypes.availableTask32);
    this.#system(selectors.monitorTask, base + 0x3000, systemTypes.busyTask32);
    this.#system(selectors.localTable, base + 0x2000, systemTypes.ldt);
    this.#system(selectors.monitorLocalTable, base + 0x2000, systemTypes.ldt);
  }

  #writeGates(): void {
    for (let vector = 0; vector < 256; vector++) {
      const handler = vector < EXCEPTIONS ? places.exceptions + 16 * vector : places.handlers + vector;
      const dpl = vector >= FIRST_FOR_ALL || vector === 3 || vector === 4 ? 3 : 0;
      this.#entry(this.base + 0x1000 + vector * 8, gate(handler, 0x8e | (dpl << 5)));
    }
  }

  #writeTaskState(): void {
    const { view } = this.ram;
    for (const ring of [0, 1, 2]) {
      view.setUint32(this.base + 0x3000 + 4 + 8 * ring, places.otherStack, true);
      view.setUint16(this.base + 0x3000 + 8 + 8 * ring, selectors.kernelData | ring, true);
    }
    view.setUint16(this.base + 0x3000 + 102, 0x100, true);
  }

  #segment(selector: number, access: number, dpl: number): void {
    const ring = Math.max(dpl, this.kernelRing);
    this.#entry(this.base + selector, [0xffff, FLAT | ((access | (ring << 5)) << 8)]);
  }

  #system(selector: number, base: number, type: number): void {
    this.#entry(this.base + selector, [
      ((base & 0xffff) << 16) | 0xff,
      ((0x80 | type) << 8) | ((base >>> 16) & 0xff) | (base & 0xff00_0000),
    ]);
  }

  #entry(at: number, [low, high]: readonly [number, number]): void {
    this.ram.view.setInt32(at, low, true);
    this.ram.view.setInt32(at + 4, high, true);
  }
}

function gate(offset: number, access: number): readonly [number, number] {
  return [(selectors.kernelCode << 16) | (offset & 0xffff), (offset & 0xffff_0000) | (access << 8)];
}
