/** Loading segment registers. */
import type { Processor } from "../processor/processor";

/** Loads ES, SS, DS, FS or GS with a selector, as MOV and POP do. Throws #GP, #SS or #NP, with nothing changed. */
export function loadSegment(_cpu: Processor, _register: number, _selector: number): void {
  throw new Error("not yet");
}
