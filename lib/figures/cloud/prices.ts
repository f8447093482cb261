/** Prices over the years, and how much of a fleet to reserve. */
import { groupBy, minBy } from "lodash";
import type { MixCost } from "../../cloud";
import type { PriceChange } from "../../datasets";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette } from "../palette";

const lineColours = [palette.rented, palette.hypervisor, palette.host, palette.hardware, palette.guest, palette.wrong];

/**
 * Draws the on-demand prices of a few types as steps over the years.
 *
 * @param changes - price changes of the types to draw, in order of date
 * @param until - the last year of the axis; prices hold until then
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { datasets, figures } from "strata";
 *
 * const m3 = datasets.ec2PriceChanges().filter(({ instanceType }) => instanceType === "m3.xlarge");
 * assert.match(figures.priceHistoryFigure(m3, 2018).sentence, /m3.xlarge from \$0.500 to \$0.266/);
 * ```
 */
export function priceHistoryFigure(changes: readonly PriceChange[], until: number): Figure {
  const types = Object.entries(groupBy(changes, "instanceType"));
  const falls = types.map(([name, of]) => ({ name, first: of[0]!, last: of[of.length - 1]!, steps: of.length - 1 }));
  const deepest = minBy(falls, ({ first, last }) => last.usdPerHour / first.usdPerHour)!;
  const lines = types.map(([name, of], index): Trace => {
    const last = of[of.length - 1]!;
    return {
      type: "scatter",
      mode: "lines+markers",
      name,
      x: [...of.map(({ date }) => yearOf(date)), until],
      y: [...of.map(({ usdPerHour }) => usdPerHour), last.usdPerHour],
      line: { color: lineColours[index % lineColours.length]!, width: 2.5, shape: "hv" },
      marker: { color: lineColours[index % lineColours.length]!, size: [...of.map(() => 7), 0] },
    };
  });
  const fall = Math.round(100 * (1 - deepest.last.usdPerHour / deepest.first.usdPerHour));
  const rises = types.filter(([, of]) => of.some((row, at) => at > 0 && row.usdPerHour > of[at - 1]!.usdPerHour));
  const title =
    rises.length === 0
      ? `No price rose; ${deepest.name}'s fell by ${fall}%, in ${deepest.steps} ${deepest.steps === 1 ? "step" : "steps"}`
      : `The price of ${rises.map(([name]) => name).join(" and ")} rose at least once`;
  const top = Math.max(...changes.map(({ usdPerHour }) => usdPerHour));
  const start = Math.ceil(Math.min(...changes.map(({ date }) => yearOf(date))));
  const years = Array.from({ length: until - start + 1 }, (_, index) => start + index);
  const told = falls.map(
    ({ name, first, last }) => `${name} from $${first.usdPerHour.toFixed(3)} to $${last.usdPerHour.toFixed(3)}`,
  );
  return {
    data: lines,
    layout: layout(title, {
      xaxis: axis("year", { tickvals: years, ticktext: years.map(String) }),
      yaxis: axis("on-demand price (USD an hour)", { range: [0, 1.08 * top] }),
    }),
    sentence: `On-demand prices an hour, first and last seen – ${told.join("; ")}.`,
  };
}

function yearOf(date: string): number {
  const [year, month, day] = date.split("-").map(Number) as [number, number, number];
  return year + (month - 1) / 12 + (day - 1) / 365;
}

/**
 * Draws the cost of a fleet by how many of its instances are reserved, stacked: reserved below, on demand above.
 *
 * @param rows - one a size of the reservation, from 0 on
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures } from "strata";
 *
 * const reservation = cloud.reserve(1, { years: 1, discount: 0.4, upfrontShare: 0 });
 * const rows = cloud.compareReservations([1, 1, 1, 4], reservation, 1);
 * assert.match(figures.reservationFigure(rows).sentence, /least with 1 reserved/);
 * ```
 */
export function reservationFigure(rows: readonly MixCost[]): Figure {
  const best = minBy(rows, "totalUsd")!;
  const [none, all] = [rows[0]!, rows[rows.length - 1]!];
  const saved = Math.round(100 * (1 - best.totalUsd / none.totalUsd));
  const bar = (name: string, key: "reservedUsd" | "onDemandUsd", color: string): Trace => ({
    type: "bar",
    name,
    x: rows.map(({ reserved }) => reserved),
    y: rows.map((row) => row[key]),
    marker: { color },
  });
  return {
    data: [bar("reserved", "reservedUsd", palette.owned), bar("on demand", "onDemandUsd", palette.rented)],
    layout: layout(`Reserving ${best.reserved} of ${all.reserved} instances is cheapest and saves ${saved}%`, {
      barmode: "stack",
      xaxis: axis("instances reserved"),
      yaxis: axis("cost (USD)"),
    }),
    sentence: `The fleet costs least with ${best.reserved} reserved, $${best.totalUsd.toFixed(2)}, against $${none.totalUsd.toFixed(2)} with none and $${all.totalUsd.toFixed(2)} with all ${all.reserved}.`,
  };
}
