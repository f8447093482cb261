/** What VMs that come and go do to a host's memory, under each allocator. */
import { groupBy } from "lodash";
import type { FragmentationRow } from "../../memory";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette } from "../palette";

const looks = [
  { color: palette.guest, dash: "solid" },
  { color: palette.host, dash: "solid" },
  { color: palette.wrong, dash: "solid" },
  { color: palette.hypervisor, dash: "dash" },
  { color: palette.hardware, dash: "dash" },
  { color: palette.idle, dash: "dot" },
] as const;

/**
 * Draws `memory.measureFragmentation` over time, one line an allocator: which share of the free memory is not in the largest
 * hole.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures, memory } from "strata";
 *
 * const events = memory.vmTraffic({ seed: 1, vms: 300, meanGapHours: 1, meanLifetimeHours: 90, frames: [1, 16] });
 * const rows = [memory.bestFit, memory.worstFit].flatMap((make) => memory.measureFragmentation(make(1024), events, 10));
 * assert.match(figures.fragmentationFigure(rows).sentence, /worst fit \d+%/);
 * ```
 */
export function fragmentationFigure(rows: readonly FragmentationRow[]): Figure {
  const lines = Object.values(groupBy(rows, "allocator"));
  // The memory is empty at first: the second half tells what it settles at.
  const settled = lines.map((line) => ({ name: line[0]!.allocator, pct: 100 * mean(line.slice(line.length / 2)) }));
  const ordered = [...settled].sort((one, other) => one.pct - other.pct);
  const [least, most] = [ordered[0]!, ordered[ordered.length - 1]!];
  return {
    data: lines.map((line, at): Trace => {
      const look = looks[at % looks.length]!;
      return {
        type: "scatter",
        mode: "lines",
        name: line[0]!.allocator,
        x: line.map(({ hours }) => Math.round(hours)),
        y: line.map(({ external }) => Math.round(1000 * external) / 10),
        line: { color: look.color, dash: look.dash, width: 2 },
      };
    }),
    layout: layout(
      `Free memory falls to pieces and stays so: ${least.pct.toFixed(0)}% of it lies outside the largest hole under ${least.name}, ${most.pct.toFixed(0)}% under ${most.name}`,
      {
        xaxis: axis("hours"),
        yaxis: axis("not in the largest hole, % of free", { range: [0, 100] }),
      },
    ),
    sentence: `Share of the free memory outside the largest hole in the second half of the run: ${ordered
      .map(({ name, pct }) => `${name} ${pct.toFixed(0)}%`)
      .join(", ")}.`,
  };
}

function mean(rows: readonly FragmentationRow[]): number {
  return rows.reduce((sum, { external }) => sum + external, 0) / rows.length;
}

/**
 * Draws how many VMs were refused by the end of each run, and why: the last row of each allocator counts.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures, memory } from "strata";
 *
 * const events = memory.vmTraffic({ seed: 1, vms: 300, meanGapHours: 1, meanLifetimeHours: 110, frames: [1, 16] });
 * const rows = [memory.firstFit, memory.pagedAllocator].flatMap((make) => memory.measureFragmentation(make(512), events));
 * assert.match(figures.refusalsFigure(rows).sentence, /paged 0 and \d+/);
 * ```
 */
export function refusalsFigure(rows: readonly FragmentationRow[]): Figure {
  const last = Object.values(groupBy(rows, "allocator")).map((line) => line[line.length - 1]!);
  const bar = (name: string, color: string, of: (row: FragmentationRow) => number): Trace => ({
    type: "bar",
    name,
    x: last.map(({ allocator }) => allocator),
    y: last.map(of),
    text: last.map((row) => String(of(row))),
    textposition: "outside",
    cliponaxis: false,
    marker: { color },
  });
  const spared = last.filter((row) => row.refusedFragmented === 0).map(({ allocator }) => allocator);
  const tell = last.map((row) => `${row.allocator} ${row.refusedFragmented} and ${row.refusedFull}`);
  const none = spared.length === 0 ? "Every allocator" : `All but ${spared.join(" and ")}`;
  return {
    data: [
      bar("refused, though enough was free", palette.wrong, (row) => row.refusedFragmented),
      bar("refused, memory full", palette.idle, (row) => row.refusedFull),
    ],
    layout: layout(`${none} refused VMs for which there was enough memory`, {
      barmode: "group",
      xaxis: axis("allocator", { type: "category" }),
      yaxis: axis(`VMs refused, of ${last[0]!.arrived.toLocaleString("en-US")}`),
    }),
    sentence: `VMs refused though enough was free, and because memory was full, of ${last[0]!.arrived.toLocaleString("en-US")}: ${tell.join("; ")}.`,
  };
}
