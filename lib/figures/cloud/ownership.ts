/** Rent or own: cost over time. */
import type { OwnershipRow } from "../../cloud";
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
