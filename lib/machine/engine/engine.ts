/**
 * Runs the processor a block at a time, and exactly as {@link stepOnce} would: the same state after the same count of instructions.
 *
 * ```text
 *   CS:EIP ──TLB──► physical address ──► block ──► executed 16 times? ──yes──► its function
 *                                                        └─no──► step by step
 * ```
 *
 * What a block cannot do exactly is done one instruction at a time: the last few before a deadline, single steps (TF), the one after STI, instructions across two
 * pages, and those that touch the bytes of the block itself (or, for the first time, a device): they are begun in the block, given up before they changed anything, and
 * begun again. After an access to a device the block is left, since its interrupt may have changed.
 *
 * @packageDocumentation
 */
import type { Mode } from "../isa";
import { executeStep, faultEvent, raise, stepOnce } from "../processor/execute";
import { Fault } from "../processor/fault";
import { flagBits } from "../processor/flags";
import type { Processor } from "../processor/processor";
import { CS } from "../processor/segment";
import type { Block, Running } from "./block";
import { BlockCache } from "./blockCache";
import { compileBlock, compiledBefore, isRepeated } from "./compile";

/** Executions after which a block is compiled. */
const WORTH_COMPILING = 16;

/** Thrown by a block's access to a device or to its own bytes: nothing of the instruction has happened. */
class BeginAgain {}
const beginAgain = new BeginAgain();

/** What runs a processor. */
export class Engine {
  readonly #cpu: Processor;
  readonly #blocks: BlockCache;
  readonly #running: Running = { block: undefined };

  constructor(cpu: Processor) {
    this.#cpu = cpu;
    this.#blocks = new BlockCache(cpu.ram.bytes, cpu.memory);
    cpu.memory.onCodeWrite = (physical, bytes) => {
      if (this.#running.block?.holds(physical, bytes) === true) throw beginAgain;
      this.#blocks.written(physical, bytes);
    };
    cpu.memory.onDevice = () => {
      const { block } = this.#running;
      if (block === undefined || block.usesDevices) return;
      block.expectDevices();
      throw beginAgain;
    };
  }

  /**
   * Executes until the count of instructions is reached, the processor halts, a device was used, or (if asked) IF is set.
   *
   * @returns once one of these holds
   */
  run(until: number, untilInterruptible: boolean): void {
    this.#cpu.bus.used = false;
    let goesOn = true;
    while (goesOn) {
      try {
        this.#runBlocks(until, untilInterruptible);
        goesOn = false;
      } catch (error) {
        this.#running.block = undefined;
        this.#recover(error);
        goesOn = !this.#isDone(until, untilInterruptible);
      }
    }
    this.#running.block = undefined;
  }

  /** Forgets all blocks: memory was changed from outside. */
  flush(): void {
    this.#blocks.flush();
  }

  #runBlocks(until: number, untilInterruptible: boolean): void {
    const cpu = this.#cpu;
    while (!this.#isDone(until, untilInterruptible)) {
      const block = this.#canRunBlocks() ? this.#blockHere() : undefined;
      this.#running.block = block;
      if (block === undefined || cpu.instructions + block.steps.length > until) {
        this.#running.block = undefined;
        stepOnce(cpu);
      } else if (block.compiled !== undefined) block.compiled(cpu, until, this.#running);
      else this.#interpret(block);
    }
  }

  #isDone(until: number, untilInterruptible: boolean): boolean {
    const cpu = this.#cpu;
    return cpu.instructions >= until || cpu.halted || cpu.bus.used || (untilInterruptible && cpu.isInterruptible);
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
    if (block === undefined || code.limit === 0xffff_ffff) return block;
    const begin = cpu.eip >>> 0;
    return begin + block.lowest >= 0 && begin + block.end - 1 <= code.limit ? block : undefined;
  }

  #interpret(block: Block): void {
    const cpu = this.#cpu;
    const { steps, offsets } = block;
    const begin = cpu.eip;
    if (++block.runs === 1) block.compiled = compiledBefore(block);
    else if (block.runs >= WORTH_COMPILING) block.compiled = compileBlock(block);
    for (let at = 0; at < steps.length; at++) {
      const step = steps[at]!;
      cpu.eip = (begin + offsets[at]!) | 0;
      cpu.next = (cpu.eip + step.length) | 0;
      cpu.instructions++;
      if (isRepeated(step)) this.#running.block = undefined;
      executeStep(cpu, step);
      if (cpu.bus.used) break;
      if (at + 1 < steps.length && cpu.next !== ((begin + offsets[at + 1]!) | 0)) break;
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
