/**
 * From data to pixels: linear, logarithmic and category axes, with their ticks.
 *
 * ```text
 * pixels   from |---------------------------| to         a vertical axis runs from bottom to top
 * data     low                              high
 * ```
 *
 * @packageDocumentation
 */
import type { Layout, Trace } from "../../../figures/figure";

/** Text at a place on an axis. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** One axis, ready to draw on. */
export interface Scale {
  /** The pixel of a value; `undefined` if it cannot be drawn. */
  at(value: unknown): number | undefined;
  /** Ticks with their pixels. */
  readonly ticks: readonly Tick[];
  /** Headings under groups of ticks. */
  readonly groups: readonly Tick[];
  /** Pixels of one category, or of one unit of data. */
  readonly unit: number;
  /** The pixel from which bars grow. */
  readonly base: number;
}

/** The key of a value on a category axis; two-storey categories are pairs. */
function keyOf(value: unknown): string {
  return Array.isArray(value) ? value.join(" / ") : String(value);
}

/** Values of a trace along an axis; two-storey categories become pairs. */
export function valuesOf(trace: Trace, along: "x" | "y"): unknown[] {
  const values = trace[along];
  if (!Array.isArray(values)) return [];
  const [outer, inner] = values as unknown[];
  if (!Array.isArray(outer) || !Array.isArray(inner)) return values as unknown[];
  return outer.map((group: unknown, index) => [group, (inner as unknown[])[index]]);
}

/** Makes the scale of an axis from its layout and the values that it must hold. */
export function scaleOf(axis: Layout, values: readonly unknown[], from: number, to: number): Scale {
  const words = values.some((value) => typeof value === "string" || Array.isArray(value));
  if (axis["type"] === "category" || axis["type"] === "multicategory" || words) return categories(values, from, to);
  const numbers = values.filter((value): value is number => typeof value === "number" && Number.isFinite(value));
  return axis["type"] === "log" ? logarithmic(axis, numbers, from, to) : linear(axis, numbers, from, to);
}

function categories(values: readonly unknown[], from: number, to: number): Scale {
  const keys = [...new Set(values.filter((value) => value !== null).map(keyOf))];
  const unit = (to - from) / Math.max(1, keys.length);
  const centre = (index: number) => from + (index + 0.5) * unit;
  const parts = keys.map((key) => key.split(" / "));
  const heads = [...new Set(parts.flatMap((part) => (part.length > 1 ? [part[0]!] : [])))];
  const groups = heads.map((label) => {
    const members = parts.flatMap((part, index) => (part.length > 1 && part[0] === label ? [centre(index)] : []));
    return { at: members.reduce((sum, at) => sum + at, 0) / members.length, label };
  });
  return {
    at: (value) => (keys.includes(keyOf(value)) ? centre(keys.indexOf(keyOf(value))) : undefined),
    ticks: parts.map((part, index) => ({ at: centre(index), label: part[part.length - 1]! })),
    groups,
    unit: Math.abs(unit),
    base: from,
  };
}

function linear(axis: Layout, values: readonly number[], from: number, to: number): Scale {
  const [low, high] = rangeOf(axis) ?? padded(values);
  const at = (value: number) => from + ((value - low) / (high - low)) * (to - from);
  return {
    at: (value) => (typeof value === "number" ? at(value) : undefined),
    ticks:
      own(axis, at) ?? roundValues(low, high).map((value) => ({ at: at(value), label: value.toLocaleString("en") })),
    groups: [],
    unit: Math.abs(at(1) - at(0)),
    base: at(Math.min(Math.max(0, Math.min(low, high)), Math.max(low, high))),
  };
}

function logarithmic(axis: Layout, values: readonly number[], from: number, to: number): Scale {
  const positive = values.filter((value) => value > 0);
  const [low, high] = rangeOf(axis) ?? [
    Math.log10(Math.min(...positive)) - 0.1,
    Math.log10(Math.max(...positive)) + 0.1,
  ];
  const at = (value: number) => from + ((Math.log10(value) - low) / (high - low)) * (to - from);
  const powers = Array.from(
    { length: Math.floor(high) - Math.ceil(low) + 1 },
    (_, index) => 10 ** (Math.ceil(low) + index),
  );
  return {
    at: (value) => (typeof value === "number" && value > 0 ? at(value) : undefined),
    ticks: own(axis, at) ?? powers.map((value) => ({ at: at(value), label: value.toLocaleString("en") })),
    groups: [],
    unit: Math.abs(to - from) / Math.abs(high - low),
    base: from,
  };
}

function rangeOf(axis: Layout): [number, number] | undefined {
  const range = axis["range"];
  return Array.isArray(range) ? [Number(range[0]), Number(range[1])] : undefined;
}

function padded(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values, Infinity), Math.max(...values, -Infinity)];
  if (!Number.isFinite(low)) return [0, 1];
  const pad = low === high ? 1 : (high - low) * 0.05;
  return [low >= 0 && low - pad < 0 ? 0 : low - pad, high + pad];
}

function own(axis: Layout, at: (value: number) => number): Tick[] | undefined {
  const [values, labels] = [axis["tickvals"], axis["ticktext"]];
  if (!Array.isArray(values)) return undefined;
  return values.map((value, index) => ({
    at: at(Number(value)),
    label: String(Array.isArray(labels) ? labels[index] : value),
  }));
}

/** About six values in steps of 1, 2 or 5 times a power of ten. */
function roundValues(low: number, high: number): number[] {
  const [from, to] = [Math.min(low, high), Math.max(low, high)];
  const rough = (to - from) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough)!;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}
