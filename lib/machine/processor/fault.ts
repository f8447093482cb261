/**
 * Exceptions: what an instruction raises instead of finishing.
 *
 * A *fault* leaves the processor as it was before the instruction, so that it can be tried again; a *trap* is reported after it. Semantics throw {@link Fault} before they change anything.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 3A, section 6.3 and table 6-1.
 *
 * @packageDocumentation
 */

/** Vectors by the names of the manual. */
export const vectors = {
  DE: 0,
  DB: 1,
  NMI: 2,
  BP: 3,
  OF: 4,
  BR: 5,
  UD: 6,
  NM: 7,
  DF: 8,
  TS: 10,
  NP: 11,
  SS: 12,
  GP: 13,
  PF: 14,
  MF: 16,
  AC: 17,
} as const;

/** An exception by name. */
export type ExceptionName = keyof typeof vectors;

/** The name of a vector, if an exception has it. */
export function exceptionName(vector: number): ExceptionName | undefined {
  return (Object.keys(vectors) as ExceptionName[]).find((name) => vectors[name] === vector);
}

/** Thrown by the semantics of an instruction: it does not happen, and the exception is delivered in its place. No `Error`: nobody needs the stack of the simulator. */
export class Fault {
  /** 0 to 31. */
  readonly vector: number;

  constructor(
    /** Which exception. */
    readonly exception: ExceptionName,
    /** What the processor pushes with it; exceptions that push none have none. */
    readonly errorCode?: number,
  ) {
    this.vector = vectors[exception];
  }
}
