/** Demand and capacity over time: what is served, what is paid for and idle, what is lost. */
import { chunk, sum, upperFirst } from "lodash";
import type { ProvisioningRun } from "../../cloud";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette, tint } from "../palette";

/** More steps than that are averaged, some to a stair: a picture has no room for them. */
const MOST_STAIRS = 260;

/** A part of a run. */
export interface Window {
  /** First hour to draw; 0 if not given. */
  readonly fromHours?: number;
  /** Last hour to draw; the end if not given. */
  readonly toHours?: number;
}

/**
 * Draws a run of a service: the blue area is work done, the grey one money wasted, the red one requests lost.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures, sim } from "strata";
 *
 * const week = cloud.demandTrace(cloud.demandShapes.daily, { random: sim.seeded(1) });
 * const figure = figures.provisioningFigure(cloud.provision(week, cloud.meanPolicy()), { toHours: 48 });
 * assert.match(figure.sentence, /^Under mean, .* lost/);
 * ```
 */
export function provisioningFigure(run: ProvisioningRun, { fromHours = 0, toHours = Infinity }: Window = {}): Figure {
  const { stepSeconds, servedPerSecond, capacityPerSecond, lostPerSecond, arrivedPerSecond } = run.steps;
  const [from, to] = [fromHours, toHours].map((hours) => Math.round((hours * 3600) / stepSeconds));
  const steps = Array.from(arrivedPerSecond.keys()).slice(from, to);
  const stairs = chunk(steps, Math.ceil(steps.length / MOST_STAIRS));
  // The end of the last step closes the last stair.
  const x = [...stairs.map(([first]) => first!), steps[steps.length - 1]! + 1].map((step) =>
    Number(((step * stepSeconds) / 3600).toFixed(4)),
  );
  const y = (of: (step: number) => number) => {
    const values = stairs.map((stair) => Number((sum(stair.map(of)) / stair.length).toFixed(2)));
    return [...values, values[values.length - 1]!];
  };
  const served = y((step) => servedPerSecond[step]!);
  const capacity = y((step) => Math.max(capacityPerSecond[step]!, servedPerSecond[step]!));
  const wanted = y((step) => Math.max(capacityPerSecond[step]!, servedPerSecond[step]! + lostPerSecond[step]!));
  return {
    data: [
      area("served", { x, y: served, fill: "tozeroy", colour: tint(palette.guest, 0.45) }),
      area("paid for, idle", { x, y: capacity, fill: "tonexty", colour: tint(palette.idle, 0.35) }),
      area("lost", { x, y: wanted, fill: "tonexty", colour: tint(palette.wrong, 0.7) }),
      line("capacity", { x, y: capacity, colour: palette.rented }),
      line("demand", { x, y: y((step) => arrivedPerSecond[step]!), colour: palette.ink }),
    ],
    layout: layout(
      `${upperFirst(run.policy)}: ${share(run.wastedUsd / run.costUsd)} of the money idles, ${lostOf(run)}`,
      {
        xaxis: axis("hours from Monday, 0:00", { range: [x[0], x[x.length - 1]] }),
        yaxis: axis("requests a second", { range: [0, 1.05 * Math.max(...wanted)] }),
      },
    ),
    sentence: `Under ${run.policy}, the service cost ${usd(run.costUsd)}, ${share(run.wastedUsd / run.costUsd)} of it for time in which nothing was served, and ${lostOf(run)}.`,
  };
}

function area(
  name: string,
  { x, y, fill, colour }: { x: number[]; y: number[]; fill: "tozeroy" | "tonexty"; colour: string },
): Trace {
  // An area has a line of no width, so that its colour is told by the filling alone.
  return {
    type: "scatter",
    mode: "lines",
    name,
    x,
    y,
    fill,
    fillcolor: colour,
    line: { shape: "hv", width: 0, color: colour },
    hoverinfo: "skip",
  };
}

function line(name: string, { x, y, colour }: { x: number[]; y: number[]; colour: string }): Trace {
  return { type: "scatter", mode: "lines", name, x, y, line: { shape: "hv", width: 1.8, color: colour } };
}

function lostOf({ lostRequests, arrivedRequests }: ProvisioningRun): string {
  const lost = Math.round(lostRequests);
  if (lost === 0) return "no request is lost";
  return `${lost.toLocaleString("en-US")} requests are lost (${share(lostRequests / arrivedRequests)})`;
}

function share(value: number): string {
  return `${(100 * value).toFixed(value < 0.01 ? 2 : value < 0.1 ? 1 : 0)}%`;
}

function usd(value: number): string {
  return `$${value.toLocaleString("en-US", { maximumFractionDigits: value < 10 ? 2 : 0 })}`;
}
