/**
 * A figure as it looks where nothing moves: one frame of its slider, without the slider, and a line that says so.
 *
 * @packageDocumentation
 */
import type { Figure, Layout, Trace } from "../../figures/figure";

/** Series and layout without anything that moves. */
export interface Still {
  readonly data: readonly Trace[];
  readonly layout: Layout;
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
    data: frame === undefined ? figure.data : figure.data.map((trace, at) => ({ ...trace, ...frame.data[at] })),
    layout: withNote(
      merged(fixed, frame?.layout ?? {}),
      `Picture ${index + 1} of ${figure.frames.length}; a live notebook has a slider.`,
    ),
  };
}

function merged(layout: Layout, changes: Layout): Layout {
  const entries = Object.entries(changes).map(([key, value]): [string, unknown] => {
    const old = layout[key];
    return [key, isPlain(old) && isPlain(value) ? merged(old, value) : value];
  });
  return { ...layout, ...Object.fromEntries(entries) };
}

function withNote(layout: Layout, text: string): Layout {
  const note = {
    text,
    xref: "paper",
    yref: "paper",
    x: 1,
    y: 0,
    xanchor: "right",
    yanchor: "top",
    yshift: -44,
    showarrow: false,
    font: { size: 11 },
  };
  const annotations = Array.isArray(layout["annotations"]) ? (layout["annotations"] as unknown[]) : [];
  const margin = isPlain(layout["margin"]) ? layout["margin"] : {};
  const bottom = typeof margin["b"] === "number" ? margin["b"] : 80;
  return { ...layout, margin: { ...margin, b: Math.max(bottom, 70) }, annotations: [...annotations, note] };
}

function isPlain(value: unknown): value is Layout {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
