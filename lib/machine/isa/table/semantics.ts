/**
 * What an instruction does, in one of two shapes. Most compute a value from their operands: they say how, and the processor fetches operands and stores the result.
 * The rest do something of their own.
 *
 * ```text
 *   ADD   update((cpu, width, a, b) => cpu.flags.add(a, b, width))         reads both, stores in the first
 *   MOV   assign((cpu, width, b) => b)                                     does not read the first
 *   CMP   compare((cpu, width, a, b) => cpu.flags.subtract(a, b, width))   stores nothing
 *   HLT   effect((cpu) => { cpu.halted = true; })                          everything else
 * ```
 *
 * Operands of 8 and 16 bits come without sign, those of 32 bits with; a result may have more bits than are stored. Nothing may be changed before everything that can fault
 * has been done: the processor has made sure that the first operand of an `update` can be stored.
 *
 * @packageDocumentation
 */
import type { Processor } from "../../processor/processor";
import type { Step } from "../../processor/step";
import type { Width } from "../operandKinds";

/** Computes a value. `width` is that of the first operand. */
export type Compute = (cpu: Processor, width: Width, ...values: number[]) => number;

/** What an instruction does. */
export type Semantics =
  | { readonly kind: "update" | "assign"; readonly compute: Compute }
  | { readonly kind: "compare"; readonly compute: (...of: Parameters<Compute>) => unknown }
  | { readonly kind: "effect"; readonly run: (cpu: Processor, step: Step) => void };

/** Reads all operands and stores in the first. */
export function update(compute: (cpu: Processor, width: Width, a: number, b: number, c: number) => number): Semantics {
  return { kind: "update", compute: compute };
}

/** Reads all operands but the first, and stores in the first. */
export function assign(compute: (cpu: Processor, width: Width, b: number, c: number) => number): Semantics {
  return { kind: "assign", compute: compute };
}

/** Reads all operands, and stores nothing. */
export function compare(compute: (cpu: Processor, width: Width, a: number, b: number) => number | void): Semantics {
  return { kind: "compare", compute: compute };
}

/** Does something of its own. */
export function effect(run: (cpu: Processor, step: Step) => void): Semantics {
  return { kind: "effect", run };
}
