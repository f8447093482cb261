/** How many fit into a host's memory, and what it is full of. */
import type { DensityRow, Piece } from "../../containers";
import type { Figure } from "../figure";
import { axis, layout } from "../layout";
import { palette, tint } from "../palette";

const looks: readonly { readonly what: Piece["what"]; readonly name: string; readonly colour: string }[] = [
  { what: "application data", name: "the application's data", colour: palette.host },
  { what: "application text", name: "its code and libraries", colour: tint(palette.host, 0.45) },
  { what: "engine", name: "engine or monitor", colour: palette.hypervisor },
  { what: "guest kernel", name: "guest kernels", colour: palette.guest },
  { what: "guest services", name: "guest services", colour: tint(palette.guest, 0.45) },
  { what: "unused", name: "given to VMs, not used", colour: tint(palette.idle, 0.5) },
];

/**
 * Draws the memory of full hosts as stacked bars, with the number of instances in the label.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, datasets, figures } from "strata";
 *
 * const options = { cores: 4, memoryMib: 4096, costs: containers.publishedCosts(datasets.startupOverhead()) };
 * const application = { name: "web", system: "linux", layers: [], textMib: 30, dataMib: 30 } as const;
 * const rows = containers.measureDensity([containers.containerWay, containers.virtualMachineWay], application, options);
 * assert.match(figures.densityFigure(rows).sentence, /^Until memory is full: 101 as container .*, 10 as VM/);
 * ```
 */
export function densityFigure(rows: readonly DensityRow[]): Figure {
  const most = rows.reduce((best, row) => (row.instances > best.instances ? row : best));
  const fewest = rows.reduce((best, row) => (row.instances < best.instances ? row : best));
  const labels = rows.map(({ way, instances }) => `${way}<br>${instances.toLocaleString("en-US")} fit`);
  return {
    data: looks
      .filter(({ what }) => rows.some(({ memoryMib }) => (memoryMib[what] ?? 0) > 0))
      .map(({ what, name, colour }) => ({
        type: "bar",
        name,
        x: labels,
        y: rows.map(({ memoryMib }) => (memoryMib[what] ?? 0) / 1024),
        marker: { color: colour },
      })),
    layout: layout(
      `${Math.round(most.instances / fewest.instances)} times as many fit as ${most.way} than as ${fewest.way}, whose memory is ${Math.round(100 * fewest.applicationShare)}% application`,
      {
        barmode: "stack",
        xaxis: axis("way to run the application, and how many fit", { type: "category" }),
        yaxis: axis("memory, GiB"),
        height: 460,
        legend: { orientation: "h", x: 0, y: -0.28, traceorder: "normal" },
      },
    ),
    sentence: `Until memory is full: ${rows.map(({ way, instances, applicationShare }) => `${instances} as ${way} (${Math.round(100 * applicationShare)}% of the memory is the application's)`).join(", ")}.`,
  };
}
