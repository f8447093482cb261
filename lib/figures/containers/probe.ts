/** What processes see of each other: resource by resource, under one isolation after the other. */
import type { ProbeRow } from "../../containers";
import type { Figure } from "../figure";
import { axis, cellTable, layout } from "../layout";
import { palette, tint } from "../palette";

/** A pair of processes, by how they were set apart, and what their probe found. */
export interface ProbedPair {
  readonly name: string;
  readonly rows: readonly ProbeRow[];
}

/**
 * Draws a table: resources in rows, pairs of processes in columns.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, figures } from "strata";
 *
 * const { plainProcess, container } = containers;
 * const figure = figures.probeFigure([
 *   { name: "two processes", rows: containers.probe(plainProcess, plainProcess) },
 *   { name: "two containers", rows: containers.probe(container, container) },
 * ]);
 * assert.match(figure.sentence, /two containers: 2 of 10/);
 * ```
 */
export function probeFigure(pairs: readonly ProbedPair[]): Figure {
  const resources = pairs[0]?.rows.map(({ resource }) => resource) ?? [];
  const grid = <T>(value: (isIsolated: boolean, pair: ProbedPair, resource: string) => T) =>
    resources.map((resource) =>
      pairs.map((pair) => value(pair.rows.find((row) => row.resource === resource)!.isIsolated, pair, resource)),
    );
  const counts = pairs.map(({ name, rows }) => `${name}: ${shared(rows)} of ${rows.length}`);
  return {
    data: [
      cellTable({
        columns: pairs.map(({ name }) => name),
        rows: resources,
        values: grid((isIsolated) => (isIsolated ? 1 : 0)),
        texts: grid((isIsolated) => (isIsolated ? "own" : "shared")),
        hints: grid((isIsolated, { name }, resource) => `${name}, ${resource}: ${isIsolated ? "isolated" : "shared"}`),
        colours: [
          [0, tint(palette.wrong, 0.35)],
          [1, tint(palette.guest, 0.45)],
        ],
        range: [0, 1],
        textSize: pairs.length > 7 ? 11 : 13,
      }),
    ],
    layout: layout(finding(pairs), {
      xaxis: axis("how the two were set apart", { type: "category", side: "bottom" }),
      yaxis: axis("", { type: "category", autorange: "reversed" }),
      margin: { l: 120, r: 20, t: 80, b: 70 },
      height: 150 + 32 * resources.length,
    }),
    sentence: `Kinds of resources that are shared – ${counts.join("; ")}.`,
  };
}

function shared(rows: readonly ProbeRow[]): number {
  return rows.filter(({ isIsolated }) => !isIsolated).length;
}

/** What is the same in every column; else the difference between the first and the last. */
function finding(pairs: readonly ProbedPair[]): string {
  const [first, last] = [pairs[0], pairs[pairs.length - 1]];
  if (first === undefined || last === undefined) return "Nothing was probed";
  const always = first.rows
    .map(({ resource }) => resource)
    .filter((resource) => pairs.every((pair) => has(pair, resource)));
  if (pairs.length > 2 && always.length > 0) return `Shared in every column: ${always.join(", ")}`;
  const count = ({ name, rows }: ProbedPair) => `${name}, ${shared(rows)} of ${rows.length}`;
  return `Kinds of resources shared: ${first === last ? count(first) : `${count(first)}; ${count(last)}`}`;
}

function has({ rows }: ProbedPair, resource: string): boolean {
  return rows.some((row) => row.resource === resource && !row.isIsolated);
}
