/**
 * What all figures have in common: a title on the left that states the finding, and quiet axes. Colours of text, axes and
 * background are the page's, light or dark.
 *
 * @packageDocumentation
 */
import type { FigureFrame, Layout, Trace } from "./figure";
import { palette, tint } from "./palette";

/** Breaks a title into lines of about `width` characters. */
export function wrap(text: string, width = 92): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1]!;
    if (line !== "" && line.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join("<br>");
}

/** An axis with its title and unit. */
export function axis(title: string, more: Layout = {}): Layout {
  return {
    title: { text: title, standoff: 12 },
    automargin: true,
    zeroline: false,
    ...more,
  };
}

/** An axis that is only a coordinate of a drawing. */
export function hiddenAxis(range: readonly [number, number]): Layout {
  return { visible: false, fixedrange: true, range };
}

/** The layout of a figure with a title that states its finding. */
export function layout(title: string, more: Layout): Layout {
  return {
    title: { text: wrap(title), x: 0.01, xanchor: "left", font: { size: 16 } },
    font: { size: 13 },
    margin: { l: 60, r: 20, t: 80, b: 60 },
    height: 420,
    legend: { orientation: "h", x: 0, y: -0.22, traceorder: "normal" },
    hovermode: "closest",
    ...more,
  };
}

/** The slider under a figure, one step a frame. */
export function slider(frames: readonly FigureFrame[], prefix: string): Layout {
  const move = { mode: "immediate", frame: { duration: 0, redraw: true }, transition: { duration: 0 } };
  return {
    active: 0,
    currentvalue: { prefix, font: { size: 13 } },
    pad: { t: 48, b: 8 },
    steps: frames.map(({ name }) => ({ label: name, method: "animate", args: [[name], move] })),
  };
}

/** A row or column of labelled boxes: squares with text in them. */
export function boxes(
  cells: readonly {
    readonly x: number;
    readonly y: number;
    readonly text: string;
    readonly colour: string;
    readonly lit?: boolean;
  }[],
  more: Readonly<Record<string, unknown>> = {},
): Trace {
  return {
    type: "scatter",
    mode: "markers+text",
    x: cells.map(({ x }) => x),
    y: cells.map(({ y }) => y),
    text: cells.map(({ text }) => text),
    textposition: "middle center",
    textfont: { size: 15 },
    hoverinfo: "skip",
    showlegend: false,
    cliponaxis: false,
    marker: {
      symbol: "square",
      size: 38,
      color: cells.map(({ colour, lit }) => tint(colour, lit ? 0.65 : 0.15)),
      line: { color: cells.map(({ colour }) => colour), width: cells.map(({ lit }) => (lit ? 3 : 1.5)) },
    },
    ...more,
  };
}

/** What a table of coloured cells shows. Lists have a row for each of `rows`, and in it a cell for each of `columns`. */
export interface CellTable {
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  /** A number for each cell; it decides the colour. */
  readonly values: readonly (readonly number[])[];
  readonly texts: readonly (readonly string[])[];
  /** What pointing at a cell tells; nothing if not given. */
  readonly hints?: readonly (readonly string[])[];
  /** Colours from the least value to the greatest: `[share, colour]`. */
  readonly colours: readonly (readonly [number, string])[];
  /** Least and greatest value of the colours. */
  readonly range: readonly [number, number];
  /** Pixels between columns and between rows; 3 and 2 if not given. */
  readonly gaps?: readonly [number, number];
  /** Size of the texts; the figure's if not given. */
  readonly textSize?: number;
}

/** A table whose cells hold words and have colours. */
export function cellTable(table: CellTable): Trace {
  const { columns, rows, values, texts, hints, colours, range, gaps = [3, 2], textSize } = table;
  return {
    type: "heatmap",
    x: columns,
    y: rows,
    z: values,
    text: texts,
    texttemplate: "%{text}",
    ...(textSize !== undefined && { textfont: { size: textSize } }),
    ...(hints === undefined ? { hoverinfo: "skip" } : { hovertext: hints, hoverinfo: "text" }),
    zmin: range[0],
    zmax: range[1],
    xgap: gaps[0],
    ygap: gaps[1],
    showscale: false,
    colorscale: colours,
  };
}

/** Words in a drawing. */
export function words(
  items: readonly { readonly x: number; readonly y: number; readonly text: string; readonly colour?: string }[],
  size = 13,
  textposition = "middle center",
): Trace {
  const isColoured = items.some(({ colour }) => colour !== undefined);
  return {
    type: "scatter",
    mode: "text",
    x: items.map(({ x }) => x),
    y: items.map(({ y }) => y),
    text: items.map(({ text }) => text),
    textposition,
    // Without a colour of its own, text takes the page's.
    textfont: isColoured ? { size, color: items.map(({ colour }) => colour ?? palette.ink) } : { size },
    hoverinfo: "skip",
    showlegend: false,
    cliponaxis: false,
  };
}

/** An arrow from one point of a drawing to another. */
export function arrow(
  from: readonly [number, number],
  to: readonly [number, number],
  look: { readonly colour: string; readonly dash?: "solid" | "dot" },
): Trace {
  return {
    type: "scatter",
    mode: "lines+markers",
    x: [from[0], to[0]],
    y: [from[1], to[1]],
    line: { color: look.colour, width: 2, dash: look.dash ?? "solid" },
    marker: { symbol: "arrow", angleref: "previous", size: [0, 13], color: look.colour },
    hoverinfo: "skip",
    showlegend: false,
    cliponaxis: false,
  };
}
