/** The catalogue of AWS: by category and screenshot, and launches over the years. */
import { sortBy } from "lodash";
import type { CatalogueSize, CategoryCount, GrowthFit, LaunchRow } from "../../cloud";
import type { Figure } from "../figure";
import { axis, cellTable, layout } from "../layout";
import { palette, tint } from "../palette";

/**
 * Draws the number of services by category and year as a heat map, the largest growth on top.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, datasets, figures } from "strata";
 *
 * const figure = figures.serviceGrowthFigure(cloud.servicesByCategory(datasets.awsConsole()));
 * assert.match(figure.sentence, /from 19 to 91/);
 * ```
 */
export function serviceGrowthFigure(rows: readonly CategoryCount[]): Figure {
  const years = [...new Set(rows.map(({ year }) => year))];
  const [first, last] = [years[0]!, years[years.length - 1]!];
  const inYear = (category: string, year: number) =>
    rows.find((row) => row.category === category && row.year === year)?.services ?? 0;
  const growth = (category: string) => inYear(category, last) - inYear(category, first);
  const categories = sortBy([...new Set(rows.map(({ category }) => category))], growth);
  const total = (year: number) => categories.reduce((sum, category) => sum + inYear(category, year), 0);
  const top = categories[categories.length - 1]!;
  const most = Math.max(...rows.map(({ services }) => services));
  return {
    data: [
      cellTable({
        columns: years.map(String),
        rows: categories,
        values: categories.map((category) => years.map((year) => inYear(category, year))),
        texts: categories.map((category) => years.map((year) => String(inYear(category, year) || ""))),
        colours: [
          [0, tint(palette.idle, 0.08)],
          [0.01, tint(palette.guest, 0.18)],
          [1, tint(palette.guest, 0.85)],
        ],
        range: [0, most],
        gaps: [2, 2],
      }),
    ],
    layout: layout(`From ${total(first)} services to ${total(last)}; most came in ${top}`, {
      xaxis: axis("screenshot of the console, year", { type: "category" }),
      yaxis: axis("", { type: "category" }),
      height: 140 + 24 * categories.length,
      margin: { l: 210, r: 20, t: 80, b: 60 },
    }),
    sentence: `The console grew from ${total(first)} to ${total(last)} services between ${first} and ${last}; ${top} gained most, ${growth(top)}.`,
  };
}

/**
 * Draws all launches up to each year on a logarithmic axis, with the exponential through them and what screenshots showed.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, datasets, figures } from "strata";
 *
 * const launches = cloud.launchesByYear(datasets.awsLaunches());
 * const figure = figures.launchesFigure(launches, cloud.fitGrowth(launches), cloud.catalogueSizes(datasets.awsConsole()));
 * assert.match(figure.sentence, /doubled every/);
 * ```
 */
export function launchesFigure(
  rows: readonly LaunchRow[],
  fit: GrowthFit,
  screenshots: readonly CatalogueSize[],
): Figure {
  const doubling = fit.doublingYears.toFixed(1);
  return {
    data: [
      {
        type: "bar",
        name: "launched up to the year's end",
        x: rows.map(({ year }) => year),
        y: rows.map(({ total }) => total),
        marker: { color: tint(palette.guest, 0.55) },
      },
      {
        type: "scatter",
        mode: "lines",
        name: `doubling every ${doubling} years`,
        x: rows.map(({ year }) => year),
        y: rows.map(({ year }) => fit.startTotal * (1 + fit.growthPerYear) ** (year - rows[0]!.year)),
        line: { color: palette.hypervisor, width: 2, dash: "dash" },
      },
      {
        type: "scatter",
        mode: "markers+text",
        name: "in the lecture's screenshots",
        x: screenshots.map(({ year }) => year),
        y: screenshots.map(({ services }) => services),
        text: screenshots.map(({ services }) => String(services)),
        textposition: "top center",
        marker: { color: palette.wrong, size: 10, symbol: "diamond" },
      },
    ],
    layout: layout(`The catalogue doubled every ${doubling} years for fifteen years`, {
      xaxis: axis("year", { dtick: 2 }),
      yaxis: axis("services", { type: "log", range: [0.3, 2.6], dtick: 1 }),
    }),
    sentence: `Services that had been launched doubled every ${doubling} years (growth of ${(100 * fit.growthPerYear).toFixed(0)}% a year).`,
  };
}
