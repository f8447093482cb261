/** Exits over time while a guest edits its tables, one line a policy. */
import { groupBy, upperFirst } from "lodash";
import type { EditRow } from "../../memory";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette } from "../palette";

const looks: Record<EditRow["policy"], { readonly name: string; readonly color: string; readonly dash: string }> = {
  unprotected: { name: "no protection (wrong)", color: palette.wrong, dash: "dot" },
  writeProtect: { name: "write-protecting the tables", color: palette.hypervisor, dash: "solid" },
  eager: { name: "write protection, filled at CR3", color: palette.host, dash: "dashdot" },
  waitForInvalidate: { name: "waiting for INVLPG or CR3", color: palette.hypervisor, dash: "dash" },
};

/**
 * Draws `memory.measureEdits`.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures, memory } from "strata";
 *
 * const figure = figures.editsFigure(memory.measureEdits([memory.writeProtect, memory.waitForInvalidate], 8));
 * assert.equal(figure.data.length, 2);
 * ```
 */
export function editsFigure(rows: readonly EditRow[]): Figure {
  const series = Object.values(groupBy(rows, "policy"));
  const totals = series.map((of) => `${looks[of[0]!.policy].name}: ${of[of.length - 1]!.exits}`);
  const parts = Object.values(groupBy(series[0] ?? [], "part"));
  const top = Math.max(...rows.map(({ exits }) => exits));
  const ends = series.map((of) => ({ policy: of[0]!.policy, exits: of[of.length - 1]!.exits }));
  const correct = ends.filter(({ policy }) => policy !== "unprotected").sort((a, b) => a.exits - b.exits);
  const saved = correct.length > 1 ? 1 - correct[0]!.exits / correct[correct.length - 1]!.exits : 0;
  const title =
    saved > 0
      ? `${upperFirst(looks[correct[0]!.policy].name)} saves ${Math.round(100 * saved)}% of the exits on this program`
      : "Exits while the guest edits its page tables";
  return {
    data: series.map(line),
    layout: layout(title, {
      xaxis: axis("operations of the guest (an edit, or a touch)", { range: [0, (series[0]?.length ?? 0) + 2] }),
      yaxis: axis("exits so far", { range: [0, top * 1.12] }),
      shapes: parts.slice(1).map((part) => ({
        type: "line",
        x0: part[0]!.step - 0.5,
        x1: part[0]!.step - 0.5,
        y0: 0,
        y1: 1,
        yref: "paper",
        line: { color: palette.idle, width: 1, dash: "dot" },
      })),
      annotations: parts.map((part) => ({
        x: (part[0]!.step + part[part.length - 1]!.step) / 2,
        y: top * 1.07,
        text: { map: "map absent pages", remap: "remap, INVLPG each", protect: "edit all, then CR3" }[part[0]!.part],
        showarrow: false,
      })),
    }),
    sentence: `Exits after ${series[0]?.length ?? 0} operations: ${totals.join("; ")}.`,
  };
}

function line(rows: readonly EditRow[]): Trace {
  const { name, color, dash } = looks[rows[0]!.policy];
  return {
    type: "scatter",
    mode: "lines",
    name,
    x: rows.map(({ step }) => step),
    y: rows.map(({ exits }) => exits),
    line: { color, dash, width: 2.5, shape: "hv" },
  };
}
