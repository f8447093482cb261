/** What a data centre costs a month, and which inputs matter. */
import { sumBy, upperFirst } from "lodash";
import type { CostPart, Sensitivity } from "../../cloud";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette } from "../palette";

/** The cost of one version of the inputs. */
export interface NamedCost {
  readonly name: string;
  readonly parts: readonly CostPart[];
}

const barColours = [palette.owned, palette.idle, palette.guest, palette.host];

/**
 * Draws the parts of the monthly cost as bars, one colour a version of the inputs.
 *
 * @param versions - at least one, all with the same parts
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, datasets, figures } from "strata";
 *
 * const parts = cloud.monthlyCost(cloud.dataCentreOf(datasets.dataCentre2010(), "2010-09"));
 * const figure = figures.costBreakdownFigure([{ name: "post", parts }]);
 * assert.match(figure.sentence, /servers 57%/);
 * ```
 */
export function costBreakdownFigure(versions: readonly NamedCost[]): Figure {
  const [first] = versions;
  const largest = [...first!.parts].sort((a, b) => b.share - a.share)[0]!;
  const bars = versions.map(
    ({ name, parts }, index): Trace => ({
      type: "bar",
      name: `${name}: ${millions(sumBy(parts, "usdPerMonth"))} a month`,
      x: parts.map(({ part }) => part),
      y: parts.map(({ share }) => 100 * share),
      text: parts.map(({ share }) => `${Math.round(100 * share)}%`),
      textposition: "outside",
      cliponaxis: false,
      marker: { color: barColours[index % barColours.length]! },
    }),
  );
  const told = versions.map(
    ({ name, parts }) =>
      `${name}: ${parts.map(({ part, share }) => `${part} ${Math.round(100 * share)}%`).join(", ")} of ${millions(sumBy(parts, "usdPerMonth"))}`,
  );
  return {
    data: bars,
    layout: layout(`${upperFirst(largest.part)} cost the most: ${Math.round(100 * largest.share)}% of every month`, {
      barmode: "group",
      xaxis: axis("part of the cost", { type: "category" }),
      yaxis: axis("share of the monthly cost (%)", { range: [0, 110 * largest.share + 6] }),
    }),
    sentence: `Monthly cost by part – ${told.join("; ")}.`,
  };
}

/**
 * Draws how the monthly cost moves when each input alone is lowered and raised: a tornado, the input that matters most on top.
 *
 * @param rows - one an input, the one that matters most first
 * @param change - share by which inputs were changed, for the legend
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, datasets, figures } from "strata";
 *
 * const rows = cloud.sensitivities(cloud.dataCentreOf(datasets.dataCentre2010(), "2010-09"), 0.2);
 * assert.match(figures.sensitivityFigure(rows, 0.2).sentence, /^Of 13 inputs/);
 * ```
 */
export function sensitivityFigure(rows: readonly Sensitivity[], change: number): Figure {
  const height = (index: number) => rows.length - 1 - index;
  const spans = rows.map(
    (row, index): Trace => ({
      type: "scatter",
      mode: "lines",
      x: [row.lowUsdPerMonth / 1e6, row.highUsdPerMonth / 1e6],
      y: [height(index), height(index)],
      line: { color: palette.ink, width: 6 },
      hoverinfo: "skip",
      showlegend: false,
    }),
  );
  const base = rows[0]!.baseUsdPerMonth;
  const [most, second] = rows.map(({ input }) => inputNames[input]);
  const least = rows.filter((row) => swing(row) < 1).map(({ input }) => inputNames[input]);
  const tied = swing(rows[0]!) - swing(rows[1]!) < 0.001 * swing(rows[0]!);
  const title = tied
    ? `${upperFirst(most)} and ${second} move the cost most`
    : `${upperFirst(most)} moves the cost most, then ${second}`;
  const percent = `${Math.round(100 * change)}%`;
  return {
    data: [
      ...spans,
      ends("lowUsdPerMonth", `input lowered by ${percent}`, palette.host, "circle"),
      ends("highUsdPerMonth", `input raised by ${percent}`, palette.hypervisor, "square"),
    ],
    layout: layout(title, {
      xaxis: axis("cost a month (million USD)"),
      yaxis: axis("input", {
        tickvals: rows.map((_, index) => height(index)),
        ticktext: rows.map(({ input }) => inputNames[input]),
        range: [-0.7, rows.length - 0.3],
      }),
      shapes: [
        {
          type: "line",
          x0: base / 1e6,
          x1: base / 1e6,
          y0: -0.7,
          y1: rows.length - 0.3,
          line: { color: palette.idle, dash: "dot" },
        },
      ],
      height: 520,
      legend: { orientation: "h", x: 0, y: -0.16, traceorder: "normal" },
    }),
    sentence: `Of ${rows.length} inputs, each moved by ${percent}, ${most} moves the monthly cost of ${millions(base)} most, by ${millions(swing(rows[0]!))} from low to high${least.length === 0 ? "" : `; ${least.join(" and ")} not at all`}.`,
  };

  function ends(end: "lowUsdPerMonth" | "highUsdPerMonth", name: string, color: string, symbol: string): Trace {
    return {
      type: "scatter",
      mode: "markers",
      name,
      x: rows.map((row) => row[end] / 1e6),
      y: rows.map((_, index) => height(index)),
      marker: { color, size: 12, symbol },
    };
  }
}

const inputNames: Readonly<Record<Sensitivity["input"], string>> = {
  criticalLoadWatts: "critical load (W)",
  facilityUsdPerWatt: "price of the facility (USD/W)",
  powerAndCoolingShare: "power and cooling's share of it",
  facilityYears: "life of the facility",
  servers: "number of servers",
  serverUsd: "price of a server",
  serverYears: "life of a server",
  networkUsd: "price of the network",
  networkYears: "life of the network",
  costOfMoneyPerYear: "cost of money",
  averageLoadShare: "average load",
  pue: "PUE",
  usdPerKwh: "price of electricity",
};

function swing({ lowUsdPerMonth, highUsdPerMonth }: Sensitivity): number {
  return Math.abs(highUsdPerMonth - lowUsdPerMonth);
}

function millions(usd: number): string {
  return `$${(usd / 1e6).toFixed(2)}M`;
}
