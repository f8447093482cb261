/** A page table as a tree: tables, the entries that are present, and what they lead to. */
import type { Branch, TableNode } from "../../memory";
import type { Figure, Trace } from "../figure";
import { arrow, boxes, hiddenAxis, layout, words } from "../layout";
import { palette } from "../palette";

/** Something with a place in the drawing. */
interface Spot {
  readonly x: number;
  readonly y: number;
}

interface Drawing {
  readonly tables: (Spot & { readonly node: TableNode })[];
  readonly branches: { readonly from: Spot; readonly to: Spot; readonly branch: Branch }[];
  rows: number;
}

/**
 * Draws `memory.pageTableTree`. A box is a table, its number the frame that it lies in; an arrow is a present entry, with its
 * place in the table; at the right are the pages.
 *
 * @param formatName - the name of the format, for the title
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures, memory } from "strata";
 *
 * const ram = new memory.HostMemory(8);
 * memory.writeSlideTable(ram, 0, memory.lecturePageTable);
 * const tree = memory.pageTableTree(ram, memory.slideFormat, 0);
 * assert.match(figures.pageTableTreeFigure(tree, "slide").sentence, /1 table leads to 4 pages/);
 * ```
 */
export function pageTableTreeFigure(tree: TableNode, formatName: string): Figure {
  const drawing: Drawing = { tables: [], branches: [], rows: 0 };
  place(tree, tree.level, drawing);
  const { tables, branches, rows } = drawing;
  const pages = branches.filter(({ branch }) => branch.leadsTo.type === "page").length;
  const count = `${tables.length} ${tables.length === 1 ? "table leads" : "tables lead"} to ${pages} pages`;
  const odd = (["cyclic", "shared", "missing"] as const).flatMap((type) => {
    const of = branches.filter(({ branch }) => branch.leadsTo.type === type).length;
    return of === 0 ? [] : [`${of} ${of === 1 ? "entry is" : "entries are"} ${type}`];
  });
  const finding = [count, ...odd].join("; ");
  return {
    data: [
      ...branches.map(arrowOf),
      boxes(tables.map(({ x, y, node }) => ({ x, y, text: String(node.frame), colour: palette.guest, lit: true }))),
      words(branches.map(indexOf), 12),
      words(branches.flatMap(endOf), 13, "middle right"),
      words(headings(tree.level), 13),
    ],
    layout: layout(`${formatName[0]!.toUpperCase()}${formatName.slice(1)}: ${finding}`, {
      xaxis: hiddenAxis([-0.4, tree.level + 1.1]),
      yaxis: hiddenAxis([rows - 0.4, -1.4]),
      height: 150 + 44 * (rows + 1),
      margin: { l: 20, r: 20, t: 70, b: 20 },
    }),
    sentence: `In this table (${formatName}), ${finding}.`,
  };
}

/** Puts a table beside the middle of what it leads to, and returns its place. */
function place(node: TableNode, levels: number, drawing: Drawing): Spot {
  const x = levels - node.level;
  const ends = node.branches.map((branch) => {
    if (branch.leadsTo.type === "table") return { branch, to: place(branch.leadsTo, levels, drawing) };
    return { branch, to: { x: x + 1, y: drawing.rows++ } };
  });
  if (ends.length === 0) drawing.rows++;
  const y = ends.length === 0 ? drawing.rows - 1 : (ends[0]!.to.y + ends[ends.length - 1]!.to.y) / 2;
  drawing.tables.push({ x, y, node });
  drawing.branches.push(...ends.map(({ branch, to }) => ({ from: { x, y }, to, branch })));
  return { x, y };
}

function arrowOf({ from, to, branch }: Drawing["branches"][number]): Trace {
  const odd = branch.leadsTo.type !== "page" && branch.leadsTo.type !== "table";
  const colour = odd ? palette.wrong : palette.guest;
  const reach = branch.leadsTo.type === "table" ? 0.12 : 0.03;
  return arrow([from.x + 0.1, from.y], [to.x - reach, to.y], { colour, dash: odd ? "dot" : "solid" });
}

/** The place in the table, on its arrow. */
function indexOf({ from, to, branch }: Drawing["branches"][number]) {
  return { x: from.x + (to.x - from.x) * 0.75, y: from.y + (to.y - from.y) * 0.75 - 0.3, text: `[${branch.index}]` };
}

function endOf({ to, branch }: Drawing["branches"][number]) {
  const { page, entry, leadsTo } = branch;
  if (leadsTo.type === "table") return [];
  const rights = `${entry.writable ? "W" : "–"}${entry.user ? "U" : "–"}${entry.accessed ? "A" : "–"}${entry.dirty ? "D" : "–"}`;
  const text =
    leadsTo.type === "page" ? `page ${page}: frame ${entry.frame}  ${rights}` : `${leadsTo.type}: frame ${entry.frame}`;
  return [{ x: to.x, y: to.y, text, ...(leadsTo.type !== "page" && { colour: palette.wrong }) }];
}

function headings(levels: number) {
  return Array.from({ length: levels }, (_, x) => ({
    x,
    y: -1,
    text: x === 0 ? `root, level ${levels}` : `level ${levels - x}`,
  }));
}
