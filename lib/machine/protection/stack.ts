/**
 * A stack that is read or filled before it becomes the processor's: nothing of the processor changes until everything on it has gone well.
 *
 * @packageDocumentation
 */
import { Fault } from "../processor/fault";
import { ESP, type Processor } from "../processor/processor";
import { Segment, type SegmentContents, SS } from "../processor/segment";

/** A stack in use by a transfer of control. */
export class Stack {
  /** What SS holds when it becomes the processor's. */
  readonly segment = new Segment();
  readonly #cpu: Processor;
  readonly #errorCode: number;
  /** Whether it is that of another ring, which is then 0, 1 or 2. */
  readonly #isInner: boolean;
  #top: number;

  private constructor(cpu: Processor, contents: SegmentContents, top: number, errorCode: number, isInner: boolean) {
    this.#cpu = cpu;
    this.segment.load(contents);
    this.#top = top;
    this.#errorCode = errorCode;
    this.#isInner = isInner;
  }

  /** That of the code that runs. Beyond its limit it throws #SS with `errorCode`. */
  static current(cpu: Processor, errorCode = 0): Stack {
    return new Stack(cpu, cpu.segments[SS]!, cpu.general[ESP]!, errorCode, false);
  }

  /** That of an inner ring. */
  static inner(cpu: Processor, contents: SegmentContents, top: number, errorCode: number): Stack {
    return new Stack(cpu, contents, top, errorCode, true);
  }

  /** ESP when it becomes the processor's. On a stack of 16 bits, the upper half stays. */
  get top(): number {
    return this.#top;
  }

  push(value: number, width: 16 | 32): void {
    const top = this.#moved(-width / 8);
    const linear = this.#linear(top, width / 8, this.segment.writable);
    const { memory } = this.#cpu;
    const store = () => (width === 32 ? memory.store32(linear, value) : memory.store16(linear, value));
    if (this.#isInner) memory.asSupervisor(store);
    else store();
    this.#top = top;
  }

  /** Pops 16 bits without sign, or 32 with. */
  pop(width: 16 | 32): number {
    const value = this.peek(0, width);
    this.release(width / 8);
    return value;
  }

  /** What lies some bytes above the top. */
  peek(bytes: number, width: 16 | 32): number {
    const linear = this.#linear(this.#moved(bytes), width / 8, this.segment.readable);
    const { memory } = this.#cpu;
    return width === 32 ? memory.load32(linear) : memory.load16(linear);
  }

  /** Drops some bytes. */
  release(bytes: number): void {
    this.#top = this.#moved(bytes);
  }

  /** Makes it the processor's. */
  commit(): void {
    this.#cpu.segments[SS]!.load(this.segment);
    this.#cpu.general[ESP] = this.#top;
  }

  #moved(bytes: number): number {
    const top = (this.#top + bytes) | 0;
    return this.segment.big ? top : (this.#top & ~0xffff) | (top & 0xffff);
  }

  #linear(top: number, bytes: number, isAllowed: boolean): number {
    const offset = this.segment.big ? top >>> 0 : top & 0xffff;
    if (!this.segment.isUsable || !isAllowed || !this.segment.covers(offset, bytes))
      throw new Fault("SS", this.#errorCode);
    return (this.segment.base + offset) | 0;
  }
}
