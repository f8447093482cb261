/** Bélády's anomaly, step by step: what is held with one number of places, and with one more. */
import { uniq } from "lodash";
import type { AnomalyStep } from "../../memory";
import type { Figure } from "../figure";
import { boxes, hiddenAxis, layout, words } from "../layout";
import { palette } from "../palette";

/**
 * Draws `memory.anomalySteps`: a column a use, a row a page; filled boxes are held. The page just used is lit: as a hit, or as
 * a miss.
 *
 * @param policy - the name of the policy, for the title
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures, memory } from "strata";
 *
 * const steps = memory.anomalySteps(memory.fifo, memory.findAnomaly(memory.fifo)!);
 * assert.match(figures.anomalyFigure(steps, "FIFO").sentence, /9 misses with 3 places and 10 with 4/);
 * ```
 */
export function anomalyFigure(steps: readonly AnomalyStep[], policy: string): Figure {
  const places = uniq(steps.map((step) => step.places));
  const pages = Math.max(...steps.map(({ page }) => page));
  const length = Math.max(...steps.map(({ step }) => step)) + 1;
  const top = (at: number) => at * (pages + 2.2);
  const cells = steps.flatMap(({ places: of, step, page, miss, held }) =>
    Array.from({ length: pages }, (_, row) => row + 1)
      .filter((one) => held.includes(one))
      .map((one) => ({
        x: step,
        y: top(places.indexOf(of)) + one,
        text: String(one),
        colour: one !== page ? palette.idle : miss ? palette.wrong : palette.host,
        lit: one === page,
      })),
  );
  const misses = places.map((of) => steps.filter((step) => step.places === of && step.miss).length);
  const tell = `${misses[0]} misses with ${places[0]} places and ${misses[1]} with ${places[1]}`;
  return {
    data: [
      boxes(cells, { marker: { ...(boxes(cells)["marker"] as object), size: 24 }, textfont: { size: 12 } }),
      words(
        places.map((of, at) => ({ x: -0.7, y: top(at) + (pages + 1) / 2, text: `${of} places: ${misses[at]} misses` })),
        13,
        "middle left",
      ),
      words(
        steps
          .filter(({ places: of }) => of === places[0])
          .map(({ step, page }) => ({ x: step, y: -0.2, text: `use ${page}` })),
        12,
      ),
    ],
    layout: layout(`Under ${policy}, more room can mean more misses: ${tell}`, {
      xaxis: hiddenAxis([-3.2, length - 0.4]),
      yaxis: hiddenAxis([top(1) + pages + 0.7, -0.8]),
      height: 120 + 28 * (2 * pages + 3),
      margin: { l: 20, r: 20, t: 70, b: 20 },
    }),
    sentence: `Under ${policy}, ${length} uses of ${pages} pages make ${tell}.`,
  };
}
