/**
 * Small tables as HTML and as text, from one description.
 *
 * @packageDocumentation
 */
import { escape } from "lodash";

/** The same thing for a page and for a terminal, by media type; what `display` takes. */
export type Rendered = Readonly<Record<"text/html" | "text/plain", string>>;

/** A cell: its text, and whether it is marked. */
export interface Cell {
  readonly text: string;
  readonly mark: "" | "changed";
}

/** Makes a cell. */
export function cell(text: string, mark: Cell["mark"] = ""): Cell {
  return { text, mark };
}

/** Makes a row. */
export function row(cells: readonly Cell[]): readonly Cell[] {
  return cells;
}

const TABLE = "display:inline-table;margin:0 1.5em 1em 0;border-collapse:collapse;font-family:monospace;font-size:90%";
const CELL = "padding:1px 8px;text-align:left;border-bottom:1px solid #ccc";

/** A table with its heads. */
export function table(heads: readonly string[], rows: readonly (readonly Cell[])[]): Rendered {
  const line = (tag: string, cells: readonly Cell[]) =>
    `<tr>${cells.map(({ text, mark }) => `<${tag} style="${CELL}${mark === "" ? "" : ";background:#ffe08a;color:#000"}">${escape(text)}</${tag}>`).join("")}</tr>`;
  const head = heads.some((text) => text !== "") ? [heads.map((text) => cell(text))] : [];
  const body = [...head.map((cells) => line("th", cells)), ...rows.map((cells) => line("td", cells))];
  return {
    "text/html": `<table style="${TABLE}">${body.join("")}</table>`,
    "text/plain": plain([...head, ...rows]),
  };
}

function plain(rows: readonly (readonly Cell[])[]): string {
  const widths = rows.reduce<number[]>(
    (most, cells) => cells.map(({ text }, at) => Math.max(most[at] ?? 0, text.length)),
    [],
  );
  return rows
    .map((cells) =>
      cells
        .map(({ text, mark }, at) => `${text}${mark === "" ? "" : "*"}`.padEnd(widths[at]! + 2))
        .join("")
        .trimEnd(),
    )
    .join("\n");
}

/** Several things, one beside the other. */
export function rendered(parts: readonly Rendered[]): Rendered {
  return {
    "text/html": `<div>${parts.map((part) => part["text/html"]).join("")}</div>`,
    "text/plain": parts.map((part) => part["text/plain"]).join("\n\n"),
  };
}
