/**
 * Which encodings a system met that the machine does not have. They raise #UD in it, which may pass unseen.
 *
 * @packageDocumentation
 */
import { peekBytes } from "../inspect";
import { decode } from "../isa";
import { CS, type Processor, type ProcessorEvent, vectors } from "../processor";

/** An encoding that was met. */
export interface UnknownEncoding {
  /** Its first bytes, in hexadecimal. */
  readonly bytes: string;
  /** Linear address where it was met first. */
  readonly address: number;
  /** How often it was met. */
  readonly times: number;
}

const SHOWN_BYTES = 4;

/** Watches a processor. Whoever stands below it already stays there. */
export class UnknownEncodings {
  readonly #met = new Map<string, UnknownEncoding>();

  constructor(processor: Processor) {
    const { monitor } = processor;
    processor.monitor = (event) => {
      this.#look(processor, event);
      return monitor?.(event) ?? false;
    };
  }

  /** What was met so far, in the order of first meeting. */
  get list(): UnknownEncoding[] {
    return [...this.#met.values()];
  }

  /** UD2 and a LOCK in the wrong place raise #UD as well, and are no gap. */
  #look(processor: Processor, { vector, kind }: ProcessorEvent): void {
    if (vector !== vectors.UD || kind !== "fault") return;
    const code = processor.segments[CS]!;
    const address = (code.base + processor.eip) >>> 0;
    const found = peekBytes(processor, address | 0, 15);
    if (decode(found, 0, code.big ? 32 : 16).type === "instruction") return;
    const bytes = Array.from(found.subarray(0, SHOWN_BYTES), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const before = this.#met.get(bytes);
    this.#met.set(bytes, { address, ...before, bytes, times: (before?.times ?? 0) + 1 });
  }
}
