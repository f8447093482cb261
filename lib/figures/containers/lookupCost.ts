/** What a lookup touches, by how deep the file lies in the stack. */
import type { LookupCostRow } from "../../containers";
import type { Figure, Trace } from "../figure";
import { axis, layout } from "../layout";
import { palette } from "../palette";

/**
 * Draws directories of layers that are asked for a name, first and again, and maps of snapshots that are asked for a block.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, figures } from "strata";
 *
 * assert.match(figures.lookupCostFigure(containers.lookupCosts(4)).sentence, /4 directories the first time/);
 * ```
 */
export function lookupCostFigure(rows: readonly LookupCostRow[]): Figure {
  const places = rows.map(({ depth, found }) => (found ? `layer ${depth + 1}` : "nowhere"));
  const bars = (name: string, colour: string, of: (row: LookupCostRow) => number): Trace => ({
    type: "bar",
    name,
    x: places,
    y: rows.map(of),
    text: rows.map((row) => String(of(row))),
    textposition: "outside",
    cliponaxis: false,
    marker: { color: colour },
  });
  const deepest = rows.filter(({ found }) => found).reduce((one, other) => (other.first > one.first ? other : one));
  const missing = rows.find(({ found }) => !found);
  return {
    data: [
      bars("names, the first time", palette.hypervisor, ({ first }) => first),
      bars("names, again", palette.hardware, ({ again }) => again),
      bars("blocks, every time", palette.guest, ({ blockMaps }) => blockMaps),
    ],
    layout: layout("A name costs a look into each layer above it, once; then it is known", {
      barmode: "group",
      xaxis: axis("where the file lies, from the top", { type: "category" }),
      yaxis: axis("directories or maps asked", { range: [0, Math.max(...rows.map(({ first }) => first)) * 1.15] }),
    }),
    sentence:
      `The deepest file costs ${deepest.first} directories the first time and ${deepest.again} after that` +
      (missing === undefined ? "" : `; a name that is nowhere, ${missing.again} each time`) +
      `; a block of the lowest snapshot, ${deepest.blockMaps} maps each time.`,
  };
}
