/**
 * A figure is plain Plotly data and one sentence that states what it shows. Figures are pure functions of rows; they know no
 * renderer and no notebook.
 *
 * ```text
 * rows of a model --> figure function --> Figure --> show()
 * ```
 *
 * @see Plotly.js, "Figure reference" (plotly.com/javascript/reference)
 *
 * @packageDocumentation
 */

/** One series. Every figure here is made of these, so that each renderer knows what it may meet. */
export interface Trace {
  readonly type: "scatter" | "bar" | "heatmap";
  readonly name?: string;
  readonly [attribute: string]: unknown;
}

/** Plotly's layout: title, axes, legend, sliders. */
export type Layout = Readonly<Record<string, unknown>>;

/** One position of a slider: what replaces the figure's series, and parts of its layout. */
export interface FigureFrame {
  readonly name: string;
  readonly data: readonly Trace[];
  /** Which of the figure's series these replace, by their places; the first ones in order, if not given. */
  readonly traces?: readonly number[];
  readonly layout?: Layout;
}

/** A figure for `show`. */
export interface Figure {
  /** The series. */
  readonly data: readonly Trace[];
  /** Title, axes, legend, sliders. */
  readonly layout: Layout;
  /** Positions of the slider; they run in the page, without a kernel. */
  readonly frames?: readonly FigureFrame[];
  /** Plotly's behaviour in the page. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Name of the frame to draw where nothing can move; the first picture if not given. */
  readonly still?: string;
  /** The finding, in one sentence of plain text. */
  readonly sentence: string;
}
