/** The three columns of the lecture as a picture: pages, guest frames, host frames, and the arrows between them. */
import type { Frame, MappingRow } from "../../memory";
import type { Figure, Trace } from "../figure";
import { arrow, boxes, hiddenAxis, layout, words } from "../layout";
import { palette } from "../palette";

/**
 * Draws a composed mapping. A page that leads nowhere has an arrow that ends in "nothing".
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures } from "strata";
 *
 * const figure = figures.mappingFigure([{ page: 1, guestFrame: 6, hostFrame: 4 }]);
 * assert.match(figure.sentence, /Page 1 reaches host frame 4/);
 * ```
 */
export function mappingFigure(rows: readonly MappingRow[]): Figure {
  const guestFrames = upTo(rows.map((row) => row.guestFrame));
  const hostFrames = upTo(rows.map((row) => row.hostFrame));
  const pages = rows.map(({ page }) => page);
  const height = Math.max(pages.length, guestFrames.length, hostFrames.length);
  const used = { guest: rows.map((row) => row.guestFrame), host: rows.map((row) => row.hostFrame) };
  const data = [
    ...rows.flatMap(arrowsOf),
    column(0, pages, palette.guest, pages),
    column(1, guestFrames, palette.guest, used.guest),
    column(2, hostFrames, palette.host, used.host),
    words([
      { x: 0, y: -1, text: "virtual page" },
      { x: 1, y: -1, text: "guest frame" },
      { x: 2, y: -1, text: "host frame" },
      { x: 0.5, y: -0.35, text: "the guest's table", colour: palette.guest },
      { x: 1.5, y: -0.35, text: "the hypervisor's map", colour: palette.hypervisor },
    ]),
  ];
  const sentence = `${rows.map(tell).join("; ")}.`;
  return {
    data,
    layout: layout("Two maps, one after the other: only the hypervisor knows where a page really is", {
      xaxis: hiddenAxis([-0.7, 2.3]),
      yaxis: hiddenAxis([height - 0.3, -1.5]),
      height: 140 + 52 * (height + 1),
      margin: { l: 20, r: 20, t: 70, b: 20 },
    }),
    sentence: sentence[0]!.toUpperCase() + sentence.slice(1),
  };
}

function arrowsOf(row: MappingRow): Trace[] {
  if (row.guestFrame === undefined) {
    const nowhere = words([{ x: -0.46, y: row.page, text: "nothing", colour: palette.wrong }]);
    return [arrow([-0.11, row.page], [-0.3, row.page], { colour: palette.wrong, dash: "dot" }), nowhere];
  }
  const first = arrow([0.11, row.page], [0.88, row.guestFrame], { colour: palette.guest });
  if (row.hostFrame === undefined) return [first];
  return [first, arrow([1.11, row.guestFrame], [1.88, row.hostFrame], { colour: palette.hypervisor })];
}

function column(x: number, numbers: readonly number[], colour: string, used: readonly (number | undefined)[]): Trace {
  return boxes(
    numbers.map((number) => ({
      x,
      y: number,
      text: String(number),
      colour: used.includes(number) ? colour : palette.idle,
    })),
  );
}

function upTo(frames: readonly (Frame | undefined)[]): Frame[] {
  const last = Math.max(0, ...frames.filter((frame) => frame !== undefined));
  return Array.from({ length: last + 1 }, (_, frame) => frame);
}

function tell({ page, guestFrame, hostFrame }: MappingRow): string {
  if (guestFrame === undefined) return `page ${page} reaches nothing`;
  if (hostFrame === undefined) return `page ${page} names guest frame ${guestFrame}, which does not exist`;
  return `page ${page} reaches host frame ${hostFrame} by way of guest frame ${guestFrame}`;
}
