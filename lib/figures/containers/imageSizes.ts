/** Images pulled one after the other: what moves, and what is there already. */
import { sumBy } from "lodash";
import type { PulledImage } from "../../containers";
import type { Figure, Trace } from "../figure";
import { axis, cellTable, layout } from "../layout";
import { palette, tint } from "../palette";

/**
 * Draws a bar for each image, in the order of the pulls: bytes that moved, and bytes that an image before had brought.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures } from "strata";
 *
 * const layer = { digest: "sha256:11", bytes: 100e6, moved: true } as const;
 * const first = { image: "a:1", wholeBytes: 100e6, movedBytes: 100e6, storedBytes: 100e6, layers: [layer] };
 * const second = { image: "b:1", wholeBytes: 100e6, movedBytes: 0, storedBytes: 100e6, layers: [{ ...layer, moved: false }] };
 * assert.match(figures.imageSizesFigure([first, second]).sentence, /200\.0 MB whole and 100\.0 MB with shared layers: 50% saved/);
 * ```
 */
export function imageSizesFigure(rows: readonly PulledImage[]): Figure {
  const [whole, stored] = [sumBy(rows, "wholeBytes"), sumBy(rows, "movedBytes")];
  const saved = `${Math.round(100 * (1 - stored / whole))}%`;
  const bars = (name: string, bytes: (row: PulledImage) => number, colour: string): Trace => ({
    type: "bar",
    name,
    x: rows.map(({ image }) => image.replace(":", "<br>")),
    y: rows.map((row) => bytes(row) / 1e6),
    ...(name === "moved" && { text: rows.map(told), textposition: "outside" }),
    marker: { color: colour },
  });
  return {
    data: [
      bars("moved", ({ movedBytes }) => movedBytes, palette.host),
      bars("there already", ({ wholeBytes, movedBytes }) => wholeBytes - movedBytes, tint(palette.idle, 0.55)),
    ],
    layout: layout(`${rows.length} images: ${mb(whole)} whole, ${mb(stored)} with shared layers`, {
      barmode: "stack",
      xaxis: axis("images, in the order in which they are pulled", { type: "category" }),
      yaxis: axis("compressed layers (MB)", { rangemode: "tozero" }),
      height: 480,
      legend: { orientation: "h", x: 0.6, y: 0.98 },
    }),
    sentence: `${rows.length} images take ${mb(whole)} whole and ${mb(stored)} with shared layers: ${saved} saved.`,
  };
}

/** The megabytes that moved, where there is room for them. */
function told({ movedBytes, wholeBytes }: PulledImage): string {
  return movedBytes < 15e6 && movedBytes < wholeBytes ? "" : (movedBytes / 1e6).toFixed(0);
}

function mb(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 })} MB`;
}

/**
 * Draws images as rows and their layers as cells, from the bottom up: lit cells moved.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures } from "strata";
 *
 * const layer = { digest: "sha256:11", bytes: 100e6, moved: true } as const;
 * const row = { image: "a:1", wholeBytes: 100e6, movedBytes: 100e6, storedBytes: 100e6, layers: [layer] };
 * assert.match(figures.pulledLayersFigure([row]).sentence, /a:1: 1 of 1 layers moved/);
 * ```
 */
export function pulledLayersFigure(rows: readonly PulledImage[]): Figure {
  const most = Math.max(...rows.map(({ layers }) => layers.length));
  const places = Array.from({ length: most }, (_, at) => at);
  const shown = [...rows].reverse();
  const cells = shown.map(({ layers }) => places.map((at) => layers[at]));
  const moved = rows.map((row) => row.layers.filter((one) => one.moved).length);
  const total = sumBy(rows, ({ layers }) => layers.length);
  return {
    data: [
      cellTable({
        columns: places.map((at) => String(at + 1)),
        rows: shown.map(({ image }) => image),
        values: cells.map((row) => row.map((one) => (one === undefined ? 0 : one.moved ? 2 : 1))),
        texts: cells.map((row) => row.map((one) => (one === undefined ? "" : short(one.bytes)))),
        hints: cells.map((row) =>
          row.map((one) =>
            one === undefined ? "" : `${one.digest.slice(0, 19)}<br>${one.bytes.toLocaleString("en-US")} bytes`,
          ),
        ),
        colours: [
          [0, "rgba(0,0,0,0)"],
          [0.5, tint(palette.idle, 0.3)],
          [1, tint(palette.host, 0.6)],
        ],
        range: [0, 2],
        textSize: 11,
      }),
    ],
    layout: layout(`${sumBy(moved)} of ${total} layers move (green, in MB); the others (grey) are there already`, {
      xaxis: axis("layer, from the bottom up", { type: "category" }),
      yaxis: axis("", { type: "category" }),
      margin: { l: 210, r: 20, t: 70, b: 60 },
      height: 170 + 34 * rows.length,
    }),
    sentence: `Layers that moved – ${rows.map(({ image, layers }, at) => `${image}: ${moved[at]!} of ${layers.length} layers moved`).join("; ")}.`,
  };
}

function short(bytes: number): string {
  const megabytes = bytes / 1e6;
  return megabytes >= 10 ? megabytes.toFixed(0) : megabytes >= 0.1 ? megabytes.toFixed(1) : "<0.1";
}
