/** More memory promised than there is: who made room over time, what the idle tax takes, and what sharing saves. */
import type { Allotment, OvercommitRow } from "../../memory";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette, tint } from "../palette";

/**
 * Draws what became of the promised pages, step by step, as stacked bars: in frames of their own, sharing one, in a balloon, on disk.
 *
 * @param frames - what the host has
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures, memory } from "strata";
 *
 * const image = { imagePages: 100, dataPages: 100, cachePages: 200 };
 * const rows = memory.overcommit({ vms: 4, pagesEach: 512, image, frames: 1000, reclaiming: "balloon" });
 * assert.match(figures.overcommitFigure(rows, 1000).sentence, /2,048 pages promised on 1,000 frames/);
 * ```
 */
export function overcommitFigure(rows: readonly OvercommitRow[], frames: number): Figure {
  const last = rows[rows.length - 1]!;
  const bars = (name: string, colour: string, value: (row: OvercommitRow) => number): Trace => ({
    type: "bar",
    name,
    x: rows.map(({ step }) => step),
    y: rows.map(value),
    marker: { color: colour },
  });
  const reads = rows.reduce((sum, { diskReads }) => sum + diskReads, 0);
  const most = Math.max(...rows.map(({ promised }) => promised));
  return {
    data: [
      bars("in frames", palette.host, ({ used }) => used),
      bars("saved by sharing", tint(palette.host, 0.35), ({ saved }) => saved),
      bars("given up to a balloon", palette.guest, ({ ballooned }) => ballooned),
      bars("on the host's disk", palette.wrong, ({ swapped }) => swapped),
      {
        type: "scatter",
        mode: "lines",
        name: "frames that the host has",
        x: [rows[0]!.step - 0.5, last.step + 0.5],
        y: [frames, frames],
        line: { color: palette.ink, width: 1.5, dash: "dash" },
      },
    ],
    layout: layout(
      `${count(last.promised)} pages promised on ${count(frames)} frames cost ${count(reads)} reads from disk`,
      {
        barmode: "stack",
        xaxis: axis("step: machines start, then all work", { dtick: 1 }),
        yaxis: axis("pages", { range: [0, most * 1.02] }),
      },
    ),
    sentence: `With ${count(last.promised)} pages promised on ${count(frames)} frames, sharing saves ${count(last.saved)}, balloons took ${count(last.ballooned)}, ${count(last.swapped)} are on the host's disk, and ${count(reads)} pages were read from disks.`,
  };
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** How a host's pages are divided under a tax. */
export interface TaxRow {
  readonly tax: number;
  readonly allotments: readonly Allotment[];
}

/**
 * Draws the pages of each machine over the tax on idle pages.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures, memory } from "strata";
 *
 * const vm = (name: string, activePages: number) => ({ name, shares: 100, wantedPages: 1000, activePages });
 * const rows = [0, 0.75].map((tax) => ({ tax, allotments: memory.allot([vm("idle", 0), vm("busy", 1000)], { pages: 1000, tax }) }));
 * assert.match(figures.idleTaxFigure(rows).sentence, /75%: idle 200, busy 800/);
 * ```
 */
export function idleTaxFigure(rows: readonly TaxRow[]): Figure {
  const names = rows[0]!.allotments.map(({ name }) => name);
  const colours = [palette.idle, palette.guest, palette.hypervisor, palette.host];
  const symbols = ["square", "circle", "diamond", "circle"];
  const lines = names.map(
    (name, at): Trace => ({
      type: "scatter",
      mode: "lines+markers",
      name,
      x: rows.map(({ tax }) => 100 * tax),
      y: rows.map(({ allotments }) => allotments[at]!.pages),
      line: { color: colours[at % 4], width: 2.5 },
      marker: { color: colours[at % 4], symbol: symbols[at % 4], size: 8 },
    }),
  );
  const told = rows.map(
    ({ tax, allotments }) =>
      `at ${Math.round(100 * tax)}%: ${allotments.map(({ name, pages }) => `${name} ${count(pages)}`).join(", ")}`,
  );
  const most = Math.max(...rows.flatMap(({ allotments }) => allotments.map(({ pages }) => pages)));
  return {
    data: lines,
    layout: layout("The higher the tax on idle pages, the more of them go to whoever works", {
      xaxis: axis("tax on idle pages, %", { range: [-2, 102] }),
      yaxis: axis("pages of the machine", { range: [0, most * 1.08] }),
    }),
    sentence: `Pages by tax – ${told.join("; ")}.`,
  };
}
