/** A platform at work: requests present, instances that serve, idle and start, and who met a cold start. */
import type { InstancesRow, PlatformRun } from "../../cloud";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette, tint } from "../palette";

const BINS = 200;

/**
 * Draws instances over time as stacked areas, the requests in the queue and in service as a line, and each cold request as a mark
 * on the ground. Times are averaged over 200 parts of the run.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud, figures } from "strata";
 *
 * const run = await cloud.runPlatform(() => (_event, context) => context.sleep(1), [{ at: 0, event: 1 }, { at: 0, event: 2 }]);
 * assert.match(figures.platformFigure(run).sentence, /^2 requests, 2 of them cold; at most 2 instances/);
 * ```
 */
export function platformFigure(run: PlatformRun): Figure {
  const end = run.instances[run.instances.length - 1]?.seconds ?? 1;
  const bins = averages(run.instances, end);
  const x = bins.map((_, bin) => Number((((bin + 0.5) * end) / BINS).toFixed(3)));
  const stack = (of: (bin: Sums) => number) => bins.map((bin) => Number(of(bin).toFixed(3)));
  const cold = run.requests.filter((request) => request.cold);
  const most = Math.max(0, ...run.instances.map(({ starting, busy, idle }) => starting + busy + idle));
  const title = `From nothing to ${most} instance${most === 1 ? "" : "s"} and back to nothing: ${cold.length} of ${run.requests.length} requests met a cold start`;
  return {
    data: [
      area("busy", { x, y: stack(({ busy }) => busy), fill: "tozeroy", colour: tint(palette.guest, 0.5) }),
      area("idle", { x, y: stack(({ busy, idle }) => busy + idle), fill: "tonexty", colour: tint(palette.idle, 0.4) }),
      area("starting", {
        x,
        y: stack(({ busy, idle, starting }) => busy + idle + starting),
        fill: "tonexty",
        colour: tint(palette.hypervisor, 0.6),
      }),
      presentLine(run, end, x),
      {
        type: "scatter",
        mode: "markers",
        name: "cold request",
        x: cold.map(({ arrivedAt }) => Number(arrivedAt.toFixed(3))),
        y: cold.map(() => 0),
        marker: { color: palette.wrong, size: 7, symbol: "diamond" },
        cliponaxis: false,
      },
    ],
    layout: layout(title, {
      xaxis: axis("seconds"),
      yaxis: axis("instances, requests", { rangemode: "tozero" }),
    }),
    sentence: `${run.requests.length} requests, ${cold.length} of them cold; at most ${most} instances; ${run.billedGbSeconds.toFixed(1)} GB-seconds billed.`,
  };
}

type Sums = Omit<InstancesRow, "seconds">;

/** Averages over time, one row a bin. */
function averages(rows: readonly InstancesRow[], end: number): Sums[] {
  const bins = Array.from({ length: BINS }, () => ({ starting: 0, busy: 0, idle: 0, queued: 0 }));
  for (const [index, row] of rows.entries()) {
    const until = rows[index + 1]?.seconds ?? end;
    spread(row.seconds, until, end, (bin, share) => {
      for (const name of ["starting", "busy", "idle", "queued"] as const) bins[bin]![name] += share * row[name];
    });
  }
  return bins;
}

/** Requests that had come and were not answered, averaged over each bin. */
function presentLine({ requests }: PlatformRun, end: number, x: readonly number[]): Trace {
  const present = new Array<number>(BINS).fill(0);
  for (const { arrivedAt, finishedAt } of requests) {
    spread(arrivedAt, finishedAt, end, (bin, share) => {
      present[bin]! += share;
    });
  }
  return {
    type: "scatter",
    mode: "lines",
    name: "requests present",
    x,
    y: present.map((value) => Number(value.toFixed(3))),
    line: { color: palette.ink, width: 1.8 },
  };
}

/** Tells of each bin which share of it lies between two moments. */
function spread(from: number, to: number, end: number, add: (bin: number, share: number) => void): void {
  const width = end / BINS;
  for (let bin = Math.floor(from / width); bin < BINS && bin * width < to; bin++) {
    add(bin, (Math.min(to, (bin + 1) * width) - Math.max(from, bin * width)) / width);
  }
}

function area(
  name: string,
  { x, y, fill, colour }: { x: number[]; y: number[]; fill: "tozeroy" | "tonexty"; colour: string },
): Trace {
  return { type: "scatter", mode: "lines", name, x, y, fill, fillcolor: colour, line: { width: 0, color: colour } };
}
