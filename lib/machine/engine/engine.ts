/**
 * Runs the processor a block at a time, and exactly as {@link stepOnce} would: the same state after the same count of instructions.
 *
 * ```text
 *   CS:EIP ──TLB──► physical address ──► block ──► executed 16 times? ──yes──► its function
 *                                                        └─no──► step by step
 * ```
 *
 * What a block cannot do exactly is done one instruction at a time: the last few before a deadline, single steps (TF), the one after STI, instructions across two
 * pages, and those that touch a device or the bytes of the block itself: they are begun in the block, given up before they changed anything, and begun again.
 *
 * @packageDocumentation
 */
import type { Mode } from "../isa";
import { executeStep, faultEvent, raise, stepOnce } from "../processor/execute";
import { Fault } from "../processor/fault";
import { flagBits } from "../processor/flags";
import type { Processor } from "../processor/processor";
import { CS } from "../processor/segment";
import type { Block } from "./block";
import { BlockCache } from "./blockCache";
import { compileBlock } from "./compile";

/** Executions after which a block is compiled. */
const WORTH_COMPILING = 16;

/** Thrown by a block's access to a device or to its own bytes: nothing of the instruction has happened. */
class BeginAgain extends Error {}
const beginAgain = new BeginAgain();

/** What runs a processor. */
export class Engine {
  readonly #cpu: Processor;
  readonly #blocks: BlockCache;
  #running: Block | undefined;

  constructor(cpu: Processor) {
    this.#cpu = cpu;
    this.#blocks = new BlockCache(cpu.ram.bytes, cpu.memory);
    cpu.memory.onCodeWrite = (physical, bytes) => {
      if (this.#running !== undefined && overlaps(this.#running, physical, bytes)) throw beginAgain;
      this.#blocks.written(physical, bytes);
    };
    cpu.memory.onDevice = () => {
      if (this.#running !== undefined) throw beginAgain;
    };
  }

  /**
   * Executes until the count of instructions is reached, the processor halts, a device was used, or (if asked) IF is set.
   *
   * @returns once one of these holds
   */
  run(until: number, untilInterruptible: boolean): void {
    const cpu = this.#cpu;
    cpu.bus.used = false;
    while (cpu.instructions < until && !cpu.halted) {
      const block = this.#canRunBlocks() ? this.#blockHere() : undefined;
      if (block === undefined || cpu.instructions + block.steps.length > until) stepOnce(cpu);
      else this.#runBlock(block);
      if (cpu.bus.used || (untilInterruptible && cpu.isInterruptible)) return;
    }
  }

  /** Forgets all blocks: memory was changed from outside. */
  flush(): void {
    this.#blocks.flush();
  }

  #canRunBlocks(): boolean {
    return !this.#cpu.interruptShadow && (this.#cpu.flags.system & flagBits.TF) === 0;
  }

  /** The block at CS:EIP; none if the first byte cannot be fetched (then the single step finds out why), or it leaves the segment. */
  #blockHere(): Block | undefined {
    const cpu = this.#cpu;
    const code = cpu.segments[CS]!;
    const physical = cpu.memory.fetchable((code.base + cpu.eip) | 0);
    if (physical === undefined) return undefined;
    const mode: Mode = code.big ? 32 : 16;
    const block = this.#blocks.at(physical, mode);
    if (block === undefined || (cpu.eip >>> 0) + block.bytes - 1 > code.limit) return undefined;
    return block;
  }

  #runBlock(block: Block): void {
    const cpu = this.#cpu;
    this.#running = block;
    try {
      if (block.compiled !== undefined) block.compiled(cpu);
      else this.#interpret(block);
    } catch (error) {
      this.#running = undefined;
      this.#recover(error);
    }
    this.#running = undefined;
  }

  #interpret(block: Block): void {
    const cpu = this.#cpu;
    const { steps, offsets } = block;
    const begin = cpu.eip;
    if (++block.runs >= WORTH_COMPILING) block.compiled = compileBlock(block);
    for (let at = 0; at < steps.length; at++) {
      const step = steps[at]!;
      cpu.eip = (begin + offsets[at]!) | 0;
      cpu.next = (cpu.eip + step.length) | 0;
      cpu.instructions++;
      executeStep(cpu, step);
    }
    cpu.eip = cpu.next;
  }

  #recover(error: unknown): void {
    const cpu = this.#cpu;
    if (error instanceof Fault) {
      raise(cpu, faultEvent(error));
    } else if (error instanceof BeginAgain) {
      cpu.instructions--;
      stepOnce(cpu);
    } else {
      throw error;
    }
  }
}

function overlaps(block: Block, physical: number, bytes: number): boolean {
  return physical < block.physical + block.bytes && physical + bytes > block.physical;
}
