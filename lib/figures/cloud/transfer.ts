/** Sending data over links, or shipping it on disks. */
import type { TransferRow } from "../../cloud";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette } from "../palette";

/** What the transfer is of, and where both ways take equally long. */
export interface TransferNames {
  /** The links, such as "1 × 100 Gb/s". */
  readonly links: string;
  /** The truck, such as "truck, 2 days on the road". */
  readonly shipping: string;
  /** Where they cross, in bytes; `undefined` if never. */
  readonly crossoverBytes: number | undefined;
}

/**
 * Draws hours by size for both ways on logarithmic axes, and where they cross.
 *
 * @param rows - one a size, in order
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures } from "strata";
 *
 * const path = { links: 1, gigabitsPerSecond: 100 };
 * const shipping = { transitHours: 48, loadGigabitsPerSecond: 1000, unloadGigabitsPerSecond: 1000 };
 * const rows = cloud.compareTransfers([1e12, 1e15, 1e18], path, shipping);
 * const names = { links: "one link", shipping: "truck", crossoverBytes: cloud.shippingCrossoverBytes(path, shipping) };
 * assert.match(figures.transferFigure(rows, names).sentence, /2.7 PB/);
 * ```
 */
export function transferFigure(rows: readonly TransferRow[], names: TransferNames): Figure {
  const { crossoverBytes } = names;
  const line = (name: string, key: "linkSeconds" | "shippingSeconds", color: string): Trace => ({
    type: "scatter",
    mode: "lines",
    name,
    x: rows.map(({ bytes }) => bytes),
    y: rows.map((row) => row[key] / 3600),
    line: { color, width: 2.5 },
  });
  const hours = rows.flatMap((row) => [row.linkSeconds / 3600, row.shippingSeconds / 3600]);
  const [low, high] = [Math.log10(Math.min(...hours)), Math.log10(Math.max(...hours))];
  const mark: Trace = {
    type: "scatter",
    mode: "lines",
    name: "equally long",
    x: crossoverBytes === undefined ? [null, null] : [crossoverBytes, crossoverBytes],
    y: [10 ** low, 10 ** high],
    line: { color: palette.idle, width: 1.5, dash: "dot" },
    hoverinfo: "skip",
  };
  const finding =
    crossoverBytes === undefined
      ? "The links are faster at every size"
      : `From ${size(crossoverBytes)} on, the truck is faster`;
  const exponents = rows.map(({ bytes }) => Math.log10(bytes));
  const powers = steps(Math.ceil(exponents[0]!), Math.floor(exponents[exponents.length - 1]!)).map(
    (power) => 10 ** power,
  );
  const times = [1 / 3600, 1 / 60, 1, 24, 24 * 30, 8760, 87_600].filter((one) => one >= 10 ** low && one <= 10 ** high);
  return {
    data: [
      line(names.links, "linkSeconds", palette.guest),
      line(names.shipping, "shippingSeconds", palette.hypervisor),
      mark,
    ],
    layout: layout(finding, {
      xaxis: axis("data (bytes, logarithmic)", { type: "log", tickvals: powers, ticktext: powers.map(size) }),
      yaxis: axis("time (logarithmic)", { type: "log", tickvals: times, ticktext: times.map(duration) }),
    }),
    sentence: `${finding}: ${names.links} against ${names.shipping}.`,
  };
}

function steps(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
  const index = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(bytes) / 3 + 1e-9)));
  return `${Number((bytes / 1000 ** index).toPrecision(2))} ${units[index]!}`;
}

function duration(hours: number): string {
  if (hours < 1 / 60) return "1 s";
  if (hours < 1) return "1 min";
  if (hours < 24) return "1 hour";
  if (hours < 720) return "1 day";
  return hours < 8760 ? "1 month" : hours < 87_600 ? "1 year" : "10 years";
}
