/** What a write duplicates: by file and by block, over the size of the file. */
import { groupBy } from "lodash";
import type { CopyCostRow } from "../../containers";
import type { Figure, FigureFrame, Trace } from "../figure";
import { axis, layout, slider, wrap } from "../layout";
import { palette } from "../palette";

const series = [
  { key: "byFileBytes", name: "copied by file (overlay)", colour: palette.hypervisor, symbol: "circle", dash: "solid" },
  { key: "byBlockBytes", name: "copied by block (snapshot)", colour: palette.guest, symbol: "square", dash: "solid" },
  { key: "writtenBytes", name: "written by the program", colour: palette.idle, symbol: "diamond", dash: "dot" },
] as const;

/**
 * Draws bytes that a container's layer takes after a write, one position of the slider for each pattern of writes.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, figures } from "strata";
 *
 * const rows = containers.copyCosts({ fileBytes: [4096, 1 << 20], patterns: ["one byte"] });
 * assert.match(figures.copyCostFigure(rows).sentence, /64 times less/);
 * ```
 */
export function copyCostFigure(rows: readonly CopyCostRow[]): Figure {
  const frames = Object.entries(groupBy(rows, "pattern")).map(
    ([name, of]): FigureFrame => ({ name, data: lines(of), layout: { title: { text: wrap(finding(of)) } } }),
  );
  const top = Math.max(...rows.map(({ byFileBytes, byBlockBytes }) => Math.max(byFileBytes, byBlockBytes)));
  const sizes = [...new Set(rows.map(({ fileBytes }) => fileBytes))].sort((a, b) => a - b);
  const ticks = powers(1, top);
  return {
    data: frames[0]!.data,
    layout: layout(finding(rows.filter(({ pattern }) => pattern === rows[0]!.pattern)), {
      xaxis: axis("size of the file", { type: "log", tickvals: sizes, ticktext: sizes.map(bytes) }),
      yaxis: axis("bytes, on a logarithmic axis", {
        type: "log",
        range: [-0.3, Math.log10(top) + 0.3],
        tickvals: ticks,
        ticktext: ticks.map(bytes),
      }),
      height: 520,
      legend: { orientation: "h", x: 0.02, y: 1.0 },
      sliders: [slider(frames, "written: ")],
    }),
    frames,
    sentence: `Written: ${frames.map(({ name }) => `${name} – ${ofLargest(rows.filter(({ pattern }) => pattern === name))}`).join("; ")}.`,
  };
}

function lines(rows: readonly CopyCostRow[]): Trace[] {
  return series.map(({ key, name, colour, symbol, dash }) => ({
    type: "scatter",
    mode: "lines+markers",
    name,
    x: rows.map(({ fileBytes }) => fileBytes),
    y: rows.map((row) => row[key]),
    line: { color: colour, width: 2.5, dash },
    marker: { color: colour, size: 8, symbol },
  }));
}

function finding(rows: readonly CopyCostRow[]): string {
  const { pattern, byFileBytes, byBlockBytes } = rows[rows.length - 1]!;
  const factor = byFileBytes / byBlockBytes;
  if (factor < 1.1) return `Written: ${pattern}. Both duplicate about what was written, and blocks need a map as well`;
  return `Written: ${pattern}. By file the whole file is duplicated, by block up to ${round(factor)} times less`;
}

function ofLargest(rows: readonly CopyCostRow[]): string {
  const { fileBytes, byFileBytes, byBlockBytes } = rows[rows.length - 1]!;
  const factor = byFileBytes / byBlockBytes;
  const than = factor >= 1.1 ? `${round(factor)} times less` : "about as much";
  return `of a file of ${bytes(fileBytes)}, copy on write by file duplicates ${bytes(byFileBytes)}, by block ${bytes(byBlockBytes)} (${than})`;
}

function round(factor: number): string {
  return factor >= 10 ? String(Math.round(factor)) : factor.toFixed(1);
}

/** Powers of 32 from one number to another. */
function powers(from: number, to: number): number[] {
  return Array.from({ length: Math.floor(Math.log(to / from) / Math.log(32)) + 1 }, (_, at) => from * 32 ** at);
}

function bytes(count: number): string {
  const power = Math.min(3, Math.floor(Math.log2(Math.max(count, 1)) / 10));
  const value = count / 1024 ** power;
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${["B", "KiB", "MiB", "GiB"][power]!}`;
}
