/** Policies compared: what each costs against what it loses; and how each meets a jump of demand. */
import { groupBy, minBy, upperFirst } from "lodash";
import type { JumpResult, ProvisioningTotals } from "../../cloud";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette } from "../palette";

const colours: Readonly<Record<string, string>> = {
  peak: palette.owned,
  mean: palette.ink,
  reactive: palette.hypervisor,
  "target tracking": palette.rented,
  predictive: palette.host,
};

/** Where "none" stands on a logarithmic axis of percents. */
const NONE = 0.001;

/**
 * Draws one point a policy: cost to the right, share of lost requests upwards. Below and left is better.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures, sim } from "strata";
 *
 * const week = cloud.demandTrace(cloud.demandShapes.daily, { random: sim.seeded(1) });
 * const totals = cloud.provisioningPolicies.map((policy) => cloud.provisionTotals(week, policy));
 * assert.match(figures.policiesFigure(totals).sentence, /loses the least/);
 * ```
 */
export function policiesFigure(totals: readonly ProvisioningTotals[]): Figure {
  const said = tradeOff(totals);
  const top = Math.max(100 * 1.5, ...totals.map(lossOf));
  return {
    data: totals.map(
      (row): Trace => ({
        type: "scatter",
        mode: "markers+text",
        x: [Math.round(row.costUsd)],
        y: [Math.max(NONE, lossOf(row))],
        ...labelOf(row, totals),
        textfont: { color: colourOf(row.policy), size: 13 },
        marker: { size: 13, color: colourOf(row.policy), symbol: "circle" },
        showlegend: false,
        cliponaxis: false,
      }),
    ),
    layout: layout(said, {
      xaxis: axis("cost of the whole time, US dollars", {
        rangemode: "tozero",
        range: [0, 1.12 * Math.max(...totals.map(({ costUsd }) => costUsd))],
      }),
      yaxis: axis("requests lost, percent", {
        type: "log",
        range: [Math.log10(NONE / 4), Math.log10(top)],
        tickvals: [NONE, 0.01, 0.1, 1, 10, 100],
        ticktext: ["none", "0.01", "0.1", "1", "10", "100"],
      }),
    }),
    sentence: `${said}: ${totals.map((row) => `${row.policy} $${Math.round(row.costUsd).toLocaleString("en-US")} and ${percent(lossOf(row))}`).join("; ")}.`,
  };
}

/** What the one that loses least costs against the cheapest that loses less than 1%. */
function tradeOff(totals: readonly ProvisioningTotals[]): string {
  const safe = minBy(totals, (row) =>
    [lossOf(row).toFixed(3).padStart(9), row.costUsd.toFixed(0).padStart(12)].join(),
  )!;
  const frugal = minBy(
    totals.filter((row) => lossOf(row) < 1),
    "costUsd",
  );
  if (frugal === undefined) return "Every policy loses more than 1% of the requests";
  if (frugal === safe) return `${upperFirst(safe.policy)} loses the least and is the cheapest below 1%`;
  return `${upperFirst(safe.policy)} loses the least and costs ${(safe.costUsd / frugal.costUsd).toFixed(1)} times as much as ${frugal.policy}, which loses ${percent(lossOf(frugal)).replace(" lost", "")}`;
}

/** The name beside its point, on a side where no other point is. */
function labelOf(row: ProvisioningTotals, totals: readonly ProvisioningTotals[]) {
  const widest = Math.max(...totals.map(({ costUsd }) => costUsd));
  const near = totals.filter((other) => Math.abs(other.costUsd - row.costUsd) < 0.2 * widest && isLevel(row, other));
  const right = near.filter(({ costUsd }) => costUsd > row.costUsd).length;
  const left = near.filter(({ costUsd }) => costUsd < row.costUsd).length;
  if (right === 0 && row.costUsd < 0.8 * widest) {
    return { text: [`\u00a0\u00a0\u00a0${row.policy}`], textposition: "middle right" };
  }
  if (left === 0) return { text: [`${row.policy}\u00a0\u00a0\u00a0`], textposition: "middle left" };
  return { text: [row.policy], textposition: left % 2 === 1 ? "top center" : "bottom center" };
}

/** Whether two points stand at about the same height. */
function isLevel(one: ProvisioningTotals, other: ProvisioningTotals): boolean {
  return Math.abs(Math.log10((lossOf(other) + NONE) / (lossOf(one) + NONE))) < 0.5;
}

/** A jump under a policy, with what was varied. */
export interface JumpRow extends Pick<JumpResult, "lostShare" | "minutesUntilServed"> {
  readonly policy: string;
  /** Seconds that an instance boots. */
  readonly bootSeconds: number;
}

/**
 * Draws the share of requests lost after a jump of demand over the boot time of instances, one line a policy.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures } from "strata";
 *
 * const policy = cloud.targetTrackingPolicy();
 * const rows = [10, 600].map((bootSeconds) => ({ policy: policy.name, bootSeconds, ...cloud.measureJump({ policy, bootSeconds }) }));
 * assert.match(figures.jumpFigure(rows).sentence, /target tracking: .* minutes/);
 * ```
 */
export function jumpFigure(rows: readonly JumpRow[]): Figure {
  const groups = Object.entries(groupBy(rows, "policy"));
  const ends = groups.map(
    ([policy, of]) =>
      `${policy}: ${minutes(of[0]!)} at ${of[0]!.bootSeconds} s of boot, ${minutes(of[of.length - 1]!)} at ${of[of.length - 1]!.bootSeconds} s`,
  );
  const best = minBy(rows, "lostShare")!;
  return {
    data: groups.map(
      ([policy, of]): Trace => ({
        type: "scatter",
        mode: "lines+markers",
        name: policy,
        x: of.map(({ bootSeconds }) => bootSeconds),
        y: of.map(({ lostShare }) => Number((100 * lostShare).toFixed(3))),
        line: { color: colourOf(policy), width: 2.5 },
        marker: { color: colourOf(policy), size: 7 },
      }),
    ),
    layout: layout(`When demand jumps, every minute of boot is lost; ${best.policy} loses the least`, {
      xaxis: axis("boot time of an instance, seconds"),
      yaxis: axis("requests lost after the jump, percent", { rangemode: "tozero" }),
    }),
    sentence: `Time until all requests are served again – ${ends.join("; ")}.`,
  };
}

function minutes({ minutesUntilServed }: JumpRow): string {
  return minutesUntilServed === undefined ? "never" : `${Number(minutesUntilServed.toFixed(1))} minutes`;
}

function lossOf({ lostRequests, arrivedRequests }: ProvisioningTotals): number {
  return arrivedRequests === 0 ? 0 : (100 * lostRequests) / arrivedRequests;
}

function percent(value: number): string {
  return value < NONE ? "nothing lost" : `${value.toFixed(value < 1 ? 3 : 1)}% lost`;
}

function colourOf(policy: string): string {
  return colours[policy] ?? palette.guest;
}
