/** How busy servers and VMs are. */
import type { AzureCpuPoint, UtilizationBin } from "../../datasets";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette } from "../palette";

/** Readings under a name; statistics are in %. */
export interface UtilizationHistogram {
  readonly name: string;
  readonly bins: readonly Pick<UtilizationBin, "cpuPct" | "samples">[];
  readonly meanPct: number;
  readonly medianPct: number;
}

const wide = 5;

/**
 * Draws histograms beside each other, in steps of 5%.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures } from "strata";
 *
 * const bins = [{ cpuPct: 2, samples: 9 }, { cpuPct: 80, samples: 1 }];
 * const figure = figures.utilizationFigure([{ name: "some", bins, meanPct: 9.8, medianPct: 2 }]);
 * assert.match(figure.sentence, /Some: 90.0% of the readings below 10%, mean 9.8%, median 2%/);
 * ```
 */
export function utilizationFigure(histograms: readonly UtilizationHistogram[]): Figure {
  const colours = [palette.guest, palette.hypervisor, palette.hardware];
  const below10 = histograms.map(({ bins }) => 100 * share(bins, ({ cpuPct }) => cpuPct < 10));
  return {
    data: histograms.map(
      ({ name, bins }, at): Trace => ({
        type: "bar",
        name,
        x: Array.from({ length: 100 / wide }, (_, step) => `${step * wide}`),
        y: Array.from(
          { length: 100 / wide },
          (_, step) =>
            Math.round(1000 * share(bins, ({ cpuPct }) => Math.min(19, Math.floor(cpuPct / wide)) === step)) / 10,
        ),
        marker: { color: colours[at % colours.length] },
      }),
    ),
    layout: layout(`${below10[0]!.toFixed(0)}% of the readings are below 10% CPU`, {
      barmode: "group",
      xaxis: axis("CPU utilization in steps of 5%: from …", { type: "category" }),
      yaxis: axis("share of the readings, %"),
    }),
    sentence:
      `${histograms.map(({ name, meanPct, medianPct }, at) => `${name}: ${below10[at]!.toFixed(1)}% of the readings below 10%, mean ${meanPct.toFixed(1)}%, median ${medianPct}%`).join("; ")}.`.replace(
        /^./,
        (letter) => letter.toUpperCase(),
      ),
  };
}

function share(bins: UtilizationHistogram["bins"], isIn: (bin: { readonly cpuPct: number }) => boolean): number {
  const sum = (of: UtilizationHistogram["bins"]) => of.reduce((total, { samples }) => total + samples, 0);
  return sum(bins.filter(isIn)) / sum(bins);
}

/**
 * Draws how many of Azure's VMs are at most so busy: on average, and in their busiest twentieth.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { datasets, figures } from "strata";
 *
 * assert.match(figures.azureCpuFigure(datasets.azureCpuCdf()).sentence, /68% of the VMs use at most 20%/);
 * ```
 */
export function azureCpuFigure(points: readonly AzureCpuPoint[]): Figure {
  const at20 = points.find(({ cpuPct }) => cpuPct === 20);
  const [average, p95] = [Math.round(at20?.vmsByAveragePct ?? 0), Math.round(at20?.vmsByP95Pct ?? 0)];
  const line = (name: string, of: (point: AzureCpuPoint) => number | undefined, colour: string): Trace => {
    const known = points.filter((point) => of(point) !== undefined);
    return {
      type: "scatter",
      mode: "lines+markers",
      name,
      x: known.map(({ cpuPct }) => cpuPct),
      y: known.map((point) => of(point)!),
      line: { color: colour, width: 2.5 },
      marker: { color: colour, size: 5 },
    };
  };
  return {
    data: [
      line("average of the VM", ({ vmsByAveragePct }) => vmsByAveragePct, palette.guest),
      line("95th percentile of the VM's maxima", ({ vmsByP95Pct }) => vmsByP95Pct, palette.hypervisor),
    ],
    layout: layout(
      `${average}% of Azure's VMs use at most a fifth of their CPU on average, but only ${p95}% stay there at their busiest`,
      {
        xaxis: axis("CPU utilization, %", { range: [0, 100] }),
        yaxis: axis("VMs that use at most that, %", { range: [0, 102] }),
      },
    ),
    sentence: `On average ${average}% of the VMs use at most 20% of their CPU; by the 95th percentile of their maxima it is ${p95}%.`,
  };
}
