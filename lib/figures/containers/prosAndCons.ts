/** The lecture's arguments, measured. */
import type { ArgumentRow } from "../../containers";
import type { Figure } from "../figure";
import { axis, cellTable, layout } from "../layout";
import { palette, tint } from "../palette";

/**
 * Draws the arguments as a table: what containers and VMs measured, the better one lit.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures } from "strata";
 *
 * const row = { argument: "startup time", slideSays: "containers", measure: "start", unit: "s", better: "lower", containers: 0.2, vms: 5, measured: "containers" } as const;
 * assert.match(figures.prosAndConsFigure([row]).sentence, /^1 of 1 arguments/);
 * ```
 */
export function prosAndConsFigure(rows: readonly ArgumentRow[]): Figure {
  const held = rows.filter(({ slideSays, measured }) => slideSays === measured);
  const shown = [...rows].reverse();
  const isBetter = (row: ArgumentRow, who: "containers" | "VMs") => (row.measured === who ? 1 : 0);
  const not = rows.filter((row) => !held.includes(row)).map(({ argument }) => argument);
  return {
    data: [
      cellTable({
        columns: ["containers", "VMs"],
        rows: shown.map(({ argument, measure }) => `${argument}<br>(${measure})`),
        values: shown.map((row) => [isBetter(row, "containers"), isBetter(row, "VMs")]),
        texts: shown.map((row) => [told(row, row.containers), told(row, row.vms)]),
        textSize: 13,
        colours: [
          [0, tint(palette.idle, 0.12)],
          [1, tint(palette.host, 0.45)],
        ],
        range: [0, 1],
      }),
    ],
    layout: layout(`${held.length} of the lecture's ${rows.length} arguments hold on this host`, {
      xaxis: axis("", { type: "category", side: "top" }),
      yaxis: axis("", { type: "category" }),
      margin: { l: 340, r: 20, t: 100, b: 30 },
      height: 560,
    }),
    sentence: `${held.length} of ${rows.length} arguments hold${not.length === 0 ? "" : `; not: ${not.join(", ")}`}.`,
  };
}

function told({ unit }: ArgumentRow, value: number): string {
  const digits = Number.isInteger(value) || value >= 10 ? 0 : 2;
  const number = value.toLocaleString("en-US", { maximumFractionDigits: digits });
  return `${number} ${value === 1 ? unit.replace(/s$/, "") : unit}`;
}
