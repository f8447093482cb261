/** What running in a container or in a VM costs in speed. */
import type { DiskRow, LossRow } from "../../containers";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette, tint } from "../palette";

/**
 * Draws published losses against native, a group of bars a workload. Recalled figures are marked.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, datasets, figures } from "strata";
 *
 * const figure = figures.lossesFigure(containers.losses(datasets.felter2014()));
 * assert.match(figure.sentence, /Linpack: VM 17%, tuned 2%/);
 * ```
 */
export function lossesFigure(rows: readonly LossRow[]): Figure {
  const label = ({ workload, status }: LossRow) => `${workload}${{ seen: "", mixed: " *", recalled: " **" }[status]}`;
  const sorted = [...rows].sort((a, b) => a.vm - b.vm);
  const bars = (name: string, colour: string, value: (row: LossRow) => number | undefined): Trace => ({
    type: "bar",
    name,
    orientation: "h",
    x: sorted.map((row) => value(row) ?? null),
    y: sorted.map(label),
    marker: { color: colour },
  });
  const worst = (value: (row: LossRow) => number | undefined) => Math.max(...rows.map((row) => value(row) ?? 0));
  const told = rows.map(
    ({ workload, vm, tunedVm }) =>
      `${workload}: VM ${percent(vm)}${tunedVm === undefined ? "" : `, tuned ${percent(tunedVm)}`}`,
  );
  return {
    data: [
      bars("container", palette.host, ({ container }) => container),
      bars("VM as it comes", palette.guest, ({ vm }) => vm),
      bars("VM, tuned", tint(palette.guest, 0.45), ({ tunedVm }) => tunedVm),
    ],
    layout: layout(
      `A container loses ${percent(worst(({ container }) => container))} at most; a VM up to ${percent(worst(({ vm }) => vm))}, and most where it must speak to devices`,
      {
        barmode: "group",
        xaxis: axis("slower than native, percent (* partly, ** wholly recalled, not seen in print)"),
        yaxis: axis("", { type: "category" }),
        margin: { l: 160, r: 20, t: 80, b: 60 },
        height: 520,
        legend: { orientation: "h", x: 0, y: -0.16, traceorder: "normal" },
      },
    ),
    sentence: `Slower than native – ${told.join("; ")}.`,
  };
}

/**
 * Draws what a VM gets of faster and faster devices.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, datasets, figures } from "strata";
 *
 * const costs = containers.publishedCosts(datasets.startupOverhead());
 * const figure = figures.disksFigure(containers.compareDisks(costs, [200, 130_000]));
 * assert.match(figure.sentence, /200 requests a second gives a VM 100% .*, one of 130,000 50%/);
 * ```
 */
export function disksFigure(rows: readonly DiskRow[]): Figure {
  const share = ({ direct, throughMonitor }: DiskRow) => (100 * throughMonitor) / direct;
  const [first, last] = [rows[0]!, rows[rows.length - 1]!];
  const number = (value: number) => value.toLocaleString("en-US");
  const line = (name: string, colour: string, y: (row: DiskRow) => number): Trace => ({
    type: "scatter",
    mode: "lines+markers",
    name,
    x: rows.map(({ deviceIops }) => deviceIops),
    y: rows.map(y),
    line: { color: colour, width: 2.5 },
    marker: { size: 6 },
  });
  return {
    data: [
      line("process or container", palette.host, () => 100),
      line("VM whose monitor has one thread for the disk", palette.guest, share),
    ],
    layout: layout(
      `A slow disk hides the exits; of one with ${number(last.deviceIops)} requests a second, a VM gets ${percent(share(last))}`,
      {
        xaxis: axis("requests a second that the device can do", {
          type: "log",
          tickvals: [100, 1000, 10_000, 100_000, 1_000_000],
          ticktext: ["100", "1,000", "10,000", "100,000", "1,000,000"],
        }),
        yaxis: axis("of what a process gets, percent", { range: [0, 108] }),
      },
    ),
    sentence: `A device of ${number(first.deviceIops)} requests a second gives a VM ${percent(share(first))} of what a process gets, one of ${number(last.deviceIops)} ${percent(share(last))}.`,
  };
}

function percent(value: number): string {
  return `${Math.round(value)}%`;
}
