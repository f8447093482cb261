/** Response time over utilization: the knee, and what pooling does to it. */
import { groupBy } from "lodash";
import type { LatencyRow } from "../../cloud";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette } from "../palette";

const colours = [palette.wrong, palette.hypervisor, palette.guest, palette.host];

/**
 * Draws a curve a pool, in closed form, and simulated points on it where rows have them.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures } from "strata";
 *
 * const figure = figures.latencyFigure(cloud.latencyCurve({ servers: [1, 8] }));
 * assert.match(figure.sentence, /^At 90% busy/);
 * ```
 */
export function latencyFigure(rows: readonly LatencyRow[]): Figure {
  const pools = Object.values(groupBy(rows, "servers"));
  const lowest = Math.min(...rows.map(({ responseSeconds }) => responseSeconds));
  const top = 14 * lowest * 1000;
  const told = pools.map((of) => `${names(of[0]!.servers)} ${ms(nearest(of, 0.9).responseSeconds)}`);
  const busy = Math.round(100 * nearest(rows, 0.9).utilization);
  const [first, last] = [pools[0]!, pools[pools.length - 1]!];
  const factor = nearest(first, 0.9).responseSeconds / nearest(last, 0.9).responseSeconds;
  return {
    data: pools.flatMap((of, index) =>
      curve(
        of.filter(({ responseSeconds }) => 1000 * responseSeconds <= top),
        { name: names(of[0]!.servers), colour: colours[index % colours.length]! },
      ),
    ),
    layout: layout(
      pools.length < 2
        ? `The fuller, the slower: at ${busy}% busy a request takes ${ms(nearest(first, 0.9).responseSeconds)}`
        : `At ${busy}% busy, ${names(first[0]!.servers)} takes ${factor.toFixed(1)} times as long as ${names(last[0]!.servers)} with one queue`,
      {
        xaxis: axis("utilization of the servers, percent", { range: [0, 100] }),
        yaxis: axis("mean response time, milliseconds", { range: [0, top] }),
      },
    ),
    sentence: `At ${busy}% busy, a request takes on average: ${told.join(", ")}.`,
  };
}

function curve(rows: readonly LatencyRow[], { name, colour }: { name: string; colour: string }): Trace[] {
  const points = rows.filter(({ simulatedSeconds }) => simulatedSeconds !== undefined);
  const x = (of: readonly LatencyRow[]) => of.map(({ utilization }) => Number((100 * utilization).toFixed(2)));
  const line: Trace = {
    type: "scatter",
    mode: "lines",
    name,
    x: x(rows),
    y: rows.map(({ responseSeconds }) => 1000 * responseSeconds),
    line: { color: colour, width: 2.5 },
  };
  if (points.length === 0) return [line];
  const simulated: Trace = {
    type: "scatter",
    mode: "markers",
    name: `${name}, simulated`,
    x: x(points),
    y: points.map(({ simulatedSeconds }) => 1000 * simulatedSeconds!),
    marker: { color: colour, size: 8, symbol: "circle" },
    showlegend: false,
  };
  return [line, simulated];
}

/** The row whose utilization is nearest to one. */
function nearest(rows: readonly LatencyRow[], utilization: number): LatencyRow {
  const distance = (row: LatencyRow) => Math.abs(row.utilization - utilization);
  return rows.reduce((best, row) => (distance(row) < distance(best) ? row : best));
}

function names(servers: number): string {
  return servers === 1 ? "one server" : `${servers} servers`;
}

function ms(seconds: number): string {
  return `${(1000 * seconds).toFixed(seconds < 0.01 ? 1 : 0)} ms`;
}
