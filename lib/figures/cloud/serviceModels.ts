/** Service models side by side: who owns which layer, what runs where, and two ways to lose one's data. */
import type { Fit, GradeCell, Layer, ServiceModel, Workload } from "../../cloud";
import type { Figure, Trace } from "../figure";
import { axis, cellTable, layout } from "../layout";
import { palette, tint } from "../palette";

/**
 * Draws the stack of layers of each model, the ground at the bottom: blue is the customer's, orange the provider's.
 *
 * @param layers - the stack from the ground up
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures } from "strata";
 *
 * const { sentence } = figures.layersFigure(cloud.lectureModels, cloud.layers);
 * assert.match(sentence, /SaaS 1 of 8/);
 * ```
 */
export function layersFigure(models: readonly ServiceModel[], layers: readonly Layer[]): Figure {
  const owned = (model: ServiceModel) => layers.filter((layer) => model.owners[layer] === "customer").length;
  const sorted = [...models].sort((a, b) => owned(b) - owned(a));
  const isCustomers = (layer: Layer, model: ServiceModel) => model.owners[layer] === "customer";
  return {
    data: [
      cellTable({
        columns: sorted.map(({ name }) => name),
        rows: layers.map(words),
        values: layers.map((layer) => sorted.map((model) => (isCustomers(layer, model) ? 0 : 1))),
        texts: layers.map((layer) => sorted.map((model) => model.owners[layer])),
        colours: [
          [0, tint(palette.guest, 0.35)],
          [1, tint(palette.hypervisor, 0.35)],
        ],
        range: [0, 1],
        gaps: [6, 3],
      }),
    ],
    layout: layout("Each step to the right gives layers away: less to do, and less to decide", {
      xaxis: axis("service model", { type: "category" }),
      yaxis: axis("layer", { type: "category" }),
      margin: { l: 140, r: 20, t: 80, b: 60 },
      height: 460,
    }),
    sentence: `Layers that the customer owns – ${sorted.map((model) => `${model.name} ${owned(model)} of ${layers.length}`).join(", ")}.`,
  };
}

function words(layer: Layer): string {
  return layer.replace(/[A-Z]/, (letter) => ` ${letter.toLowerCase()}`);
}

/** A workload, and whether each model runs it. */
export interface FitRow {
  readonly workload: Workload;
  readonly fits: Readonly<Record<string, Fit>>;
}

const fitNames = ["cannot", "rewrite", "runs"] as const;

/**
 * Draws what runs where as a heat map, the most demanding workload at the bottom.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures } from "strata";
 *
 * const rows = cloud.workloadCatalogue.map((workload) => ({
 *   workload,
 *   fits: { IaaS: cloud.fit(workload, cloud.iaas), SaaS: cloud.fit(workload, cloud.saas) },
 * }));
 * assert.match(figures.flexibilityFigure(rows).sentence, /IaaS runs 17/);
 * ```
 */
export function flexibilityFigure(rows: readonly FitRow[]): Figure {
  const models = Object.keys(rows[0]!.fits);
  const count = (model: string, type: Fit["type"]) => rows.filter(({ fits }) => fits[model]!.type === type).length;
  const score = ({ fits }: FitRow) => models.reduce((sum, model) => sum + fitNames.indexOf(fits[model]!.type), 0);
  const sorted = [...rows].sort((a, b) => score(a) - score(b));
  const grid = <T>(value: (fit: Fit) => T) => sorted.map(({ fits }) => models.map((model) => value(fits[model]!)));
  const found = models.map((model) => {
    const rewrites = count(model, "rewrite");
    return `${model} runs ${count(model, "runs")}${rewrites === 0 ? "" : ` and ${rewrites} after a rewrite`}`;
  });
  return {
    data: [
      cellTable({
        columns: models,
        rows: sorted.map(({ workload }) => workload.name),
        values: grid(({ type }) => fitNames.indexOf(type)),
        texts: grid(({ type }) => type),
        hints: grid((fit) => (fit.type === "runs" ? "runs" : `${fit.type}: ${fit.reason}`)),
        colours: [
          [0, tint(palette.wrong, 0.35)],
          [0.5, tint(palette.hypervisor, 0.35)],
          [1, tint(palette.host, 0.45)],
        ],
        range: [0, 2],
      }),
    ],
    layout: layout(`Of ${rows.length} workloads, ${found.join(", ")}`, {
      xaxis: axis("service model", { type: "category" }),
      yaxis: axis("", { type: "category" }),
      margin: { l: 250, r: 20, t: 80, b: 60 },
      height: 150 + 24 * rows.length,
    }),
    sentence: `Of ${rows.length} workloads, ${found.join("; ")}.`,
  };
}

/**
 * Draws the two chances of a bad year side by side, by model, on a logarithmic axis.
 *
 * @param sheet - cells of the columns `isolation` and `security`; others are left out
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures } from "strata";
 *
 * assert.match(figures.riskFigure(cloud.gradeSheet()).sentence, /Private data center: 0% by a neighbour/);
 * ```
 */
export function riskFigure(sheet: readonly GradeCell[]): Figure {
  const of = (column: GradeCell["column"]) => sheet.filter((cell) => cell.column === column);
  const least = 1e-5;
  const bars = (column: GradeCell["column"], name: string, colour: string): Trace => ({
    type: "bar",
    name,
    x: of(column).map(({ model }) => model),
    y: of(column).map(({ value }) => Math.max(value, least)),
    text: of(column).map(({ value }) => percent(value)),
    textposition: "outside",
    cliponaxis: false,
    marker: { color: colour },
  });
  const found = of("isolation").map(({ model, value }) => {
    const outside = of("security").find((cell) => cell.model === model)!.value;
    return `${model}: ${percent(value)} by a neighbour, ${percent(outside)} from outside`;
  });
  return {
    data: [
      bars("isolation", "by a neighbour, through the boundary", palette.hypervisor),
      bars("security", "from outside, through a layer not patched yet", palette.guest),
    ],
    layout: layout("Who shares nothing has no neighbour to fear, and has to patch everything himself", {
      barmode: "group",
      xaxis: axis("service model", { type: "category" }),
      yaxis: axis("chance a year that the data is read", { type: "log", range: [-5, 0.3], dtick: 1, tickformat: "~g" }),
    }),
    sentence: `Chance a year that somebody reads the data, under the assumed rates – ${found.join("; ")}.`,
  };
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))}%`;
}
