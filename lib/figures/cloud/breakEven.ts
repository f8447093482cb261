/** Rent or own: the break-even as a line on a map. */
import { groupBy, sortBy, uniq } from "lodash";
import type { OwnershipPoint } from "../../cloud";
import type { Figure, FigureFrame, Layout, Trace } from "../figure";
import { axis, layout, slider, wrap } from "../layout";
import { palette } from "../palette";

/** What the vertical axis of the surface is. */
export interface SurfaceAxis {
  /** Its name in the title and sentence, such as "years of life". */
  readonly name: string;
  /** Title of the axis, with unit. */
  readonly title: string;
}

/**
 * Draws the cost of owning over that of renting as a map, and the line on which they are equal.
 *
 * @param points - one a pair of a utilization and another input, on a full grid
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures, sim } from "strata";
 *
 * const plan = { rentPerHour: sim.usd(3.06), price: sim.usd(37_245.4) };
 * const points = cloud.ownershipSurface(plan, "lifeYears", { utilizations: [0.25, 0.5, 0.75, 1], others: [1, 2, 4] });
 * const figure = figures.breakEvenSurfaceFigure(points, { name: "years of life", title: "life of the server (years)" });
 * assert.match(figure.sentence, /4: 35%/);
 * ```
 */
export function breakEvenSurfaceFigure(points: readonly OwnershipPoint[], other: SurfaceAxis): Figure {
  const { data, title, told, axes } = surfaceOf(points, other);
  return {
    data,
    layout: layout(title, { ...axes, height: 460 }),
    sentence: `Share of hours with work from which owning is cheaper than renting, by ${other.name} – ${told}.`,
  };
}

/** The surface for one value of a third input. */
export interface SurfaceSetting {
  /** The value, as the slider shows it. */
  readonly name: string;
  readonly points: readonly OwnershipPoint[];
}

/**
 * Draws several surfaces, one a position of a slider.
 *
 * @param settings - at least one, all on the same grid
 * @param knob - what the slider moves, such as "instances that do the server's work"
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures, sim } from "strata";
 *
 * const plan = { rentPerHour: sim.usd(3.06), price: sim.usd(37_245.4) };
 * const grid = { utilizations: [0.25, 0.5, 0.75, 1], others: [2, 4] };
 * const settings = [1, 2].map((instancesPerServer) => ({
 *   name: String(instancesPerServer),
 *   points: cloud.ownershipSurface({ ...plan, instancesPerServer }, "lifeYears", grid),
 * }));
 * const figure = figures.breakEvenSliderFigure(settings, { name: "years of life", title: "life (years)" }, "instances");
 * assert.match(figure.sentence, /instances 2 – 2: 35%/);
 * ```
 */
export function breakEvenSliderFigure(settings: readonly SurfaceSetting[], other: SurfaceAxis, knob: string): Figure {
  const surfaces = settings.map(({ name, points }) => ({ name, ...surfaceOf(points, other) }));
  const [first] = surfaces;
  const frames = surfaces.map(
    ({ name, data, title }): FigureFrame => ({ name, data, layout: { title: { text: wrap(title) } } }),
  );
  const told = surfaces.map(({ name, told: found }) => `with ${knob} ${name} – ${found}`);
  return {
    data: first!.data,
    layout: layout(first!.title, {
      ...first!.axes,
      height: 540,
      showlegend: false,
      sliders: [slider(frames, `${knob}: `)],
    }),
    frames,
    sentence: `Share of hours with work from which owning is cheaper than renting, by ${other.name}: ${told.join("; ")}.`,
  };
}

interface Surface {
  readonly data: readonly Trace[];
  readonly title: string;
  /** The break-even of each row, in words. */
  readonly told: string;
  readonly axes: Layout;
}

function surfaceOf(points: readonly OwnershipPoint[], other: SurfaceAxis): Surface {
  const utilizations = sortBy(uniq(points.map(({ utilization }) => utilization)));
  const rows = sortBy(
    Object.values(groupBy(points, "other")).map((of) => sortBy(of, "utilization")),
    (of) => of[0]!.other,
  );
  const equal = rows.map((of) => ({ other: of[0]!.other, utilization: equalAt(of) }));
  const inWords = ({ utilization }: { readonly utilization: number | undefined }) =>
    utilization === undefined ? "never" : percent(utilization);
  const ends = [equal[0]!, equal[equal.length - 1]!].map(
    (end) => `${end.utilization === undefined ? "" : "above "}${inWords(end)} at ${end.other}`,
  );
  const every = Math.ceil(utilizations.length / 11);
  const labelled = utilizations.map((_, index) => index).filter((index) => index % every === 0);
  return {
    data: [cellsOf(rows), lineOf(equal, utilizations)],
    title: `Owning (brown) is cheaper for busy servers: ${ends.join(", ")} ${other.name}`,
    told: equal.map((row) => `${row.other}: ${inWords(row)}`).join("; "),
    axes: {
      xaxis: axis("share of the hours with work (%)", {
        tickvals: labelled,
        ticktext: labelled.map((index) => String(Math.round(100 * utilizations[index]!))),
        range: [-0.5, utilizations.length - 0.5],
      }),
      yaxis: axis(other.title, {
        tickvals: rows.map((_, index) => index),
        ticktext: rows.map((of) => String(of[0]!.other)),
        range: [-0.5, rows.length - 0.5],
      }),
    },
  };
}

/** Cells in steps of the grid, coloured by the logarithm of the ratio, so that twice and half are equally far from 1. */
function cellsOf(rows: readonly (readonly OwnershipPoint[])[]): Trace {
  return {
    type: "heatmap",
    x: rows[0]!.map((_, index) => index),
    y: rows.map((_, index) => index),
    z: rows.map((of) => of.map(({ ratio }) => round(Math.max(-2, Math.min(2, Math.log2(ratio)))))),
    customdata: rows.map((of) => of.map(({ ratio }) => round(ratio))),
    hovertemplate: "owning costs %{customdata:.2f} times as much as renting<extra></extra>",
    zmin: -2,
    zmax: 2,
    colorscale: [
      [0, palette.owned],
      [0.5, "#f4f4f4"],
      [1, palette.rented],
    ],
    colorbar: {
      orientation: "h",
      x: 0.96,
      xanchor: "right",
      y: 1.01,
      yanchor: "bottom",
      len: 0.5,
      thickness: 10,
      tickvals: [-2, 0, 2],
      ticktext: ["a quarter of the rent", "equal", "four times"],
    },
  };
}

/** The break-even, in steps of the grid. */
function lineOf(
  equal: readonly { readonly utilization: number | undefined }[],
  utilizations: readonly number[],
): Trace {
  const step = utilizations[1]! - utilizations[0]!;
  const on = equal.flatMap(({ utilization }, row) => (utilization === undefined ? [] : [{ row, utilization }]));
  return {
    type: "scatter",
    mode: "lines+markers",
    name: "break-even",
    x: on.map(({ utilization }) => (utilization - utilizations[0]!) / step),
    y: on.map(({ row }) => row),
    line: { color: palette.wrong, width: 2.5 },
    marker: { color: palette.wrong, size: 6 },
  };
}

/** The utilization at which the ratio falls to 1; its inverse is nearly a straight line of the utilization. */
function equalAt(row: readonly OwnershipPoint[]): number | undefined {
  const after = row.findIndex(({ ratio }, index) => index > 0 && ratio <= 1 && row[index - 1]!.ratio > 1);
  if (after < 0) return undefined;
  const [a, b] = [row[after - 1]!, row[after]!];
  const share = (1 - 1 / a.ratio) / (1 / b.ratio - 1 / a.ratio);
  return a.utilization + share * (b.utilization - a.utilization);
}

function percent(share: number): string {
  return `${Math.round(100 * share)}%`;
}

/** Three digits after the point are more than a colour shows. */
function round(value: number): number {
  return Math.round(1000 * value) / 1000;
}
