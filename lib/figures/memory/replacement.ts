/** What the program reads back after its kernel replaced pages, with A and D carried over and without. */
import type { ReplacementRow } from "../../memory";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette } from "../palette";

/**
 * Draws two runs of `memory.replacePages`.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures, memory } from "strata";
 *
 * const figure = figures.replacementFigure(memory.replacePages("carried"), memory.replacePages("forgotten"));
 * assert.match(figure.sentence, /8 of 8 pages/);
 * ```
 */
export function replacementFigure(carried: readonly ReplacementRow[], forgotten: readonly ReplacementRow[]): Figure {
  const lost = forgotten.filter((row) => row.read !== row.wrote).length;
  const kept = carried.filter((row) => row.read === row.wrote).length;
  return {
    data: [
      bars("written", carried, (row) => row.wrote, palette.guest),
      bars("read back, bits carried over", carried, (row) => row.read, palette.host),
      bars("read back, bits forgotten", forgotten, (row) => row.read, palette.wrong),
    ],
    layout: layout(
      `Without A and D, the guest's kernel throws away what was written: ${lost} of ${forgotten.length} pages lost`,
      {
        barmode: "group",
        xaxis: axis("page", { type: "category" }),
        yaxis: axis("the byte in it", { range: [0, 125] }),
      },
    ),
    sentence:
      `With accessed and dirty bits carried over, ${kept} of ${carried.length} pages keep their byte; ` +
      `without, ${lost} of ${forgotten.length} pages lose it, because the guest's kernel takes them for clean.`,
  };
}

function bars(
  name: string,
  rows: readonly ReplacementRow[],
  of: (row: ReplacementRow) => number,
  color: string,
): Trace {
  return {
    type: "bar",
    name,
    x: rows.map(({ page }) => String(page)),
    y: rows.map(of),
    text: rows.map((row) => String(of(row))),
    textposition: "outside",
    textangle: 0,
    cliponaxis: false,
    marker: { color },
  };
}
