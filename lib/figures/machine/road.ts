/** A road between rings, one step a position of the slider: who runs, which instruction, which registers, what is on the stack. */
import { uniq } from "lodash";
import type { RoadStep } from "../../hypervisor";
import type { Figure, FigureFrame, Trace } from "../figure";
import { axis, layout, slider } from "../layout";
import { palette, tint } from "../palette";

/** Draws `hypervisor.systemCallRoad` or `hypervisor.trapRoad`. */
export function roadFigure(steps: readonly RoadStep[]): Figure {
  const lanes = uniq(steps.map(({ lane }) => lane)).sort((a, b) => b.localeCompare(a));
  const frames: FigureFrame[] = steps.map((step, at) => ({
    name: String(at + 1),
    data: [road(steps, at)],
    traces: [0],
    layout: { annotations: notes(step) },
  }));
  const changes = steps.filter(({ lane }, at) => at > 0 && lane !== steps[at - 1]!.lane).length;
  const first = steps[0];
  return {
    data: [road(steps, 0)],
    layout: layout(`From ${first?.lane ?? "nowhere"} and back in ${steps.length} steps: ${changes} changes of ring`, {
      height: 560,
      margin: { l: 120, r: 20, t: 80, b: 170 },
      xaxis: axis("step", { range: [0.4, steps.length + 0.6], dtick: 1 }),
      yaxis: axis("", {
        type: "category",
        categoryorder: "array",
        categoryarray: lanes,
        range: [-0.7, lanes.length + 0.6],
      }),
      annotations: first === undefined ? [] : notes(first),
      showlegend: false,
      sliders: [slider(frames, "step ")],
    }),
    frames,
    sentence:
      `${steps.length} steps, ${changes} changes of ring: ${steps.map(({ lane, text }) => `${lane}: ${text}`).join("; ")}.`.replace(
        /^./,
        (letter) => letter.toUpperCase(),
      ),
  };
}

function road(steps: readonly RoadStep[], now: number): Trace {
  return {
    type: "scatter",
    mode: "lines+markers+text",
    x: steps.map((_, at) => at + 1),
    y: steps.map(({ lane }) => lane),
    text: steps.map(({ text }, at) => (at === now ? `<b>${text}</b>` : text)),
    textposition: steps.map((_, at) => (at % 2 === 0 ? "top center" : "bottom center")),
    textfont: { size: 11 },
    hovertext: steps.map(({ text }) => text),
    hoverinfo: "text",
    cliponaxis: false,
    line: { color: tint(palette.idle, 0.6), width: 2, shape: "hv" },
    marker: {
      size: steps.map((_, at) => (at === now ? 20 : 11)),
      color: steps.map(({ lane }, at) => tint(lane.includes("0") ? palette.host : palette.guest, at === now ? 1 : 0.5)),
    },
  };
}

function notes({ registers, stack }: RoadStep): Readonly<Record<string, unknown>>[] {
  const words = stack.length === 0 ? [] : [`stack, top first: ${stack.join(" ")}`];
  const text = [registers.map(([name, value]) => `${name} ${value}`).join("   "), ...words].join("<br>");
  return text === ""
    ? []
    : [
        {
          text,
          xref: "paper",
          yref: "paper",
          x: 0,
          y: 1,
          xanchor: "left",
          yanchor: "top",
          align: "left",
          showarrow: false,
        },
      ];
}
