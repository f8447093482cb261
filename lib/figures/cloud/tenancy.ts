/** What a tenant costs as tenants become more; and what a noisy one does to the others. */
import { groupBy } from "lodash";
import type { NoiseReport, TenancyRow } from "../../cloud";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette } from "../palette";

const colours = [palette.host, palette.guest, palette.hypervisor, palette.wrong];
const symbols = ["circle", "square", "diamond", "circle"];

/**
 * Draws capacity a tenant over the number of tenants, both logarithmic: one line for each correlation of their demand.
 *
 * @param byCorrelation - rows of `cloud.pool`, by the weight of what is common to all tenants' demand
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures, sim } from "strata";
 *
 * const rows = cloud.pool([1, 10], cloud.assumedTenancy, sim.seeded(1), 500);
 * assert.match(figures.poolingFigure({ "0": rows }).sentence, /correlation 0: .* to/);
 * ```
 */
export function poolingFigure(byCorrelation: Readonly<Record<string, readonly TenancyRow[]>>): Figure {
  const found = Object.entries(byCorrelation).map(([correlation, rows]) => {
    const [first, last] = [rows[0]!, rows[rows.length - 1]!];
    return `correlation ${correlation}: ${first.capacityPerTenant.toFixed(1)} to ${last.capacityPerTenant.toFixed(1)}`;
  });
  const lines = Object.entries(byCorrelation).map(
    ([correlation, rows], at): Trace => ({
      type: "scatter",
      mode: "lines+markers",
      name: `correlation ${correlation}`,
      x: rows.map(({ tenants }) => tenants),
      y: rows.map(({ capacityPerTenant }) => capacityPerTenant),
      line: { color: colours[at % 4], width: 2.5 },
      marker: { color: colours[at % 4], symbol: symbols[at % 4], size: 8 },
    }),
  );
  const all = Object.values(byCorrelation).flat();
  const most = Math.log10(Math.max(...all.map(({ tenants }) => tenants)));
  const top = Math.max(...all.map(({ capacityPerTenant }) => capacityPerTenant));
  return {
    data: lines,
    layout: layout("Pooling saves capacity, as far as tenants do not peak together", {
      xaxis: axis("tenants of one application", { type: "log", range: [-0.1, most + 0.1], dtick: 1 }),
      yaxis: axis("capacity a tenant, in mean demands", { range: [0, top * 1.08] }),
    }),
    sentence: `Capacity a tenant, from ${all[0]!.tenants} to ${Math.max(...all.map(({ tenants }) => tenants))} tenants – ${found.join("; ")}.`,
  };
}

/**
 * Draws what the quiet tenants meet as the noisy one sends more, both axes logarithmic: one line for each way of sharing.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures, sim } from "strata";
 *
 * const rows = (["fifo", "fair"] as const).map((sharing) =>
 *   cloud.shareServer({ tenants: 10, load: 0.5, noise: 20 }, sharing, sim.seeded(1)),
 * );
 * assert.match(figures.noiseFigure(rows).sentence, /fair/);
 * ```
 */
export function noiseFigure(rows: readonly NoiseReport[]): Figure {
  const groups = Object.entries(groupBy(rows, "sharing"));
  const look = { fifo: palette.wrong, fair: palette.host, quota: palette.guest } as const;
  const lines = groups.map(
    ([sharing, of], at): Trace => ({
      type: "scatter",
      mode: "lines+markers",
      name: sharing,
      x: of.map(({ noise }) => noise),
      y: of.map(({ othersMean }) => othersMean),
      line: { color: look[of[0]!.sharing], width: 2.5 },
      marker: { color: look[of[0]!.sharing], symbol: symbols[at], size: 8 },
    }),
  );
  const most = Math.max(...rows.map(({ noise }) => noise));
  const atMost = groups.map(([sharing, of]) => `${sharing} ${of[of.length - 1]!.othersMean.toPrecision(2)}`);
  return {
    data: lines,
    layout: layout("In one queue all wait for the noisy tenant; served in turn, it waits for itself", {
      xaxis: axis("what the noisy tenant sends, times its share", {
        type: "log",
        range: [-0.05, Math.log10(most) + 0.05],
        dtick: 1,
      }),
      yaxis: axis("others' mean response, service times", { type: "log", dtick: 1 }),
    }),
    sentence: `Mean response time of the quiet tenants when one sends ${most} times its share, in service times – ${atMost.join(", ").replace(/([\d.]+e\+\d+)/g, (text) => String(Number(text)))}.`,
  };
}
