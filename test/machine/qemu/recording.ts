/** A program and the states that QEMU went through, as text: what changed from one state to the next, compressed. */
import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import { fieldNames, type State } from "./state";

/** What is kept of one run. */
export interface Recording {
  /** What QEMU called itself. */
  readonly version: string;
  /** The program's bytes, compressed, in base64. */
  readonly program: string;
  /** One line a state: positions and values of the numbers that changed, compressed, in base64. */
  readonly states: string;
}

/** Packs a run. */
export function pack(version: string, program: Uint8Array, states: readonly State[]): Recording {
  const nothing = fieldNames.map(() => -1);
  const lines = states.map((state, at) => changes(states[at - 1] ?? nothing, state));
  return {
    version,
    program: brotliCompressSync(program).toString("base64"),
    states: brotliCompressSync(lines.join("\n")).toString("base64"),
  };
}

function changes(before: State, after: State): string {
  return after
    .flatMap((value, at) => (value === before[at] ? [] : [`${at.toString(36)}=${value.toString(16)}`]))
    .join(" ");
}

/** Unpacks a run. */
export function unpack({ program, states }: Recording): { program: Uint8Array; states: State[] } {
  const state = fieldNames.map(() => -1);
  const text = brotliDecompressSync(Buffer.from(states, "base64")).toString();
  return {
    program: brotliDecompressSync(Buffer.from(program, "base64")),
    states: text.split("\n").map((line) => {
      for (const change of line.split(" ").filter((part) => part !== "")) {
        const [at, value] = change.split("=") as [string, string];
        state[Number.parseInt(at, 36)] = Number.parseInt(value, 16);
      }
      return [...state];
    }),
  };
}
