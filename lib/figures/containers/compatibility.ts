/** Which image runs on which kernel, and what the others get. */
import { uniq } from "lodash";
import type { CompatibilityRow } from "../../containers";
import type { Figure } from "../figure";
import { axis, cellTable, layout } from "../layout";
import { palette, tint } from "../palette";

/**
 * Draws a table: images in rows, kernels in columns, in the order of the rows that are given.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, figures } from "strata";
 *
 * const image = containers.applicationImage({ name: "new", systemCalls: ["getrandom"] });
 * const rows = containers.runOnKernels([image], [{ release: "3.5" }, { release: "6.1" }]);
 * assert.equal(figures.compatibilityFigure(rows).sentence, "Image by image: new runs on 6.1, and gets on 3.5: no getrandom.");
 * ```
 */
export function compatibilityFigure(rows: readonly CompatibilityRow[]): Figure {
  const [images, kernels] = [uniq(rows.map(({ image }) => image)), uniq(rows.map(kernelName))];
  const grid = <T>(value: (row: CompatibilityRow) => T) =>
    images.map((image) =>
      kernels.map((kernel) => value(rows.find((row) => row.image === image && kernelName(row) === kernel)!)),
    );
  return {
    data: [
      cellTable({
        columns: kernels.map((kernel) => `Linux ${kernel}`),
        rows: images,
        values: grid(({ runs }) => (runs ? 1 : 0)),
        texts: grid((row) => (row.runs ? "runs" : short(row.reason))),
        hints: grid((row) => `${row.image} on Linux ${kernelName(row)}: ${row.runs ? "runs" : row.reason}`),
        colours: [
          [0, tint(palette.wrong, 0.4)],
          [1, tint(palette.host, 0.4)],
        ],
        range: [0, 1],
        textSize: 12,
      }),
    ],
    layout: layout(`${rows.filter(({ runs }) => runs).length} of ${rows.length} pairs of image and kernel run`, {
      xaxis: axis("kernel of the host", { type: "category", side: "bottom" }),
      yaxis: axis("", { type: "category", autorange: "reversed" }),
      margin: { l: 170, r: 20, t: 60, b: 60 },
      height: 150 + 40 * images.length,
    }),
    sentence: `Image by image: ${images.map((image) => summary(rows.filter((row) => row.image === image))).join("; ")}.`,
  };
}

function kernelName({ release, architecture }: CompatibilityRow): string {
  return architecture === "amd64" ? release : `${release} ${architecture}`;
}

/** "no getrandom" for a call that is missing; the last part of other messages. */
function short(reason: string): string {
  const call = /: (\w+): Function not implemented$/.exec(reason);
  return call === null ? reason.replace("FATAL: ", "") : `no ${call[1]}`;
}

function summary(rows: readonly CompatibilityRow[]): string {
  const names = (of: readonly CompatibilityRow[]) => of.map(kernelName).join(", ");
  const [good, bad] = [rows.filter(({ runs }) => runs), rows.filter(({ runs }) => !runs)];
  const errors = uniq(bad.map(({ reason }) => reason)).map(
    (reason) => `on ${names(bad.filter((row) => row.reason === reason))}: ${short(reason)}`,
  );
  const first = good.length === 0 ? "runs nowhere" : `runs on ${names(good)}`;
  return `${rows[0]!.image} ${first}${errors.length === 0 ? "" : `, and gets ${errors.join(", ")}`}`;
}
