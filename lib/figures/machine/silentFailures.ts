/** What a guest read on its screen: alone, and pushed out of ring 0. */
import type { SilentFailure } from "../../hypervisor";
import type { Figure } from "../figure";
import { axis, cellTable, layout } from "../layout";
import { palette, tint } from "../palette";

/** One run of the guest. */
export interface SilentFailureRun {
  /** Where it ran. */
  readonly name: string;
  readonly rows: readonly SilentFailure[];
}

/** Draws runs of `hypervisor.silentFailuresGuest` side by side. */
export function silentFailuresFigure(runs: readonly SilentFailureRun[]): Figure {
  const attempts = runs[0]?.rows ?? [];
  const counts = runs.map(({ name, rows }) => `${name} ${rows.filter(({ isRight }) => !isRight).length}`);
  const worst = Math.max(0, ...runs.map(({ rows }) => rows.filter(({ isRight }) => !isRight).length));
  const table = attempts.map((_, at) => runs.map(({ rows }) => rows[at]!.isRight));
  return {
    data: [
      cellTable({
        columns: runs.map(({ name }) => name),
        rows: attempts.map(({ attempt }) => attempt),
        values: table.map((line) => line.map((isRight) => (isRight ? 0 : 1))),
        texts: table.map((line) => line.map((isRight) => (isRight ? "as alone" : "wrong"))),
        colours: [
          [0, tint(palette.guest, 0.3)],
          [1, tint(palette.wrong, 0.6)],
        ],
        range: [0, 1],
      }),
    ],
    layout: layout(`Pushed out of ring 0, the guest reads ${worst} of ${attempts.length} things wrong`, {
      height: 130 + 26 * attempts.length,
      margin: { l: 190, r: 20, t: 100, b: 20 },
      xaxis: axis("", { side: "top", fixedrange: true }),
      yaxis: axis("", { autorange: "reversed", fixedrange: true }),
    }),
    sentence: `Wrong answers of ${attempts.length}: ${counts.join(", ")}.`,
  };
}
