/** What the model and the kernel at hand answered, question by question. */
import type { SideBySideRow } from "../../realHost";
import type { Figure } from "../figure";
import { axis, cellTable, layout } from "../layout";
import { palette, tint } from "../palette";

/** Percentage points within which measured shares agree. */
const CLOSE = 1;

/**
 * Draws questions and both answers as a table; rows whose answers do not agree have another colour. Measured shares agree if they are
 * within a percentage point.
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
  const same = rows.filter(agrees).length;
  const points = Math.max(0, ...rows.map(pointsApart).filter((apart) => apart <= CLOSE));
  const exactly = points === 0 ? "" : `, on shares to ${points.toFixed(1)} percentage points`;
  const finding = isAsked
    ? `Model and kernel agree on ${same} of ${rows.length} questions${exactly}`
    : "The kernel at hand does not allow these questions; the model's answers stand alone";
  return {
    data: [
      cellTable({
        columns: ["model", "kernel at hand"],
        rows: order.map(({ what }) => what),
        values: order.map((row) => (agrees(row) ? [1, 1] : [0, 0])),
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

function agrees(row: SideBySideRow): boolean {
  return row.model === row.reality || pointsApart(row) <= CLOSE;
}

/** The greatest difference of two lists of percentages; Infinity if the answers are none, or of different length. */
function pointsApart({ model, reality }: SideBySideRow): number {
  const [ours, theirs] = [model, reality].map((text) => text.split(" ").map(percentOf));
  if (ours!.length !== theirs!.length) return Infinity;
  return Math.max(...ours!.map((share, at) => Math.abs(share - theirs![at]!)));
}

/** Infinity for what is no percentage: it is as far from everything as can be. */
function percentOf(word: string): number {
  return /^[\d.]+%$/.test(word) ? Number.parseFloat(word) : Infinity;
}
