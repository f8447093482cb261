/** What an image is made of: files by what they are for, layer by layer; and the kernel that is not there. */
import { groupBy, sumBy, uniq } from "lodash";
import type { ContentRow, FileKind } from "../../containers";
import type { Figure } from "../figure";
import { axis, cellTable, layout } from "../layout";
import { palette, tint } from "../palette";

/**
 * Draws layers as rows, the topmost above, and kinds of files as columns.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures } from "strata";
 *
 * const row = { layer: 0, madeBy: "ADD base", files: 2, bytes: 2048 };
 * const rows = [{ ...row, kind: "libraries" as const }, { ...row, kind: "kernel" as const, files: 0, bytes: 0 }];
 * assert.match(figures.imageContentsFigure(rows).sentence, /libraries 2 files, kernel 0 files/);
 * ```
 */
export function imageContentsFigure(rows: readonly ContentRow[]): Figure {
  const kinds = uniq(rows.map(({ kind }) => kind));
  const layers = Object.values(groupBy(rows, "layer"));
  const cells = layers.map((of) => kinds.map((kind) => of.find((row) => row.kind === kind)!));
  const total = (kind: FileKind) =>
    sumBy(
      rows.filter((row) => row.kind === kind),
      "files",
    );
  const finding =
    total("kernel") === 0
      ? "nobody brought a kernel"
      : "there is a kernel among the files, which no container will use";
  return {
    data: [
      cellTable({
        columns: kinds,
        rows: layers.map(([row]) => name(row!)),
        values: cells.map((row) => row.map(({ kind, files }) => (files === 0 ? 0 : kind === "kernel" ? 2 : 1))),
        texts: cells.map((row) => row.map(told)),
        colours: [
          [0, tint(palette.idle, 0.08)],
          [0.5, tint(palette.guest, 0.4)],
          [1, tint(palette.wrong, 0.6)],
        ],
        range: [0, 2],
        textSize: 12,
      }),
    ],
    layout: layout(`${layers.length} layers, and ${finding}`, {
      xaxis: axis("what files are for", { type: "category", side: "top" }),
      yaxis: axis("", { type: "category" }),
      margin: { l: 290, r: 20, t: 120, b: 20 },
      height: 170 + 42 * layers.length,
    }),
    sentence: `Files by what they are for – ${kinds.map((kind) => `${kind} ${total(kind)} files`).join(", ")}.`,
  };
}

function name({ layer, madeBy }: ContentRow): string {
  const text = madeBy.replace("/bin/sh -c ", "");
  return `${layer + 1}  ${text.length > 36 ? `${text.slice(0, 35)}…` : text}`;
}

function told({ files, bytes }: ContentRow): string {
  if (files === 0) return "–";
  const size = bytes >= 1024 ? `${(bytes / 1024).toFixed(0)} KiB` : `${bytes} B`;
  return `${files} ${files === 1 ? "file" : "files"}, ${size}`;
}
