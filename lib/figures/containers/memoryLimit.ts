/** Memory of a group up to its limit, and whom the out-of-memory killer chose. */
import type { DiskShare, MemoryKill, MemoryStep } from "../../containers";
import type { Figure, Trace } from "../figure";
import { axis, cellTable, layout, words } from "../layout";
import { palette, tint } from "../palette";

const colours = [palette.guest, palette.hypervisor, palette.host, palette.hardware];

/**
 * Draws the memory of each process, stacked, with the limit of their group.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, figures } from "strata";
 *
 * const takers = [{ name: "small", mib: 20 }, { name: "big", mib: 50 }];
 * const steps = containers.memoryToLimit({ limitMib: 64, steps: 60, takers });
 * assert.match(figures.memoryLimitFigure(steps, { limitMib: 64, names: ["small", "big"] }).sentence, /big is killed/);
 * ```
 */
export function memoryLimitFigure(
  steps: readonly MemoryStep[],
  { limitMib, names }: { readonly limitMib: number; readonly names: readonly string[] },
): Figure {
  const areas = names.map((name, at): Trace => {
    const colour = colours[at % colours.length]!;
    return {
      type: "scatter",
      mode: "lines",
      name,
      x: steps.map(({ step }) => step),
      y: steps.map(({ mib }) => mib.slice(0, at + 1).reduce((sum, one) => sum + one, 0)),
      line: { color: colour, width: 1.5 },
      fill: at === 0 ? "tozeroy" : "tonexty",
      fillcolor: tint(colour, 0.45),
    };
  });
  const last = steps[steps.length - 1]!.step;
  const limit: Trace = {
    type: "scatter",
    mode: "lines",
    name: `memory.max, ${limitMib} MiB`,
    x: [0, last],
    y: [limitMib, limitMib],
    line: { color: palette.wrong, width: 2, dash: "dash" },
  };
  const kills = steps.filter(({ kill }) => kill !== undefined);
  const marks = kills.map(({ step, kill }) => ({ x: step, y: limitMib * 1.06, text: `${kill!.victim} is killed` }));
  const told = kills.map(({ step, kill }) => `in step ${step} ${kill!.victim} is killed`);
  const title =
    kills.length === 0 ? "The group stays below its limit" : `At the limit somebody must go: ${told.join(", ")}`;
  return {
    data: [...areas, limit, words(marks, 13, "top center")],
    layout: layout(title, {
      xaxis: axis("step; a process takes 1 MiB in each"),
      yaxis: axis("memory of the group, MiB", { range: [0, limitMib * 1.25] }),
    }),
    sentence: `A group under a limit of ${limitMib} MiB: ${told.length === 0 ? "nobody is killed" : told.join("; ")}.`,
  };
}

/**
 * Draws the table by which the killer chose.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, figures } from "strata";
 *
 * const takers = [{ name: "small", mib: 20, scoreAdjust: 500 }, { name: "big", mib: 50 }];
 * const kill = containers.memoryToLimit({ limitMib: 64, takers }).find((step) => step.kill !== undefined)!.kill!;
 * assert.match(figures.badnessFigure(kill).sentence, /small is killed/);
 * ```
 */
export function badnessFigure({ victim, rows }: MemoryKill): Figure {
  const columns = ["memory, MiB", "oom_score_adj", "badness, MiB"];
  const order = [...rows].reverse();
  const texts = order.map(({ mib, scoreAdjust, badnessMib }) => [
    mib.toFixed(0),
    String(scoreAdjust),
    badnessMib === undefined ? "never" : badnessMib.toFixed(1),
  ]);
  const most = rows.reduce((best, row) =>
    (row.badnessMib ?? -Infinity) > (best.badnessMib ?? -Infinity) ? row : best,
  );
  const largest = rows.reduce((best, row) => (row.mib > best.mib ? row : best));
  const title =
    largest.name === victim
      ? `${victim} goes: it has the most memory, and nothing in its favour`
      : `${victim} goes, though ${largest.name} has more memory: oom_score_adj decides`;
  return {
    data: [
      cellTable({
        columns,
        rows: order.map(({ name }) => name),
        values: order.map(({ name }) => columns.map(() => (name === victim ? 1 : 0))),
        texts,
        colours: [
          [0, tint(palette.idle, 0.15)],
          [1, tint(palette.wrong, 0.4)],
        ],
        range: [0, 1],
        textSize: 14,
      }),
    ],
    layout: layout(title, {
      xaxis: axis("", { side: "top", type: "category", showgrid: false }),
      yaxis: axis("", { type: "category", showgrid: false }),
      height: 130 + 46 * rows.length,
    }),
    sentence: `At the limit ${victim} is killed: its badness of ${most.badnessMib?.toFixed(1)} MiB is the greatest of ${rows.length}.`,
  };
}

/**
 * Draws the time of a disk that groups got, and the bytes that came of it.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, figures } from "strata";
 *
 * const users = [{ name: "database", weight: 300, requestBytes: 4096 }, { name: "backup", weight: 100, requestBytes: 2 ** 20 }];
 * const rows = containers.shareDisk(users, { bytesPerSecond: 2e8, reachMs: 0.1 });
 * assert.match(figures.diskShareFigure(rows).sentence, /database \(weight 300\) 75%/);
 * ```
 */
export function diskShareFigure(rows: readonly DiskShare[]): Figure {
  const told = rows.map(
    ({ name, weight, share, bytesPerSecond }) =>
      `${name} (weight ${weight}) ${Math.round(100 * share)}%, ${(bytesPerSecond / 1e6).toFixed(1)} MB/s`,
  );
  return {
    data: [
      {
        type: "bar",
        x: rows.map(({ name, weight }) => `${name}, weight ${weight}`),
        y: rows.map(({ share }) => 100 * share),
        text: rows.map(
          ({ share, bytesPerSecond }) => `${Math.round(100 * share)}%, ${(bytesPerSecond / 1e6).toFixed(1)} MB/s`,
        ),
        textposition: "outside",
        cliponaxis: false,
        marker: { color: rows.map((_, at) => colours[at % colours.length]!) },
      },
    ],
    layout: layout("The disk's time is divided by weight; bytes follow from what is asked for", {
      xaxis: axis("", { type: "category" }),
      yaxis: axis("time of the disk, %", { range: [0, 104] }),
      showlegend: false,
    }),
    sentence: `Time of the disk and throughput – ${told.join("; ")}.`,
  };
}
