/**
 * How attributes of Plotly's are read: colours, dashes, one value for all points or one a point.
 *
 * @packageDocumentation
 */
import type { Trace } from "../../../figures/figure";
import type { Scale } from "./scale";

/** Where a trace is drawn. */
export interface Plot {
  readonly x: Scale;
  readonly y: Scale;
  /** How bars stand beside or on each other. */
  readonly barmode: string;
  /** Every bar trace, to share the room of a category. */
  readonly bars: readonly Trace[];
  /** Every trace, in order: an area may reach to the one before. */
  readonly traces: readonly Trace[];
  readonly ink: string;
}

/** A look of Plotly's that is one value for all points, or one a point. */
export function each<T>(value: unknown, index: number, otherwise: T): T {
  const one: unknown = Array.isArray(value) ? value[index] : value;
  return (one ?? otherwise) as T;
}

/** A nested attribute of a trace, such as `marker` or `line`. */
export function part(trace: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const value = trace[name];
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

const dashes: Readonly<Record<string, string>> = { dot: "2 4", dash: "8 5", dashdot: "8 4 2 4" };

/** The attribute that dashes a line as Plotly's `line.dash` says; empty for a solid one. */
export function dashesOf(line: Readonly<Record<string, unknown>>): string {
  const dash = dashes[each<string>(line["dash"], 0, "solid")];
  return dash === undefined ? "" : ` stroke-dasharray="${dash}"`;
}

/** The colour that stands for a trace in the legend. */
export function colourOf(trace: Trace, otherwise: string): string {
  return each(part(trace, "marker")["color"], 0, each(part(trace, "line")["color"], 0, otherwise));
}
