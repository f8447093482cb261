/** A tree of processes, each with its numbers: one in its own namespace and one in every namespace above. */
import { uniq } from "lodash";
import type { ProcessRow } from "../../containers";
import type { Figure, Trace } from "../figure";
import { hiddenAxis, layout, words } from "../layout";
import { palette, tint } from "../palette";

interface Spot {
  readonly row: ProcessRow;
  readonly x: number;
  /** 0 for the first process, -1 for its children. */
  readonly y: number;
}

const colours = [palette.host, palette.guest, palette.hypervisor, palette.hardware, palette.rented, palette.owned];

/**
 * Draws processes below their parents, in the colour of their namespace. Under each name stand its numbers, the outermost first.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, figures } from "strata";
 *
 * const kernel = new containers.Kernel();
 * const sleeper: containers.Program = function* (sys) {
 *   yield* sys.pause();
 *   return 0;
 * };
 * containers.runContainer(kernel, { name: "web", root: containers.emptyTree(), command: sleeper });
 * kernel.run();
 * assert.match(figures.processTreeFigure(containers.processRows(kernel)).sentence, /web is 3 outside and 1 inside/);
 * ```
 */
export function processTreeFigure(rows: readonly ProcessRow[]): Figure {
  const spots = place(rows);
  const namespaces = uniq(rows.map(({ namespace }) => namespace));
  const depth = Math.min(...spots.map(({ y }) => y));
  const width = Math.max(...spots.map(({ x }) => x));
  const inner = rows.filter(({ pids }) => pids.length > 1);
  const stories = inner.map(({ name, pids }) => `${name} is ${pids[0]} outside and ${pids[pids.length - 1]} inside`);
  return {
    data: [
      ...edges(spots),
      ...namespaces.map((namespace, at) => boxesOf(spots, namespace, at)),
      words(
        spots.map(({ row, x, y }) => ({ x, y: y + 0.09, text: row.name })),
        12,
      ),
      words(
        spots.map(({ row, x, y }) => ({ x, y: y - 0.13, text: row.pids.join(" → ") })),
        13,
      ),
    ],
    layout: layout(
      inner.length === 0
        ? `${rows.length} processes, numbered once`
        : `${inner.length} of ${rows.length} processes have a number inside and another one outside`,
      {
        xaxis: hiddenAxis([-0.7, width + 0.7]),
        yaxis: hiddenAxis([depth - 0.5, 0.5]),
        height: 140 + 115 * (1 - depth),
        legend: { orientation: "h", x: 0, y: -0.02 },
      },
    ),
    sentence: `${stories.length === 0 ? "No process has a second number" : `Numbers: ${stories.join("; ")}`}.`,
  };
}

/** Leaves side by side, parents above the middle of their children. */
function place(rows: readonly ProcessRow[]): Spot[] {
  const spots: Spot[] = [];
  let next = 0;
  const put = (row: ProcessRow, y: number): number => {
    const children = rows.filter(({ parent }) => parent === row.pids[0]).map((child) => put(child, y - 1));
    const x = children.length === 0 ? next++ : (children[0]! + children[children.length - 1]!) / 2;
    spots.push({ row, x, y });
    return x;
  };
  for (const row of rows) if (!rows.some(({ pids }) => pids[0] === row.parent)) put(row, 0);
  return spots;
}

function edges(spots: readonly Spot[]): Trace[] {
  return spots.flatMap(({ row, x, y }): Trace[] => {
    const parent = spots.find((spot) => spot.row.pids[0] === row.parent);
    if (parent === undefined) return [];
    return [
      {
        type: "scatter",
        mode: "lines",
        x: [parent.x, x],
        y: [parent.y - 0.35, y + 0.35],
        line: { color: palette.ink, width: 1.5 },
        hoverinfo: "skip",
        showlegend: false,
      },
    ];
  });
}

function boxesOf(spots: readonly Spot[], namespace: number, at: number): Trace {
  const own = spots.filter(({ row }) => row.namespace === namespace);
  const colour = colours[at % colours.length]!;
  return {
    type: "scatter",
    mode: "markers",
    name: `pid:[${namespace}]`,
    x: own.map(({ x }) => x),
    y: own.map(({ y }) => y),
    marker: { symbol: "square", size: 76, color: tint(colour, 0.25), line: { color: colour, width: 2 } },
    hovertext: own.map(({ row }) => `${row.name}: ${row.pids.join(", then ")}`),
    hoverinfo: "text",
    cliponaxis: false,
  };
}
