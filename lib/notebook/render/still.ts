/**
 * A figure as it looks where nothing moves: one frame of its slider, without the slider, and a line that says so.
 *
 * @packageDocumentation
 */
import type { Figure, FigureFrame, Layout, Trace } from "../../figures/figure";

/** Series and layout without anything that moves. */
export interface Still {
  readonly data: readonly Trace[];
  readonly layout: Layout;
  /** What to say about pictures that are left out. */
  readonly note?: string;
}

/** The frame that the figure names as its `still`, or its first picture. */
export function stillOf(figure: Figure): Still {
  const { sliders, updatemenus, ...fixed } = figure.layout;
  if (figure.frames === undefined || (sliders === undefined && updatemenus === undefined)) {
    return { data: figure.data, layout: figure.layout };
  }
  const index = Math.max(
    0,
    figure.frames.findIndex(({ name }) => name === figure.still),
  );
  const frame = figure.frames[index];
  return {
    data: frame === undefined ? figure.data : figure.data.map((trace, at) => ({ ...trace, ...replacing(frame, at) })),
    layout: merged(fixed, frame?.layout ?? {}),
    note: `Picture ${index + 1} of ${figure.frames.length}. Where scripts run, a slider moves through them.`,
  };
}

/** What a frame puts in the place of a series. */
function replacing({ data, traces }: FigureFrame, at: number): Trace | undefined {
  return data[traces === undefined ? at : traces.indexOf(at)];
}

function merged(layout: Layout, changes: Layout): Layout {
  const entries = Object.entries(changes).map(([key, value]): [string, unknown] => {
    const old = layout[key];
    return [key, isPlain(old) && isPlain(value) ? merged(old, value) : value];
  });
  return { ...layout, ...Object.fromEntries(entries) };
}

function isPlain(value: unknown): value is Layout {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
