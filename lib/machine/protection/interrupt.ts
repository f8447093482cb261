/** Interrupts and exceptions through the interrupt table, and the way back. */
import type { Processor, ProcessorEvent } from "../processor/processor";

/** Thrown when an exception in the delivery of a double fault leaves the processor no way on. */
export class Shutdown extends Error {}

/** Enters the handler of an event: `eip` is then that of the handler. Exceptions on the way become double faults; throws {@link Shutdown} at the third. */
export function deliver(_cpu: Processor, _event: ProcessorEvent): void {
  throw new Error("not yet");
}

/** INT n, INT3, INTO, INT1: the handler of a vector, as the instruction asks. */
export function softwareInterrupt(_cpu: Processor, _vector: number, _kind: "trap" | "software"): void {
  throw new Error("not yet");
}

/** IRET. */
export function interruptReturn(_cpu: Processor, _operandSize: 16 | 32): void {
  throw new Error("not yet");
}
