/** Rent or own: cost over time, and where the break-even lies. */
import { groupBy, sortBy, uniq } from "lodash";
import type { OwnershipPoint, OwnershipRow } from "../../cloud";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette } from "../palette";

/** One way to count what owning costs. */
export interface OwnershipSeries {
  /** What is counted, such as "price, power and staff". */
  readonly name: string;
  /** One row per hour asked for, in order; the rent of all series is the same. */
  readonly rows: readonly OwnershipRow[];
}

/**
 * Draws the cost of renting and of owning over time, and marks where they cross.
 *
 * @param series - at least one, all with the same hours and rent
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures, sim } from "strata";
 *
 * const plan = { rentPerHour: sim.usd(3.06), price: sim.usd(37_245.4) };
 * const rows = cloud.compareOwnership(plan, [0, 8760, 17_520]);
 * assert.match(figures.ownershipFigure([{ name: "price", rows }]).sentence, /price: 507 days/);
 * ```
 */
export function ownershipFigure(series: readonly OwnershipSeries[]): Figure {
  const rented = series[0]!.rows;
  const dashes = ["solid", "dash", "dot"] as const;
  const crossings = series.map(({ name, rows }) => ({ name, ...crossing(rows) }));
  const owned = series.map(
    ({ name, rows }, index): Trace => ({
      ...line(`owned: ${name} (${daysOf(crossings[index]!)})`, rows, "owned"),
      line: { color: palette.owned, width: 2.5, dash: dashes[index % dashes.length] },
    }),
  );
  const found = crossings.filter((one): one is Crossing & { name: string } => one.days !== undefined);
  const marks: Trace = {
    type: "scatter",
    mode: "markers",
    name: "break-even",
    x: found.map(({ days }) => days),
    y: found.map(({ cost }) => cost / 1000),
    marker: { color: palette.wrong, size: 10 },
  };
  const told = crossings.map((one) => `${one.name}: ${daysOf(one)}`);
  const last = found[found.length - 1];
  const top = Math.max(...series.flatMap(({ rows }) => rows.map((row) => Math.max(row.rented, row.owned)))) / 1000;
  const title =
    found.length < series.length
      ? "Counting everything, renting stays cheaper all the time shown"
      : `Buying pays after ${Math.round(found[0]!.days)} days of constant work${series.length > 1 ? `; counting everything, after ${Math.round(last!.days)}` : ""}`;
  return {
    data: [line("rented", rented, "rented"), ...owned, marks],
    layout: layout(title, {
      xaxis: axis("days of use"),
      yaxis: axis(`cost so far (thousand ${rented[0]!.currency})`, { range: [0, 1.05 * top] }),
    }),
    sentence: `Break-even of owning against renting, by what is counted – ${told.join("; ")}.`,
  };
}

function line(name: string, rows: readonly OwnershipRow[], side: "rented" | "owned"): Trace {
  return {
    type: "scatter",
    mode: "lines",
    name,
    x: rows.map(({ hours }) => hours / 24),
    y: rows.map((row) => row[side] / 1000),
    line: { color: palette[side], width: 2.5 },
  };
}

function daysOf({ days }: { readonly days: number | undefined }): string {
  return days === undefined ? "never in this time" : `${Math.round(days)} days`;
}

interface Crossing {
  readonly days: number;
  readonly cost: number;
}

/** Where rent overtakes, by straight lines between rows. */
function crossing(rows: readonly OwnershipRow[]): Crossing | { readonly days: undefined } {
  const gap = ({ rented, owned }: OwnershipRow) => rented - owned;
  const after = rows.findIndex((row, index) => index > 0 && gap(row) >= 0 && gap(rows[index - 1]!) < 0);
  if (after < 0) return { days: undefined };
  const [a, b] = [rows[after - 1]!, rows[after]!];
  const share = -gap(a) / (gap(b) - gap(a));
  return { days: (a.hours + share * (b.hours - a.hours)) / 24, cost: a.rented + share * (b.rented - a.rented) };
}

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
  const utilizations = sortBy(uniq(points.map(({ utilization }) => utilization)));
  const rows = sortBy(
    Object.values(groupBy(points, "other")).map((of) => sortBy(of, "utilization")),
    (of) => of[0]!.other,
  );
  const equal = rows.map((of) => ({ other: of[0]!.other, utilization: equalAt(of) }));
  const column = (utilization: number) => {
    const step = utilizations[1]! - utilizations[0]!;
    return (utilization - utilizations[0]!) / step;
  };
  const cells: Trace = {
    type: "heatmap",
    x: utilizations.map((_, index) => index),
    y: rows.map((_, index) => index),
    z: rows.map((of) => of.map(({ ratio }) => Math.max(-2, Math.min(2, Math.log2(ratio))))),
    customdata: rows.map((of) => of.map(({ ratio }) => ratio)),
    hovertemplate: "owning costs %{customdata:.2f} times as much as renting<extra></extra>",
    zmin: -2,
    zmax: 2,
    colorscale: [
      [0, palette.owned],
      [0.5, "#f4f4f4"],
      [1, palette.rented],
    ],
    colorbar: {
      title: { text: "owning / renting" },
      tickvals: [-2, -1, 0, 1, 2],
      ticktext: ["¼", "½", "1", "2", "4"],
    },
  };
  const on = equal
    .map(({ utilization }, row) => ({ row, utilization }))
    .filter(({ utilization }) => utilization !== undefined);
  const equals: Trace = {
    type: "scatter",
    mode: "lines+markers",
    name: "break-even",
    x: on.map(({ utilization }) => column(utilization!)),
    y: on.map(({ row }) => row),
    line: { color: palette.wrong, width: 2.5 },
    marker: { color: palette.wrong, size: 6 },
  };
  const told = equal.map(
    ({ other: value, utilization }) => `${value}: ${utilization === undefined ? "never" : percent(utilization)}`,
  );
  const ends = [equal[0]!, equal[equal.length - 1]!].map(
    ({ other: value, utilization }) =>
      `${utilization === undefined ? "never" : `above ${percent(utilization)}`} at ${value}`,
  );
  const every = Math.ceil(utilizations.length / 11);
  return {
    data: [cells, equals],
    layout: layout(`Owning (brown) is cheaper for busy servers: ${ends.join(", ")} ${other.name}`, {
      xaxis: axis("share of the hours with work (%)", {
        tickvals: utilizations.map((_, index) => index).filter((index) => index % every === 0),
        ticktext: utilizations
          .filter((_, index) => index % every === 0)
          .map((share) => String(Math.round(100 * share))),
        range: [-0.5, utilizations.length - 0.5],
      }),
      yaxis: axis(other.title, {
        tickvals: rows.map((_, index) => index),
        ticktext: rows.map((of) => String(of[0]!.other)),
        range: [-0.5, rows.length - 0.5],
      }),
      height: 460,
    }),
    sentence: `Share of hours with work from which owning is cheaper than renting, by ${other.name} – ${told.join("; ")}.`,
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
