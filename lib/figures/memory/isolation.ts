/** The host's frames after a hostile guest tried every frame number: whose they are, and which it reached. */
import { chunk } from "lodash";
import type { Probe, ProbeRow } from "../../memory";
import type { Figure } from "../figure";
import { axis, hiddenAxis, layout } from "../layout";
import { palette, tint } from "../palette";

const columns = 16;

/**
 * Draws `memory.probeFrames` as a map of the host's memory: one cell a frame, with its owner's letter.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures, memory } from "strata";
 *
 * const figure = figures.isolationFigure(memory.probeFrames({ tries: 100 }));
 * assert.match(figure.sentence, /none of another/);
 * ```
 */
export function isolationFigure(probe: Probe): Figure {
  const foreign = probe.rows.filter((row) => row.reached > 0 && row.owner !== probe.hostile).length;
  const own = probe.rows.filter((row) => row.reached > 0).length - foreign;
  const lines = chunk(probe.rows, columns);
  const found = foreign === 0 ? "and none of another" : `and ${foreign} of others`;
  return {
    data: [
      {
        type: "heatmap",
        x: Array.from({ length: columns }, (_, index) => index),
        y: lines.map((_, index) => index),
        z: lines.map((line) => line.map((row) => kind(row, probe.hostile))),
        text: lines.map((line) => line.map((row) => row.owner?.replace("hypervisor", "hyp") ?? "")),
        texttemplate: "%{text}",
        hovertext: lines.map((line) =>
          line.map((row) => `host frame ${row.frame}: ${row.owner ?? "free"}, reached ${row.reached} times`),
        ),
        hoverinfo: "text",
        zmin: 0,
        zmax: 4,
        xgap: 2,
        ygap: 2,
        showscale: false,
        colorscale: steps([
          tint(palette.idle, 0.12),
          tint(palette.guest, 0.35),
          tint(palette.hypervisor, 0.45),
          palette.host,
          palette.wrong,
        ]),
      },
      ...legend(foreign),
    ],
    layout: layout(
      `${probe.tried.toLocaleString("en")} frame numbers tried: guest ${probe.hostile} reached its own ${own} frames ${found}`,
      {
        xaxis: hiddenAxis([-0.6, columns - 0.4]),
        yaxis: axis("host frames", {
          range: [lines.length - 0.4, -0.6],
          tickvals: lines.map((_, index) => index),
          ticktext: lines.map((line) => `${line[0]!.frame} to ${line[line.length - 1]!.frame}`),
          showgrid: false,
        }),
        height: 360,
      },
    ),
    sentence:
      `Guest ${probe.hostile} wrote ${probe.tried.toLocaleString("en")} frame numbers into its table; ` +
      `${probe.refused.toLocaleString("en")} were refused, the others reached its own ${own} host frames ${found}.`,
  };
}

/** 0 free, 1 another guest's, 2 the hypervisor's, 3 reached and its own, 4 reached and not its own. */
function kind(row: ProbeRow, hostile: string): number {
  if (row.reached > 0) return row.owner === hostile ? 3 : 4;
  if (row.owner === undefined) return 0;
  return row.owner === "hypervisor" ? 2 : 1;
}

function legend(foreign: number) {
  const entries = [
    { name: "free", color: tint(palette.idle, 0.3) },
    { name: "a guest's, not reached", color: tint(palette.guest, 0.35) },
    { name: "the hypervisor's, not reached", color: tint(palette.hypervisor, 0.45) },
    { name: "reached, its own", color: palette.host },
    ...(foreign > 0 ? [{ name: "reached, another's", color: palette.wrong }] : []),
  ];
  return entries.map(({ name, color }) => ({
    type: "scatter" as const,
    mode: "markers",
    name,
    x: [null],
    y: [null],
    marker: { symbol: "square", size: 12, color },
  }));
}

/** A colour scale of equal steps. */
function steps(colours: readonly string[]): [number, string][] {
  return colours.flatMap((colour, index): [number, string][] => [
    [index / colours.length, colour],
    [(index + 1) / colours.length, colour],
  ]);
}
