/** What each instruction that is not the same in every ring does outside ring 0, as a heat map. */
import type { InstructionSensitivity } from "../../hypervisor";
import type { Figure } from "../figure";
import { axis, cellTable, layout } from "../layout";
import { palette, tint } from "../palette";

const values = { same: 0, traps: 1, differs: 2 } as const;

/**
 * Draws `hypervisor.byMnemonic(hypervisor.classify())`: one row an instruction, one column a ring and IOPL.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures, hypervisor, machine } from "strata";
 *
 * const rows = hypervisor.byMnemonic(hypervisor.classify(machine.formsOfMnemonic("SGDT")));
 * assert.match(figures.ringsFigure(rows).sentence, /1 is sensitive and does not trap: SGDT/);
 * ```
 */
export function ringsFigure(all: readonly InstructionSensitivity[]): Figure {
  const rows = all.filter(({ outside }) => outside.some(({ effect }) => effect !== "same"));
  const silent = rows.filter(({ sensitiveUnprivileged }) => sensitiveUnprivileged);
  const trapping = rows.length - silent.length;
  const columns = (all[0]?.outside ?? []).map(({ ring, iopl }) => `ring ${ring}<br>IOPL ${iopl}`);
  const names = silent.map(({ mnemonic }) => mnemonic).join(", ");
  const are = silent.length === 1 ? "is" : "are";
  return {
    data: [
      cellTable({
        columns,
        rows: rows.map(({ mnemonic }) => mnemonic),
        values: rows.map(({ outside }) => outside.map(({ effect }) => values[effect])),
        texts: rows.map(({ outside }) => outside.map(({ effect }) => (effect === "same" ? "" : effect))),
        hints: rows.map(({ mnemonic, outside }) =>
          outside.map(
            ({ ring, iopl, effect, difference }) =>
              `${mnemonic} in ring ${ring} with IOPL ${iopl}: ${effect}${difference === undefined ? "" : ` (${difference})`}`,
          ),
        ),
        colours: [
          [0, tint(palette.idle, 0.08)],
          [0.5, tint(palette.hypervisor, 0.45)],
          [1, tint(palette.wrong, 0.7)],
        ],
        range: [0, 2],
        textSize: 11,
      }),
    ],
    layout: layout(
      `Outside ring 0, ${trapping} of ${all.length} instructions trap; ${silent.length} sensitive ones do not`,
      {
        height: 130 + 18 * rows.length,
        margin: { l: 90, r: 20, t: 110, b: 20 },
        xaxis: axis("", { side: "top", fixedrange: true }),
        yaxis: axis("", { autorange: "reversed", fixedrange: true, dtick: 1 }),
      },
    ),
    sentence: `Of ${all.length} instructions, ${all.length - rows.length} do the same in every ring; of the others ${silent.length} ${are} sensitive and ${silent.length === 1 ? "does" : "do"} not trap: ${names}.`,
  };
}
