/** A host's memory over time: who held which frames, and who was refused. */
import type { MemoryBlock, MemoryMap } from "../../memory";
import type { Figure, FigureFrame, Trace } from "../figure";
import { axis, layout, slider, wrap } from "../layout";
import { palette, tint } from "../palette";

/** VMs take turns in colour, so that neighbours can be told apart. */
const colours = [palette.guest, palette.hypervisor, palette.host, palette.hardware, palette.owned] as const;

/**
 * Draws maps of `memory.memoryMap`, one position of the slider a map: time to the right, addresses upwards, a box a VM, a cross
 * where one was refused though enough was free.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { figures, memory } from "strata";
 *
 * const events = memory.vmTraffic({ seed: 1, vms: 60, meanGapHours: 1, meanLifetimeHours: 12, frames: [1, 12] });
 * const figure = figures.memoryMapFigure([memory.memoryMap(memory.firstFit(64), events, 48)]);
 * assert.match(figure.sentence, /First fit refused \d+ VMs/);
 * ```
 */
export function memoryMapFigure(maps: readonly MemoryMap[]): Figure {
  const frames = maps.map(
    (map): FigureFrame => ({
      name: map.allocator,
      data: tracesOf(map),
      layout: { title: { text: wrap(titleOf(map)) } },
    }),
  );
  const { frames: height, untilHours } = maps[0]!;
  return {
    data: frames[0]!.data,
    layout: layout(titleOf(maps[0]!), {
      height: 480,
      xaxis: axis("hours", { range: [0, untilHours], showgrid: false }),
      yaxis: axis("host frame", { range: [0, height * 1.07], showgrid: false }),
      shapes: [0, height].map((y) => ({
        type: "line",
        x0: 0,
        x1: untilHours,
        y0: y,
        y1: y,
        line: { color: palette.ink, width: 1 },
      })),
      legend: { orientation: "h", x: 0.4, y: 1, yanchor: "bottom" },
      margin: { l: 60, r: 20, t: 100, b: 60 },
      ...(maps.length > 1 && { sliders: [slider(frames, "allocator: ")] }),
    }),
    ...(maps.length > 1 && { frames }),
    sentence: `${maps.map(titleOf).join("; ")}.`,
  };
}

function tracesOf(map: MemoryMap): Trace[] {
  const wrong = map.refusals.filter(({ reason }) => reason === "fragmented");
  const full = map.refusals.filter(({ reason }) => reason === "full");
  return [
    ...colours.map((colour, turn) =>
      boxesOf(
        map.blocks.filter(({ vm }) => vm % colours.length === turn),
        colour,
      ),
    ),
    marks("refused, though enough was free", wrong, palette.wrong, map.frames),
    marks("refused, memory full", full, palette.idle, map.frames),
  ];
}

/** Outlines of the blocks, one line with gaps. */
function boxesOf(blocks: readonly MemoryBlock[], colour: string): Trace {
  return {
    type: "scatter",
    mode: "lines",
    x: blocks.flatMap(({ hours: [from, to] }) => [from, to, to, from, from, null].map(hundredths)),
    y: blocks.flatMap(({ first, frames }) => [first, first, first + frames, first + frames, first, null]),
    fill: "toself",
    fillcolor: tint(colour, 0.45),
    line: { color: colour, width: 1 },
    hoverinfo: "skip",
    showlegend: false,
  };
}

function marks(name: string, refusals: MemoryMap["refusals"], colour: string, frames: number): Trace {
  return {
    type: "scatter",
    mode: "markers",
    name,
    x: refusals.length === 0 ? [null] : refusals.map(({ hours }) => hundredths(hours)),
    y: refusals.length === 0 ? [null] : refusals.map(() => frames * 1.035),
    text: refusals.map((one) => `wanted ${one.frames}; ${one.free} free, ${one.largestHole} in one place`),
    hovertemplate: "%{text}<extra></extra>",
    marker: { symbol: "diamond", size: 9, color: colour },
  };
}

function titleOf({ allocator, refusals }: MemoryMap): string {
  const fragmented = refusals.filter(({ reason }) => reason === "fragmented").length;
  const full = refusals.length - fragmented;
  const name = allocator[0]!.toUpperCase() + allocator.slice(1);
  return `${name} refused ${fragmented} VMs though enough frames were free, and ${full} when the memory was full`;
}

function hundredths(hours: number | null): number | null {
  return hours === null ? null : Math.round(hours * 100) / 100;
}
