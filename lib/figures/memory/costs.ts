/** Shadow against nested paging: cycles per access by workload, and where the lines cross. */
import { groupBy, uniq, upperFirst } from "lodash";
import { type CostRow, crossover, type SweepRow } from "../../memory";
import type { Figure, FigureFrame, Trace } from "../figure";
import { axis, layout, slider, wrap } from "../layout";
import { palette } from "../palette";

const colours = { native: palette.guest, shadow: palette.hypervisor, nested: palette.hardware } as const;

/**
 * Draws workloads under the rivals as grouped bars on a logarithmic axis: cycles of walks and exits per access.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures, memory } from "strata";
 *
 * const rows = (["shadow", "nested"] as const).map((mmu) => memory.measureWorkload(memory.workloads.tableChurn, mmu));
 * assert.match(figures.costFigure(rows).sentence, /page-table churn: nested/);
 * ```
 */
export function costFigure(rows: readonly CostRow[]): Figure {
  const winners = Object.values(groupBy(rows, "workload")).map(winner);
  const bars = Object.entries(groupBy(rows, "mmu")).map(
    ([mmu, of]): Trace => ({
      type: "bar",
      name: mmu,
      x: of.map(({ workload }) => workload),
      y: of.map((row) => Math.max(cost(row), 0.1)),
      text: of.map((row) => short(cost(row))),
      textposition: "outside",
      cliponaxis: false,
      marker: { color: colours[of[0]!.mmu] },
    }),
  );
  return {
    data: bars,
    layout: layout(reasons(rows), {
      barmode: "group",
      xaxis: axis("workload", { type: "category" }),
      yaxis: axis("cycles per access, walks and exits", { type: "log", range: [-1, 4.2], dtick: 1 }),
    }),
    sentence: `Cheapest translation by workload – ${winners.join("; ")}.`,
  };
}

/** What makes each rival dear, as far as it happens in these rows. */
function reasons(rows: readonly CostRow[]): string {
  const dear = (mmu: CostRow["mmu"], part: "walks" | "exits") =>
    rows.some((row) => row.mmu === mmu && row.perAccess[part] > 1);
  const found = [
    ...(dear("shadow", "exits") ? ["edits make shadow paging dear"] : []),
    ...(dear("nested", "walks") ? ["TLB misses make nested paging dear"] : []),
  ];
  return found.length === 0 ? "What fits the TLB costs nothing under any of them" : upperFirst(found.join(", "));
}

function winner(rows: readonly CostRow[]): string {
  const rivals = rows.filter(({ mmu }) => mmu !== "native").sort((a, b) => cost(a) - cost(b));
  const [best, next] = [rivals[0]!, rivals[rivals.length - 1]!];
  if (cost(best) === cost(next)) return `${best.workload}: no difference`;
  return `${best.workload}: ${best.mmu} (${short(cost(best))} against ${short(cost(next))} cycles per access)`;
}

function cost({ perAccess }: CostRow): number {
  return perAccess.walks + perAccess.exits;
}

function short(cycles: number): string {
  return cycles >= 100 ? String(Math.round(cycles)) : cycles.toFixed(1);
}

/** What a sweep's slider moves. */
export type SweepKnob = "tlbEntries" | "processes" | "switchesPerThousand";

const knobNames: Record<SweepKnob, string> = {
  tlbEntries: "TLB entries: ",
  processes: "processes: ",
  switchesPerThousand: "switches per 1000 accesses: ",
};

/**
 * Draws a sweep: cost over the rate of edits, and a slider for one more knob. Needs rows that differ in edits and in the
 * knob only.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures, memory } from "strata";
 *
 * const rows = memory.sweepCosts({ editsPerThousand: [0, 50], tlbEntries: [16, 64] }, { accesses: 500 });
 * assert.deepEqual(figures.crossoverFigure(rows, "tlbEntries").frames?.map(({ name }) => name), ["16", "64"]);
 * ```
 */
export function crossoverFigure(rows: readonly SweepRow[], knob: SweepKnob): Figure {
  const settings = uniq(rows.map((row) => row[knob]));
  const frames = settings.map((setting): FigureFrame => {
    const of = rows.filter((row) => row[knob] === setting);
    return { name: String(setting), data: lines(of), layout: { title: { text: wrap(finding(of)) } } };
  });
  const top = Math.max(...rows.map((row) => Math.max(row.shadow, row.nested)));
  const found = settings.map((setting) => `${setting}: ${at(crossover(rows.filter((row) => row[knob] === setting)))}`);
  return {
    data: frames[0]!.data,
    layout: layout(finding(rows.filter((row) => row[knob] === settings[0])), {
      xaxis: axis("page-table edits per 1000 accesses"),
      yaxis: axis("cycles per access, walks and exits", { range: [0, top * 1.05] }),
      height: 520,
      legend: { orientation: "h", x: 0.02, y: 0.98 },
      sliders: [slider(frames, knobNames[knob])],
    }),
    frames,
    sentence: `Edits per 1000 accesses from which nested paging wins, by ${knobNames[knob].replace(": ", "")} – ${found.join("; ")}.`,
  };
}

function finding(rows: readonly SweepRow[]): string {
  const point = crossover(rows);
  if (point !== undefined && point < 0.05) return "Nested paging wins from the first edit on";
  return point === undefined
    ? "Shadow paging wins at every rate of edits tried"
    : `Nested paging wins from ${at(point)} edits per 1000 accesses on`;
}

function at(point: number | undefined): string {
  return point === undefined ? "never" : point.toFixed(1);
}

function lines(rows: readonly SweepRow[]): Trace[] {
  const point = crossover(rows);
  const series = (["shadow", "nested"] as const).map(
    (mmu): Trace => ({
      type: "scatter",
      mode: "lines+markers",
      name: mmu,
      x: rows.map(({ editsPerThousand }) => editsPerThousand),
      y: rows.map((row) => row[mmu]),
      line: { color: colours[mmu], width: 2.5 },
      marker: { color: colours[mmu], size: 7, symbol: mmu === "shadow" ? "circle" : "square" },
    }),
  );
  const mark: Trace = {
    type: "scatter",
    mode: "lines",
    name: "crossover",
    x: point === undefined ? [null, null] : [point, point],
    y: [0, Math.max(...rows.map(({ shadow, nested }) => Math.max(shadow, nested)))],
    line: { color: palette.idle, width: 1.5, dash: "dot" },
    hoverinfo: "skip",
  };
  return [...series, mark];
}
