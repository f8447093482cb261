/** Builds of one Dockerfile after different edits: which steps run again. */
import type { BuildRun, BuildStep } from "../../containers";
import type { Figure } from "../figure";
import { axis, cellTable, layout } from "../layout";
import { palette, tint } from "../palette";

const values: Record<BuildStep["outcome"], number> = { base: 0, setting: 0, cached: 1, built: 2, failed: 3 };

/**
 * Draws instructions as rows, from the top of the file down, and builds as columns. All builds must have the same number of steps.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures } from "strata";
 *
 * const step = { stage: "0", line: 2, text: "RUN make", layerBytes: 5, output: "" };
 * const runs = (["built", "cached"] as const).map((outcome) => ({ edit: outcome, steps: [{ ...step, outcome }] }));
 * assert.match(figures.buildStepsFigure(runs).sentence, /built: 1 built, 0 cached; cached: 0 built, 1 cached/);
 * ```
 */
export function buildStepsFigure(runs: readonly BuildRun[]): Figure {
  const rows = runs[0]!.steps
    .map(({ text }) => (text.length > 44 ? `${text.slice(0, 43)}…` : text))
    .map((text, at) => `${at + 1}  ${text}`);
  const grid = rows.map((_, at) => runs.map(({ steps }) => steps[at]!));
  const count = ({ steps }: BuildRun, outcome: BuildStep["outcome"]) =>
    steps.filter((step) => step.outcome === outcome).length;
  const told = runs.map((run) => `${run.edit}: ${count(run, "built")} built, ${count(run, "cached")} cached`);
  return {
    data: [
      cellTable({
        columns: runs.map(({ edit }) => edit),
        rows: [...rows].reverse(),
        values: [...grid].reverse().map((row) => row.map(({ outcome }) => values[outcome])),
        texts: [...grid].reverse().map((row) => row.map(({ outcome }) => outcome)),
        colours: [
          [0, tint(palette.idle, 0.1)],
          [1 / 3, tint(palette.host, 0.4)],
          [2 / 3, tint(palette.hypervisor, 0.6)],
          [1, tint(palette.wrong, 0.7)],
        ],
        range: [0, 3],
        textSize: 12,
      }),
    ],
    layout: layout(finding(runs), {
      xaxis: axis("what was edited before the build", { type: "category", side: "top" }),
      yaxis: axis("", { type: "category" }),
      margin: { l: 330, r: 20, t: 120, b: 20 },
      height: 180 + 34 * rows.length,
    }),
    sentence: `Steps after an edit – ${told.join("; ")}.`,
  };
}

/** Whether any build took a step from the cache after one that it had to run. */
function finding(runs: readonly BuildRun[]): string {
  const isLate = ({ steps }: BuildRun) => {
    const first = steps.findIndex(({ outcome }) => outcome === "built");
    return first >= 0 && steps.slice(first).some(({ outcome }) => outcome === "cached");
  };
  return runs.some(isLate)
    ? "After an edit its own step runs again, and some below it; others are cached"
    : "An edit runs its own step again, and every step below it";
}
