/**
 * From a place in the script that ran back to the place in the cell that was typed.
 *
 * ```text
 *   CommonJS ──second map──► script ──first map──► lines that tslab puts first + cell
 * ```
 *
 * Both maps come from the compiler. They are read when the first error asks, since most cells have none.
 *
 * @packageDocumentation
 */

import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";

/** A place in a text: line from 1, column from 0, as source maps count. */
export interface Place {
  line: number;
  column: number;
}

/** Where each place of a compiled text stood in the text that was typed. */
export class CellMap {
  readonly #texts: [second: string, first: string];
  readonly #prefixLines: number;
  #maps: [second: TraceMap, first: TraceMap] | undefined;

  /** `prefixLines` is how many lines the compiler put before the typed text. */
  constructor(second: string, first: string, prefixLines: number) {
    this.#texts = [second, first];
    this.#prefixLines = prefixLines;
  }

  /** The place in the typed text, or undefined for what only the compiler wrote. */
  original(place: Place): Place | undefined {
    this.#maps ??= [new TraceMap(this.#texts[0]), new TraceMap(this.#texts[1])];
    let at = place;
    for (const map of this.#maps) {
      const { line, column } = originalPositionFor(map, at);
      if (line === null) return undefined;
      at = { line, column };
    }
    return at.line <= this.#prefixLines ? undefined : { line: at.line - this.#prefixLines, column: at.column };
  }
}

/** A script and the source map that was appended to it, apart. */
export function splitInlineMap(script: string): { code: string; map: string | undefined } {
  const at = script.lastIndexOf("//# sourceMappingURL=");
  if (at < 0) return { code: script, map: undefined };
  const base64 = /;base64,(.*)$/.exec(script.slice(at).trimEnd())?.[1];
  return {
    code: script.slice(0, at),
    map: base64 === undefined ? undefined : Buffer.from(base64, "base64").toString("utf8"),
  };
}
