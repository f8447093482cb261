/** Power over load: curves of servers, and how far they are from proportional. */
import type { ProportionalityYear } from "../../cloud";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette, tint } from "../palette";

/** One curve: power in W at utilizations from 0 to 1. */
export interface PowerCurve {
  readonly name: string;
  readonly utilization: readonly number[];
  readonly watts: readonly number[];
}

const colours = [palette.ink, palette.guest, palette.hypervisor, palette.hardware, palette.host];

/** Where Barroso and Hölzle found most of 5,000 servers, in % of full load; recalled. */
const usual = [10, 50] as const;

/**
 * Draws power over utilization, as a share of the peak. The first curve is what was measured: it is drawn as points. Behind it the loads at
 * which most servers run.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures } from "strata";
 *
 * const utilization = [0, 0.5, 1];
 * const figure = figures.powerCurveFigure([
 *   { name: "measured", utilization, watts: [100, 160, 200] },
 *   { name: "linear", utilization, watts: [100, 150, 200] },
 * ]);
 * assert.match(figure.sentence, /At no load .* draws 50% of its peak/);
 * ```
 */
export function powerCurveFigure(curves: readonly PowerCurve[]): Figure {
  const [measured] = curves;
  const peak = measured!.watts[measured!.watts.length - 1]!;
  const share = (watts: number) => (100 * watts) / peak;
  const idle = Math.round(share(measured!.watts[0]!));
  const lines = curves.map(
    ({ name, utilization, watts }, at): Trace => ({
      type: "scatter",
      mode: at === 0 ? "markers" : "lines",
      name,
      x: utilization.map((one) => 100 * one),
      y: watts.map((one) => Math.round(10 * share(one)) / 10),
      line: { color: colours[at % colours.length], width: 2 },
      marker: { color: colours[at % colours.length], size: 9 },
    }),
  );
  const ideal: Trace = {
    type: "scatter",
    mode: "lines",
    name: "proportional",
    x: [0, 100],
    y: [0, 100],
    line: { color: palette.idle, dash: "dot", width: 2 },
  };
  return {
    data: [...lines, ideal],
    layout: layout(`A server that does nothing draws ${idle}% of its peak`, {
      height: 460,
      xaxis: axis("utilization, %", { range: [0, 100] }),
      yaxis: axis("power, % of the peak", { range: [0, 108] }),
      shapes: [
        {
          type: "rect",
          layer: "below",
          x0: usual[0],
          x1: usual[1],
          y0: 0,
          y1: 108,
          fillcolor: tint(palette.wrong, 0.1),
          line: { width: 0, color: tint(palette.wrong, 0.1) },
        },
      ],
      annotations: [{ x: 30, y: 103, text: "where most servers run", showarrow: false, font: { size: 12 } }],
    }),
    sentence: `At no load the server (${measured!.name}) draws ${idle}% of its peak; most servers run between ${usual[0]}% and ${usual[1]}% load, where the curve is far above the proportional line.`,
  };
}

/** Efficiency of a server at a load. */
export interface EfficiencyRow {
  readonly name: string;
  /** Utilization, 0 to 1. */
  readonly utilization: number;
  /** Work per joule over that at full load. */
  readonly efficiency: number;
}

/**
 * Draws work per joule over utilization, one line a server.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures } from "strata";
 *
 * const rows = [0.3, 1].map((utilization) => ({ name: "of 2007", utilization, efficiency: utilization === 1 ? 1 : 0.462 }));
 * assert.match(figures.efficiencyFigure(rows).sentence, /of 2007 46%/);
 * ```
 */
export function efficiencyFigure(rows: readonly EfficiencyRow[]): Figure {
  const names = [...new Set(rows.map(({ name }) => name))];
  const of = (name: string) => rows.filter((row) => row.name === name);
  const at30 = names.map((name) => {
    const near = [...of(name)].sort(
      (one, other) => Math.abs(one.utilization - 0.3) - Math.abs(other.utilization - 0.3),
    )[0]!;
    return { name, share: Math.round(100 * near.efficiency) };
  });
  const worst = [...at30].sort((one, other) => one.share - other.share)[0]!;
  return {
    data: names.map(
      (name, at): Trace => ({
        type: "scatter",
        mode: "lines",
        name,
        x: of(name).map(({ utilization }) => Math.round(1000 * utilization) / 10),
        y: of(name).map(({ efficiency }) => Math.round(1000 * efficiency) / 10),
        line: { color: colours[(at + 1) % colours.length], width: 2.5 },
      }),
    ),
    layout: layout(`At 30% load a server does ${worst.share}% of the work per joule that it could (${worst.name})`, {
      xaxis: axis("utilization, %", { range: [0, 100] }),
      yaxis: axis("work per joule, % of that at full load"),
      shapes: [
        {
          type: "rect",
          layer: "below",
          x0: usual[0],
          x1: usual[1],
          yref: "paper",
          y0: 0,
          y1: 1,
          fillcolor: tint(palette.wrong, 0.1),
          line: { width: 0, color: tint(palette.wrong, 0.1) },
        },
      ],
    }),
    sentence: `Work per joule at 30% load, of that at full load – ${at30.map(({ name, share }) => `${name} ${share}%`).join("; ")}.`,
  };
}

/**
 * Draws idle over peak power by year: the median and the middle half.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, datasets, figures } from "strata";
 *
 * const figure = figures.idleToPeakFigure(cloud.idleToPeakByYear(datasets.specPower()));
 * assert.match(figure.sentence, /62% of its peak in 2007/);
 * ```
 */
export function idleToPeakFigure(years: readonly ProportionalityYear[]): Figure {
  const percent = (share: number) => Math.round(1000 * share) / 10;
  const [first, last] = [years[0]!, years[years.length - 1]!];
  const best = [...years].sort((one, other) => one.median - other.median)[0]!;
  const line = (
    name: string,
    of: (year: ProportionalityYear) => number,
    look: Readonly<Record<string, unknown>>,
  ): Trace => ({
    type: "scatter",
    mode: "lines",
    name,
    x: years.map(({ year }) => year),
    y: years.map((year) => percent(of(year))),
    ...look,
  });
  const say = ({ median, year }: ProportionalityYear) => `${Math.round(100 * median)}% of its peak in ${year}`;
  return {
    data: [
      line("median", (year) => year.median, {
        mode: "lines+markers",
        line: { color: palette.guest, width: 3 },
        marker: { color: palette.guest, size: 7 },
      }),
      line("upper quartile", (year) => year.q3, { line: { color: palette.idle, width: 1.5, dash: "dash" } }),
      line("lower quartile", (year) => year.q1, { line: { color: palette.idle, width: 1.5, dash: "dot" } }),
    ],
    layout: layout(
      `Idle servers drew ${Math.round(100 * first.median)}% of their peak in ${first.year}, ${Math.round(100 * best.median)}% in ${best.year}, and more again since`,
      {
        xaxis: axis("year of publication", {
          dtick: 2,
          tickvals: years.map(({ year }) => year).filter((year) => year % 2 === 1),
        }),
        yaxis: axis("power at no load, % of the peak", { range: [0, 80] }),
      },
    ),
    sentence: `The median server at no load drew ${say(first)}, ${say(best)} (the least), and ${say(last)}.`,
  };
}
