/** Where a data centre's energy goes, and how PUE fell. */
import type { PowerBalance } from "../../cloud";
import type { PueReport } from "../../datasets";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette, tint } from "../palette";

const looks: Readonly<Record<string, string>> = {
  computing: palette.host,
  "server fans": tint(palette.host, 0.65),
  "power supplies": tint(palette.host, 0.4),
  cooling: palette.guest,
  UPS: palette.hypervisor,
  PDU: tint(palette.hypervisor, 0.6),
  transformer: tint(palette.hypervisor, 0.35),
};

/**
 * Draws the uses of each watt that the utility delivers, one stack a chain: IT at the bottom.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures } from "strata";
 *
 * const figure = figures.powerUseFigure([cloud.powerBalance(cloud.chainOf2007, 0.5)]);
 * assert.match(figure.sentence, /as in 2007: PUE 1\.97, 51% reaches IT, 34% computes/);
 * ```
 */
export function powerUseFigure(balances: readonly PowerBalance[]): Figure {
  const uses = [...new Set(balances.flatMap((one) => [...one.uses].reverse().map(({ use }) => use)))];
  const percent = (balance: PowerBalance, use: string) =>
    (100 * (balance.uses.find((one) => one.use === use)?.watts ?? 0)) / balance.utilityWatts;
  const found = balances.map(
    ({ name, pue, computingShare }) =>
      `${name}: PUE ${pue.toFixed(2)}, ${(100 / pue).toFixed(0)}% reaches IT, ${(100 * computingShare).toFixed(0)}% computes`,
  );
  const [first] = balances;
  return {
    data: uses.map(
      (use): Trace => ({
        type: "bar",
        name: use,
        x: balances.map(({ name }) => name),
        y: balances.map((balance) => Math.round(10 * percent(balance, use)) / 10),
        marker: { color: looks[use] ?? palette.idle },
      }),
    ),
    layout: layout(
      `Of each watt, ${(100 / first!.pue).toFixed(0)}% reaches IT and ${(100 * first!.computingShare).toFixed(0)}% computes (${first!.name})`,
      {
        barmode: "stack",
        height: 480,
        xaxis: axis("data centre", { type: "category" }),
        yaxis: axis("share of the utility's power, %", { range: [0, 100] }),
      },
    ),
    sentence: `Where a watt goes – ${found.join("; ")}.`,
  };
}

/**
 * Draws PUE by year, one line a series; recalled values are pale squares.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { datasets, figures } from "strata";
 *
 * assert.match(figures.pueFigure(datasets.pueHistory()).sentence, /1\.58 in 2023/);
 * ```
 */
export function pueFigure(reports: readonly PueReport[]): Figure {
  const names = [...new Set(reports.map(({ series }) => series))];
  const colours = [palette.guest, palette.hardware, palette.hypervisor];
  const sorted = (series: string) =>
    reports.filter((one) => one.series === series).sort((one, other) => yearOf(one) - yearOf(other));
  const ends = names.map((name) => {
    const of = sorted(name);
    const [first, last] = [of[0]!, of[of.length - 1]!];
    return `${name}: ${first.pue} in ${first.period}, ${last.pue} in ${last.period}`;
  });
  return {
    data: names.map((name, at): Trace => {
      const of = sorted(name);
      return {
        type: "scatter",
        mode: "lines+markers",
        name,
        x: of.map(yearOf),
        y: of.map(({ pue }) => pue),
        line: { color: colours[at % colours.length], width: 2 },
        marker: {
          color: of.map(({ status }) =>
            status === "seen" ? colours[at % colours.length]! : tint(colours[at % colours.length]!, 0.3),
          ),
          symbol: of.map(({ status }) => (status === "seen" ? "circle" : "square")),
          size: 9,
          line: { color: colours[at % colours.length], width: 2 },
        },
      };
    }),
    layout: layout("Two watts for each watt of IT were common about 2010; the best got by with 1.1 to 1.2", {
      xaxis: axis("year", { tickvals: [2008, 2011, 2014, 2017, 2020, 2023] }),
      yaxis: axis("PUE", { range: [1, 2.7] }),
      shapes: [
        {
          type: "line",
          xref: "paper",
          x0: 0,
          x1: 1,
          y0: 2,
          y1: 2,
          line: { color: palette.wrong, width: 1.5, dash: "dot" },
        },
      ],
      annotations: [{ x: 2020, y: 2.06, text: "half of the energy reaches IT", showarrow: false, font: { size: 12 } }],
    }),
    sentence: `PUE – ${ends.join("; ")}; pale squares are recalled, not seen in print.`,
  };
}

/** A year and quarter as a number: the middle of the time it speaks of. */
function yearOf({ period }: PueReport): number {
  const [year, quarter] = period.split("Q").map(Number);
  return quarter === undefined ? year! : year! + (quarter - 0.5) / 4 - 0.5;
}
