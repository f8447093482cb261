/** The scale of a cloud, and what fails in it every day. */
import type { FailureRow, LadderStep } from "../../cloud";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette } from "../palette";

/**
 * Draws servers and disks of each part of a cloud on a logarithmic axis.
 *
 * @param steps - from the smallest part to the whole
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures } from "strata";
 *
 * const steps = cloud.ladder(cloud.cloudParts({ sites: 68, serversPerSite: 50_000 }));
 * assert.match(figures.fleetLadderFigure(steps).sentence, /storage rack: 1,100 disks/);
 * ```
 */
export function fleetLadderFigure(steps: readonly LadderStep[]): Figure {
  const shown = steps.filter(({ servers, disks }) => servers + disks > 1);
  const bars = (name: string, key: "servers" | "disks", color: string): Trace => ({
    type: "bar",
    name,
    x: shown.map((step) => step.name),
    y: shown.map((step) => (step[key] === 0 ? null : step[key])),
    text: shown.map((step) => (step[key] === 0 ? "" : short(step[key]))),
    textposition: "outside",
    cliponaxis: false,
    marker: { color },
  });
  const whole = shown[shown.length - 1]!;
  const first = shown.find(({ servers }) => servers > 0)!;
  const [top, ticks] = powers(Math.max(whole.servers, whole.disks));
  const told = shown.map(({ name, servers, disks }) => {
    const parts = [servers > 0 ? `${comma(servers)} servers` : "", disks > 0 ? `${comma(disks)} disks` : ""];
    return `${name}: ${parts.filter((part) => part !== "").join(" and ")}`;
  });
  return {
    data: [bars("servers", "servers", palette.hypervisor), bars("disks", "disks", palette.host)],
    layout: layout(
      `From ${comma(first.servers)} servers in a ${first.name} to ${short(whole.servers)} in the ${whole.name}, and ${short(whole.disks)} disks beside them`,
      {
        barmode: "group",
        xaxis: axis("part of the cloud", { type: "category" }),
        yaxis: axis("number in it (logarithmic)", {
          type: "log",
          range: [0, top + 0.3],
          ...ticks,
        }),
      },
    ),
    sentence: `What each part of the cloud holds – ${told.join("; ")}.`,
  };
}

/**
 * Draws failures a day at several scales, as expected and as simulated.
 *
 * @param rows - one a scale, from the smallest to the largest
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures, sim } from "strata";
 *
 * const scales = [{ name: "rack", count: 1100 }, { name: "hall", count: 11_000 }];
 * const rows = cloud.compareFailures(scales, 0.015, { days: 365, random: sim.seeded(1) });
 * assert.match(figures.failuresFigure(rows, "disk").sentence, /rack: every 22 days/);
 * ```
 */
export function failuresFigure(rows: readonly FailureRow[], device: string): Figure {
  const points = (name: string, key: "expectedPerDay" | "simulatedPerDay", symbol: string, size: number): Trace => ({
    type: "scatter",
    mode: "markers",
    name,
    x: rows.map((row) => row.name),
    y: rows.map((row) => row[key]),
    marker: { color: key === "expectedPerDay" ? palette.idle : palette.wrong, size, symbol },
  });
  const values = rows
    .flatMap(({ expectedPerDay, simulatedPerDay }) => [expectedPerDay, simulatedPerDay])
    .filter((one) => one > 0);
  const [low, high] = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))];
  const [first, last] = [rows[0]!, rows[rows.length - 1]!];
  return {
    data: [
      points("expected: devices × rate / 365", "expectedPerDay", "square", 18),
      points("simulated, device by device", "simulatedPerDay", "circle", 8),
    ],
    layout: layout(`In a ${first.name} a ${device} fails ${often(first)}; in a ${last.name}, ${often(last)}`, {
      xaxis: axis("what the devices make up", { type: "category" }),
      yaxis: axis(`${device} failures a day`, { type: "log", range: [low - 0.2, high + 0.2], dtick: 1 }),
    }),
    sentence: `How often a ${device} fails – ${rows.map((row) => `${row.name}: ${often(row)}`).join("; ")}.`,
  };
}

function often({ expectedPerDay }: FailureRow): string {
  if (expectedPerDay < 0.67) return `every ${Math.round(1 / expectedPerDay)} days`;
  return expectedPerDay < 1.5 ? "about once a day" : `${comma(Math.round(expectedPerDay))} times a day`;
}

/** The power of ten above a count, and the ticks up to there. */
function powers(most: number): [number, { tickvals: number[]; ticktext: string[] }] {
  const top = Math.ceil(Math.log10(most));
  const tickvals = Array.from({ length: top + 1 }, (_, power) => 10 ** power);
  return [top, { tickvals, ticktext: tickvals.map(short) }];
}

function short(count: number): string {
  if (count >= 1e6) return `${Number((count / 1e6).toPrecision(3))}M`;
  return count >= 1e4 ? `${Number((count / 1e3).toPrecision(3))}k` : comma(count);
}

function comma(count: number): string {
  return count.toLocaleString("en-US");
}
