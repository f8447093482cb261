/**
 * A block: instructions in the order in which they are likely to be executed, decoded once. It follows jumps and calls whose target is written in them, and returns to a call of its
 * own; wherever control may part from this order, it is looked whether it did.
 *
 * ```text
 *   call f ─────────┐         block: call f │ push ebp │ pop ebp │ ret │ dec ecx │ jnz
 *   dec ecx ◄───┐   ▼                  │                          │               │
 *   jnz …       │  f: push ebp         known target               back where      ends it: to the begin again,
 *               │     pop ebp                                     the call said?  or elsewhere
 *               └──── ret
 * ```
 *
 * @packageDocumentation
 */
import { control, decode, definitionOf, type Instruction, type Mode, system } from "../isa";
import type { Processor } from "../processor/processor";
import { SS } from "../processor/segment";
import { Step } from "../processor/step";

/** Instructions in a block at most. */
const MOST_STEPS = 48;
const PAGE_BYTES = 4096;

/** Instructions that may go elsewhere, or change how the next one is read or when an interrupt comes. */
const leaving = new Set([...control, ...system].filter(({ semantics }) => semantics.kind === "effect"));

/** The block that is being executed, and must be begun again if it writes to itself. */
export interface Running {
  block: Block | undefined;
}

/** Executes a block, and again as long as it comes to its own begin and is not beyond the count. It knows no machine. */
export type CompiledBlock = (cpu: Processor, until: number, running: Running) => void;

/** A block of one page of physical memory. */
export class Block {
  /** How often it was executed since it was made. */
  runs = 0;
  /** The same as a function, once it is worth it. */
  compiled: CompiledBlock | undefined;
  /** Whether one of its instructions has used a device's memory. It is left after each that does. */
  usesDevices = false;
  /** Bytes from the begin to its lowest and beyond its highest byte. */
  readonly lowest: number;
  readonly end: number;

  constructor(
    /** Physical address of its first byte. */
    readonly physical: number,
    readonly steps: readonly Step[],
    /** Bytes from the begin to each instruction; they may be negative. */
    readonly offsets: readonly number[],
    /** Mode, offsets and bytes: blocks with the same text do the same. */
    readonly text: string,
  ) {
    this.lowest = Math.min(...offsets);
    this.end = Math.max(...steps.map(({ length }, at) => offsets[at]! + length));
  }

  /** From now on, control leaves it after an access to a device. */
  expectDevices(): void {
    this.usesDevices = true;
    this.compiled = undefined;
    this.runs = 1;
  }

  /** Whether any of these bytes is one of its instructions'. */
  holds(physical: number, bytes: number): boolean {
    const from = physical - this.physical;
    if (from >= this.end || from + bytes <= this.lowest) return false;
    return this.steps.some(({ length }, at) => from < this.offsets[at]! + length && from + bytes > this.offsets[at]!);
  }

  /** Whether control can have gone elsewhere after a step that is not the last. */
  mayPart(at: number): boolean {
    return leaving.has(definitionOf(this.steps[at]!.form));
  }
}

/** The block that begins at a physical address; none if its first instruction is invalid or goes beyond the page. */
export function buildBlock(memory: Uint8Array, physical: number, mode: Mode): Block | undefined {
  const begin = physical % PAGE_BYTES;
  const page = memory.subarray(physical - begin, physical - begin + PAGE_BYTES);
  const steps: Step[] = [];
  const offsets: number[] = [];
  const returns: number[] = [];
  let text = String(mode);
  for (let at: number | undefined = begin; at !== undefined && steps.length < MOST_STEPS; ) {
    const decoded = decode(page, at, mode);
    if (decoded.type !== "instruction") break;
    steps.push(new Step(decoded.instruction));
    offsets.push(at - begin);
    text += ` ${at - begin}:${String.fromCharCode(...page.subarray(at, at + decoded.instruction.length))}`;
    at = after(decoded.instruction, at, returns);
    if (at === begin || (at !== undefined && (at < 0 || at >= PAGE_BYTES))) break;
  }
  return steps.length === 0 ? undefined : new Block(physical, steps, offsets, text);
}

/** Where control is likely to go; `undefined` if that is not known now. */
function after(instruction: Instruction, at: number, returns: number[]): number | undefined {
  const { form, operands, length, repeat } = instruction;
  const next = at + length;
  if (repeat !== undefined || loadsStackSegment(instruction)) return undefined;
  if (!leaving.has(definitionOf(form))) return next;
  if (form.mnemonic === "RET") return returns.pop();
  const [target] = operands;
  if (target?.type !== "relative" || instruction.operandSize !== 32) return undefined;
  if (form.mnemonic === "CALL") returns.push(next);
  if (form.mnemonic === "CALL" || form.mnemonic === "JMP") return next + target.displacement;
  return target.displacement < 0 ? undefined : next;
}

/** Interrupts wait for the instruction after a load of SS. */
function loadsStackSegment({ form, operands: [first] }: Instruction): boolean {
  if (form.mnemonic === "LSS") return true;
  return /^(MOV|POP)$/.test(form.mnemonic) && first?.type === "segment" && first.number === SS;
}
