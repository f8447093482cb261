/** Transfers between segments: JMP, CALL and RETF with a selector, through gates and between rings. */
import type { Processor } from "../processor/processor";

/** JMP ptr16:32 and JMP m16:32. */
export function farJump(_cpu: Processor, _selector: number, _offset: number, _operandSize: 16 | 32): void {
  throw new Error("not yet");
}

/** CALL ptr16:32 and CALL m16:32. */
export function farCall(_cpu: Processor, _selector: number, _offset: number, _operandSize: 16 | 32): void {
  throw new Error("not yet");
}

/** RETF, with the bytes of parameters that it releases. */
export function farReturn(_cpu: Processor, _operandSize: 16 | 32, _release: number): void {
  throw new Error("not yet");
}
