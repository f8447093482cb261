/**
 * The outputs of a cell as a notebook file holds them, gathered from what a session reports.
 *
 * Source: nbformat 4.5, "Code cell outputs".
 *
 * @packageDocumentation
 */

import type { CellError, MimeBundle, SessionEvent } from "../session";

/** One output. */
export type Output = Record<string, unknown>;

/** Gathers the outputs of the cells of one notebook; a later cell may update what an earlier one displayed. */
export class OutputGatherer {
  readonly #cells = new Map<string, Output[]>();
  readonly #displays = new Map<string, Output[]>();
  readonly #clearNext = new Set<string>();

  /** Takes in what a session reports. */
  add(event: SessionEvent): void {
    if (event.type === "clear") this.#clear(event.cell, event.wait);
    else if (event.type === "stream") this.#stream(event.cell, event.name, event.text);
    else if (event.type === "display") this.#display(event);
    else if (event.type === "lateError") this.error(event.cell, event.error);
  }

  result(cell: string, data: MimeBundle, count: number): void {
    this.#list(cell).push({ output_type: "execute_result", data, metadata: {}, execution_count: count });
  }

  error(cell: string, error: CellError): void {
    this.#list(cell).push({ output_type: "error", ...error });
  }

  /** All outputs of `cell`, in order. */
  of(cell: string): Output[] {
    return this.#cells.get(cell) ?? [];
  }

  #list(cell: string): Output[] {
    if (this.#clearNext.delete(cell)) this.#cells.delete(cell);
    if (!this.#cells.has(cell)) this.#cells.set(cell, []);
    return this.#cells.get(cell)!;
  }

  #clear(cell: string, wait: boolean): void {
    if (wait) this.#clearNext.add(cell);
    else this.#cells.delete(cell);
  }

  #stream(cell: string, name: string, text: string): void {
    const outputs = this.#list(cell);
    const last = outputs.at(-1);
    if (last?.["output_type"] === "stream" && last["name"] === name) last["text"] = `${last["text"] as string}${text}`;
    else outputs.push({ output_type: "stream", name, text });
  }

  #display({ cell, data, metadata, displayId, update }: Extract<SessionEvent, { type: "display" }>): void {
    const known = this.#displays.get(displayId ?? "") ?? [];
    if (update) {
      for (const output of known) Object.assign(output, { data, metadata });
      return;
    }
    const output = { output_type: "display_data", data, metadata };
    if (displayId !== undefined) this.#displays.set(displayId, [...known, output]);
    this.#list(cell).push(output);
  }
}
