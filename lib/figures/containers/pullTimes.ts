/** A pull over time: layers that come, and layers that are unpacked. */
import type { LayerTimes } from "../../containers";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette } from "../palette";

/**
 * Draws the bytes that have come and those that are unpacked, over the seconds since the pull began.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures } from "strata";
 *
 * const times = [{ bytes: 10e6, fetchedSeconds: 1, unpackedSeconds: 1.5 }];
 * assert.match(figures.pullTimesFigure(times).sentence, /10 MB come in 1\.0 s and are unpacked after 1\.5 s/);
 * ```
 */
export function pullTimesFigure(times: readonly LayerTimes[]): Figure {
  const last = times.at(-1)!;
  const line = (name: string, at: (one: LayerTimes) => number, colour: string): Trace => {
    let megabytes = 0;
    const points = times.map((one) => [at(one), (megabytes += one.bytes / 1e6)] as const);
    return {
      type: "scatter",
      mode: "lines+markers",
      name,
      x: [0, ...points.map(([seconds]) => seconds)],
      y: [0, ...points.map(([, sum]) => sum)],
      line: { color: colour, width: 2.5, shape: "hv" },
      marker: { color: colour, size: 7 },
    };
  };
  const total = times.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  return {
    data: [
      line("fetched", ({ fetchedSeconds }) => fetchedSeconds, palette.rented),
      line("unpacked", ({ unpackedSeconds }) => unpackedSeconds, palette.host),
    ],
    layout: layout(`The container can start ${last.unpackedSeconds.toFixed(1)} s after the pull began`, {
      xaxis: axis("time since the pull began (s)", { rangemode: "tozero" }),
      yaxis: axis("whole layers (MB, compressed)", { rangemode: "tozero" }),
    }),
    sentence: `${total.toFixed(0)} MB come in ${last.fetchedSeconds.toFixed(1)} s and are unpacked after ${last.unpackedSeconds.toFixed(1)} s.`,
  };
}
