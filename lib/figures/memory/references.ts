/** References per walk: whose tables the hardware reads, and in which order. */
import { uniq } from "lodash";
import type { ReferenceRow } from "../../memory";
import type { Figure, FigureFrame, Trace } from "../figure";
import { axis, boxes, hiddenAxis, layout, slider, words, wrap } from "../layout";
import { palette } from "../palette";

const tables = [
  { table: "guest", name: "in the guest's tables", color: palette.guest },
  { table: "shadow", name: "in the shadow", color: palette.hypervisor },
  { table: "host", name: "in the host's tables", color: palette.host },
] as const;

/**
 * Draws `memory.countReferences` as stacked bars, one bar per MMU and format.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures, memory } from "strata";
 *
 * const figure = figures.referencesFigure(memory.countReferences());
 * assert.match(figure.sentence, /2, 2 and 8/);
 * ```
 */
export function referencesFigure(rows: readonly ReferenceRow[]): Figure {
  const formats = uniq(rows.map(({ format }) => format));
  const label = [rows.map(({ format }) => format), rows.map(({ mmu }) => mmu)];
  const per = formats.map((format) => rows.filter((row) => row.format === format));
  const tell = per.map((of) => `${of[0]!.levels} levels take ${list(of.map((row) => String(row.references.length)))}`);
  const worst = Math.max(...rows.map(({ references }) => references.length));
  return {
    data: tables.map(
      ({ table, name, color }): Trace => ({
        type: "bar",
        name,
        x: label,
        y: rows.map(({ references }) => references.filter((reference) => reference.table === table).length),
        marker: { color },
      }),
    ),
    layout: layout(`A TLB miss reads up to ${worst} entries when two tables must be walked at once`, {
      barmode: "stack",
      xaxis: axis("", { type: "multicategory" }),
      yaxis: axis("page-table entries read per walk", { range: [0, worst * 1.15] }),
      annotations: rows.map((row) => ({
        x: [row.format, row.mmu],
        y: row.references.length,
        text: String(row.references.length),
        showarrow: false,
        yshift: 11,
      })),
    }),
    sentence: `References per walk, native, shadow and nested: ${tell.join("; ")}.`,
  };
}

/**
 * Draws one nested walk as the grid that it is: a column for each guest table and one for the page, numbers in the order
 * of reading.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures, memory } from "strata";
 *
 * const nested = memory.countReferences([memory.x64Format]).find((row) => row.mmu === "nested");
 * assert.match(figures.walkFigure(nested!).sentence, /24 references/);
 * ```
 */
export function walkFigure(row: ReferenceRow): Figure {
  let column = 0;
  const cells = row.references.map(({ table, level }, index) => {
    const cell = {
      x: column,
      y: table === "guest" ? 0 : level,
      text: String(index + 1),
      colour: table === "guest" ? palette.guest : palette.host,
    };
    if (table === "guest") column++;
    return cell;
  });
  const height = Math.max(...cells.map(({ y }) => y));
  const names = Array.from({ length: column + 1 }, (_, x) => ({
    x,
    y: height + 0.9,
    text: x < column ? `table ${column - x}` : "the page",
  }));
  const sides = Array.from({ length: height + 1 }, (_, y) => ({
    x: -1,
    y,
    text: y === 0 ? "guest's entry" : `host level ${y}`,
  }));
  const title = `One walk in two dimensions: ${row.references.length} reads to find one byte (${row.format}, nested)`;
  const all: FigureFrame = { name: "all", data: [boxes(cells)], traces: [0], layout: { title: { text: wrap(title) } } };
  const frames = [...cells.map((_, step) => walkStep(cells, names, step)), all];
  return {
    data: [boxes(cells), words(names), words(sides)],
    layout: layout(title, {
      xaxis: hiddenAxis([-1.6, column + 0.6]),
      yaxis: hiddenAxis([-0.6, height + 1.3]),
      height: 210 + 52 * (height + 2),
      margin: { l: 20, r: 20, t: 60, b: 20 },
      sliders: [{ ...slider(frames, "read: "), active: frames.length - 1 }],
    }),
    frames,
    still: all.name,
    sentence:
      `A nested walk with ${row.levels} levels makes ${row.references.length} references: ` +
      `each of ${column} guest tables must first be found in the host's tables, and at last the page itself.`,
  };
}

/** The walk up to one read, which is lit; what comes later is grey. */
function walkStep(
  cells: readonly { readonly x: number; readonly y: number; readonly text: string; readonly colour: string }[],
  names: readonly { readonly x: number; readonly text: string }[],
  step: number,
): FigureFrame {
  const { x, y } = cells[step]!;
  const what = y === 0 ? `the entry in ${names[x]!.text}` : `host level ${y}, to find ${names[x]!.text}`;
  const seen = cells.map((cell, at) => ({
    ...cell,
    lit: at === step,
    colour: at <= step ? cell.colour : palette.idle,
  }));
  const { type, marker } = boxes(seen);
  const title = `Read ${step + 1} of ${cells.length}: ${what}`;
  return { name: String(step + 1), data: [{ type, marker }], traces: [0], layout: { title: { text: wrap(title) } } };
}

function list(items: readonly string[]): string {
  return `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]!}`;
}
