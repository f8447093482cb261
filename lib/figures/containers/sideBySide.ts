/** What the model and the kernel at hand answered, question by question. */
import type { SideBySideRow } from "../../realHost";
import type { Figure } from "../figure";
import { axis, cellTable, layout } from "../layout";
import { palette, tint } from "../palette";

/**
 * Draws questions and both answers as a table; rows whose answers are not the same have another colour.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures } from "strata";
 *
 * const rows = [{ what: "first process", model: "1", reality: "1" }, { what: "interfaces", model: "lo", reality: "lo sit0" }];
 * assert.match(figures.sideBySideFigure(rows).sentence, /1 of 2/);
 * ```
 */
export function sideBySideFigure(rows: readonly SideBySideRow[]): Figure {
  const order = [...rows].reverse();
  const isAsked = rows.some(({ reality }) => !reality.startsWith("not allowed here"));
  const same = rows.filter(({ model, reality }) => model === reality).length;
  const finding = isAsked
    ? `Model and kernel give the same answer to ${same} of ${rows.length} questions`
    : "The kernel at hand does not allow these questions; the model's answers stand alone";
  return {
    data: [
      cellTable({
        columns: ["model", "kernel at hand"],
        rows: order.map(({ what }) => what),
        values: order.map(({ model, reality }) => (model === reality ? [1, 1] : [0, 0])),
        texts: order.map(({ model, reality }) => [model, isAsked ? reality : "not allowed here"]),
        colours: [
          [0, tint(palette.idle, 0.2)],
          [1, tint(palette.host, 0.25)],
        ],
        range: [0, 1],
      }),
    ],
    layout: layout(finding, {
      xaxis: axis("", { side: "top", type: "category", showgrid: false }),
      yaxis: axis("", { type: "category", showgrid: false }),
      height: 130 + 34 * rows.length,
    }),
    sentence: `${finding}${isAsked ? "" : ` (${rows[0]!.reality})`}.`,
  };
}
