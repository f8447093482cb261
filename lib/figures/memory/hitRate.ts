/** How often the TLB hits: over the working set, and over the time between two process switches. */
import { groupBy } from "lodash";
import type { HitRateRow, SwitchRow } from "../../memory";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette } from "../palette";

const looks: Readonly<Record<string, { readonly color: string; readonly dash: string; readonly width: number }>> = {
  LRU: { color: palette.guest, dash: "solid", width: 4 },
  FIFO: { color: palette.hypervisor, dash: "dash", width: 2 },
  random: { color: palette.hardware, dash: "solid", width: 2 },
};

/**
 * Draws `memory.measureHitRate`, one line a policy.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures, memory } from "strata";
 *
 * const rows = memory.measureHitRate({ entries: 16, ways: 16, workingSets: [8, 16, 20], pattern: "loop" });
 * assert.match(figures.hitRateFigure(rows).sentence, /at 20 pages: LRU 0%, FIFO 0%, random \d+%/);
 * ```
 */
export function hitRateFigure(rows: readonly HitRateRow[]): Figure {
  const { pattern, entries } = rows[0]!;
  const beyond = rows.filter((row) => row.workingSetPages > entries);
  const first = Math.min(...beyond.map((row) => row.workingSetPages));
  const at = rows.filter((row) => row.workingSetPages === first);
  const tell = at.map((row) => `${row.replacement} ${(100 * row.hitRate).toFixed(0)}%`).join(", ");
  const how = pattern === "loop" ? "In a loop" : "In uniform use";
  return {
    data: Object.entries(groupBy(rows, "replacement")).map(
      ([name, line]): Trace => ({
        type: "scatter",
        mode: "lines+markers",
        name,
        x: line.map(({ workingSetPages }) => workingSetPages),
        y: line.map(({ hitRate }) => Math.round(1000 * hitRate) / 10),
        line: looks[name] ?? { color: palette.ink, dash: "solid", width: 2 },
        marker: { color: looks[name]?.color ?? palette.ink, size: 6 },
      }),
    ),
    layout: layout(`${how}, a TLB of ${entries} entries hits all that fits; at ${first} pages: ${tell}`, {
      xaxis: axis("working set, pages", { rangemode: "tozero" }),
      yaxis: axis("TLB hits, % of accesses", { range: [-3, 105] }),
      shapes: [
        {
          type: "line",
          x0: entries,
          x1: entries,
          y0: 0,
          y1: 100,
          line: { color: palette.ink, width: 1.5, dash: "dot" },
        },
      ],
      annotations: [
        { x: entries, y: 8, text: ` ${entries} entries`, xanchor: "left", showarrow: false, font: { size: 12 } },
      ],
    }),
    sentence: `${how}, a TLB of ${entries} entries hits all that fits; at ${first} pages: ${tell}.`,
  };
}

/**
 * Draws `memory.measureSwitches`, one line for each thing that a switch may do to the TLB.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures, memory } from "strata";
 *
 * assert.match(figures.switchesFigure(memory.measureSwitches([5, 50])).sentence, /every 5 accesses/);
 * ```
 */
export function switchesFigure(rows: readonly SwitchRow[]): Figure {
  const often = Math.min(...rows.map((row) => row.accessesPerSwitch));
  const lines = Object.entries(groupBy(rows, "onSwitch"));
  const tell = lines.map(([name, line]) => {
    const row = line.find(({ accessesPerSwitch }) => accessesPerSwitch === often)!;
    return `${name} ${(100 * row.hitRate).toFixed(0)}%`;
  });
  const colours = [palette.wrong, palette.hypervisor, palette.hardware];
  return {
    data: lines.map(
      ([name, line], at): Trace => ({
        type: "scatter",
        mode: "lines+markers",
        name,
        x: line.map(({ accessesPerSwitch }) => accessesPerSwitch),
        y: line.map(({ hitRate }) => Math.round(1000 * hitRate) / 10),
        line: { color: colours[at % colours.length], width: 2.5 },
        marker: { color: colours[at % colours.length], size: 6 },
      }),
    ),
    layout: layout(`A switch every ${often} accesses – hits: ${tell.join(", ")}`, {
      xaxis: axis("accesses between two switches", {
        type: "log",
        tickvals: lines[0]![1].map((row) => row.accessesPerSwitch),
      }),
      yaxis: axis("TLB hits, % of accesses", { range: [0, 105] }),
    }),
    sentence: `With a switch every ${often} accesses, hits are: ${tell.join(", ")}.`,
  };
}
