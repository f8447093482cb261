/**
 * A basic block: instructions that follow one another, up to the first that may go elsewhere or change how the next one is read.
 *
 * ```text
 *   8b 45 08   mov eax, [ebp+8]   ┐
 *   01 d8      add eax, ebx       │ one block: fetched and decoded once, then executed as often as control comes here
 *   49         dec ecx            │
 *   75 f6      jne …              ┘ ends it
 * ```
 *
 * @packageDocumentation
 */
import { control, decode, definitionOf, type Instruction, type Mode, system } from "../isa";
import type { Processor } from "../processor/processor";
import { SS } from "../processor/segment";
import { Step } from "../processor/step";

/** Instructions in a block at most. */
const MOST_STEPS = 32;
const PAGE_BYTES = 4096;

/** Instructions that may go elsewhere, or change how the next one is read or when an interrupt comes. */
const leaving = new Set([...control, ...system].filter(({ semantics }) => semantics?.kind === "effect"));

/** A block of one page of physical memory. */
export class Block {
  /** Bytes from the block's begin to each instruction. */
  readonly offsets: readonly number[];
  /** Bytes in all. */
  readonly bytes: number;
  /** How often it was executed since it was made. */
  runs = 0;
  /** The same as a function, once it is worth it. */
  compiled: ((cpu: Processor) => void) | undefined;

  constructor(
    /** Physical address of its first byte. */
    readonly physical: number,
    readonly steps: readonly Step[],
  ) {
    let bytes = 0;
    this.offsets = steps.map(({ length }) => {
      bytes += length;
      return bytes - length;
    });
    this.bytes = bytes;
  }
}

/** The block that begins at a physical address; none if its first instruction is invalid or goes beyond the page. */
export function buildBlock(memory: Uint8Array, physical: number, mode: Mode): Block | undefined {
  const end = (Math.floor(physical / PAGE_BYTES) + 1) * PAGE_BYTES;
  const page = memory.subarray(physical, end);
  const steps: Step[] = [];
  for (let at = 0; steps.length < MOST_STEPS; ) {
    const decoded = decode(page, at, mode);
    if (decoded.type !== "instruction") break;
    steps.push(new Step(decoded.instruction));
    if (endsBlock(decoded.instruction)) break;
    at += decoded.instruction.length;
  }
  return steps.length === 0 ? undefined : new Block(physical, steps);
}

function endsBlock({ form, operands, repeat }: Instruction): boolean {
  return repeat !== undefined || leaving.has(definitionOf(form)) || loadsStackSegment(form.mnemonic, operands);
}

/** Interrupts wait for the instruction after a load of SS. */
function loadsStackSegment(mnemonic: string, [first]: Instruction["operands"]): boolean {
  if (mnemonic === "LSS") return true;
  return (mnemonic === "MOV" || mnemonic === "POP") && first?.type === "segment" && first.number === SS;
}
