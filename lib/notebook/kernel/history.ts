/**
 * What was run, for clients that ask. One kernel is one session of history, number 1.
 *
 * Source: "Messaging in Jupyter" 5.4, section "History".
 *
 * @packageDocumentation
 */

import type { RequestOf } from "./requests";

/** One entry as the protocol wants it: session, line, and the input, alone or with its output. */
export type HistoryEntry = [session: number, line: number, input: string | [input: string, output: string | null]];

const SESSION = 1;

/** The cells that were run, oldest first. */
export class History {
  readonly #entries: { line: number; input: string; output: string | null }[] = [];

  add(line: number, input: string): void {
    this.#entries.push({ line, input, output: null });
  }

  /** Notes what the last cell came to. */
  setOutput(line: number, output: string): void {
    const entry = this.#entries.findLast((one) => one.line === line);
    if (entry !== undefined) entry.output = output;
  }

  clear(): void {
    this.#entries.length = 0;
  }

  /** The entries that a `history_request` asks for. */
  find(request: RequestOf<"history_request">): HistoryEntry[] {
    const found = this.#select(request);
    return found.map(({ line, input, output }) => [SESSION, line, request.output ? [input, output] : input]);
  }

  #select({ hist_access_type: kind, session, start, stop, n, pattern, unique }: RequestOf<"history_request">) {
    if (kind === "tail") return this.#entries.slice(-(n ?? this.#entries.length));
    if (kind === "range") {
      // Sessions are counted from 1, or backwards from the present one, which is 0.
      if (session !== 0 && session !== SESSION) return [];
      return this.#entries.filter(({ line }) => line >= start && (stop == null || line < stop));
    }
    const matches = globPattern(pattern);
    const found = this.#entries.filter(({ input }) => matches.test(input));
    const kept = unique
      ? found.filter((one, at) => found.findLastIndex(({ input }) => input === one.input) === at)
      : found;
    return kept.slice(-(n ?? kept.length));
  }
}

/** `*` stands for any text, `?` for any one character. */
function globPattern(glob: string): RegExp {
  const escaped = glob.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s");
}
