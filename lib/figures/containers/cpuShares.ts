/** CPU time of groups: while weights change, by the number of processes, and under a quota. */
import { groupBy, meanBy, uniq } from "lodash";
import type { ManyRow, QuotaRow, ShareRow } from "../../containers";
import type { Figure, Trace } from "../figure";
import { axis, layout, words } from "../layout";
import { palette } from "../palette";

const colours = [palette.guest, palette.hypervisor, palette.host, palette.hardware, palette.rented];

/**
 * Draws what each group gets of the CPUs over time; the line's label tells its weight.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, figures } from "strata";
 *
 * const rows = containers.sharesOverTime({
 *   groups: [{ name: "web" }, { name: "batch" }],
 *   changes: [{ atSeconds: 5, group: "web", weight: 300 }],
 * });
 * assert.match(figures.sharesOverTimeFigure(rows).sentence, /from 5 s on: web 75.0%, batch 25.0%/);
 * ```
 */
export function sharesOverTimeFigure(rows: readonly ShareRow[]): Figure {
  const groups = Object.values(groupBy(rows, "group"));
  const step = groups[0]![0]!.seconds;
  const lines = groups.map(
    (of, at): Trace => ({
      type: "scatter",
      mode: "lines",
      name: of[0]!.group,
      // From the begin of each step to its end.
      x: [...of.map(({ seconds }) => seconds - step), of[of.length - 1]!.seconds],
      y: [...of, of[of.length - 1]!].map(({ share }) => share * 100),
      line: { color: colours[at % colours.length], width: 3, shape: "hv" },
    }),
  );
  const phases = phasesOf(groups);
  const labels = phases.flatMap(({ from, of }) =>
    of.map(({ weight, share }) => ({
      x: from + step / 4,
      y: share * 100 + 3.5,
      text: share === 0 ? "frozen" : `weight ${weight}`,
    })),
  );
  const told = phases.map(
    ({ from, of }) =>
      `from ${from} s on: ${of.map(({ group, share }) => `${group} ${(100 * share).toFixed(1)}%`).join(", ")}`,
  );
  return {
    data: [...lines, words(labels, 12, "middle right")],
    layout: layout(
      "A group's share of the CPU is its weight among those that are busy, from the moment a weight changes",
      {
        xaxis: axis("time, s"),
        yaxis: axis("share of the CPU, %", { range: [0, 104] }),
      },
    ),
    sentence: `Shares of the CPU – ${told.join("; ")}.`,
  };
}

/** Times at which a share changes by more than a point, and what each group had on average until the next such time. */
function phasesOf(groups: readonly (readonly ShareRow[])[]) {
  const length = groups[0]!.length;
  const starts = [...Array(length).keys()].filter(
    (at) => at === 0 || groups.some((of) => Math.abs(of[at]!.share - of[at - 1]!.share) > 0.01),
  );
  return starts.map((at, phase) => ({
    from: at === 0 ? 0 : groups[0]![at - 1]!.seconds,
    of: groups.map((of) => ({ ...of[at]!, share: meanBy(of.slice(at, starts[phase + 1] ?? length), "share") })),
  }));
}

/**
 * Draws the share of an application over the number of its processes, with and without a group of its own.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, figures } from "strata";
 *
 * assert.match(figures.manyProcessesFigure(containers.sharesOfMany([1, 9])).sentence, /9 processes: 50% and 90%/);
 * ```
 */
export function manyProcessesFigure(rows: readonly ManyRow[]): Figure {
  const bars = (name: string, field: "grouped" | "ungrouped", color: string): Trace => ({
    type: "bar",
    name,
    x: rows.map(({ processes }) => String(processes)),
    y: rows.map((row) => 100 * row[field]),
    text: rows.map((row) => percent(row[field])),
    textposition: "outside",
    cliponaxis: false,
    marker: { color },
  });
  const told = rows.map(
    ({ processes, grouped, ungrouped }) =>
      `${processes} ${processes === 1 ? "process" : "processes"}: ${percent(grouped)} and ${percent(ungrouped)}`,
  );
  return {
    data: [
      bars("in a group of its own", "grouped", palette.host),
      bars("all processes in one group", "ungrouped", palette.wrong),
    ],
    layout: layout("Without groups, whoever starts more processes gets more of the CPU; a group's share stays", {
      barmode: "group",
      xaxis: axis("processes of the application, beside one of another", { type: "category" }),
      yaxis: axis("CPU for the application, %", { range: [0, 104] }),
    }),
    sentence: `CPU for an application beside one other process, with a group of its own and without – ${told.join("; ")}.`,
  };
}

/**
 * Draws every slice of a limited group, alone and beside a neighbour.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, figures } from "strata";
 *
 * assert.match(figures.quotaFigure(containers.quotaTimeline({ quotaMs: 20 })).sentence, /20 ms of every 100 ms/);
 * ```
 */
export function quotaFigure(rows: readonly QuotaRow[]): Figure {
  const lanes = uniq(rows.map(({ lane }) => lane)).reverse();
  const end = Math.max(...rows.map(({ endMs }) => endMs));
  const bars = (["neighbour", "limited"] as const).map((who): Trace => {
    const of = joined(rows).filter((row) => row.who === who);
    return {
      type: "scatter",
      mode: "lines",
      name: who === "limited" ? "the limited group runs" : "its neighbour runs",
      x: of.flatMap(({ startMs, endMs }) => [startMs, endMs, null]),
      y: of.flatMap(({ lane }) => [lanes.indexOf(lane), lanes.indexOf(lane), null]),
      line: { color: who === "limited" ? palette.guest : palette.idle, width: 26 },
    };
  });
  const alone = rows.filter(({ lane, who }) => lane === "alone" && who === "limited");
  const used = alone.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  const quota = (100 * used) / (Math.ceil(end / 100) * 100);
  const idle = 100 - quota;
  return {
    data: bars,
    layout: layout(
      `cpu.max lets the group run ${quota.toFixed(0)} ms of every 100 ms, though alone its CPU is idle for ${idle.toFixed(0)} ms`,
      {
        xaxis: axis("time, ms", { range: [0, end], dtick: 50 }),
        yaxis: axis("", { tickvals: lanes.map((_, at) => at), ticktext: lanes, range: [-0.6, lanes.length - 0.4] }),
        height: 320,
      },
    ),
    sentence: `The limited group runs ${quota.toFixed(0)} ms of every 100 ms, alone and beside a neighbour; alone, its CPU is idle for the other ${idle.toFixed(0)} ms.`,
  };
}

/** Slices of one task that follow each other at once are one. */
function joined(rows: readonly QuotaRow[]): readonly QuotaRow[] {
  return rows.reduce<QuotaRow[]>((done, row) => {
    const last = done[done.length - 1];
    if (last?.lane !== row.lane || last.who !== row.who || last.endMs !== row.startMs) return [...done, row];
    return [...done.slice(0, -1), { ...last, endMs: row.endMs }];
  }, []);
}

function percent(share: number): string {
  return `${Math.round(100 * share)}%`;
}
