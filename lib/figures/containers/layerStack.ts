/** The stack of layers, as the lecture draws it: who owns each file, and what lies hidden. */
import { countBy, uniq } from "lodash";
import type { LayerState, LayerTableRow } from "../../containers";
import type { Figure } from "../figure";
import { axis, cellTable, layout } from "../layout";
import { palette, tint } from "../palette";

/** States in the order of the colours below. */
const states: readonly LayerState[] = ["nothing", "hidden", "whiteout", "merged", "shown"];
const texts: Record<LayerState, string> = {
  nothing: "",
  hidden: "hidden",
  whiteout: "whiteout",
  merged: "merged",
  shown: "shown",
};
const colours = [
  tint(palette.idle, 0.06),
  tint(palette.idle, 0.35),
  tint(palette.wrong, 0.55),
  tint(palette.guest, 0.4),
  tint(palette.host, 0.6),
];

/**
 * Draws layers as rows, topmost above, and files as columns; directories are left out. The first row is what the container sees.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers, figures } from "strata";
 *
 * const [upper, lower] = [new containers.MemoryFileSystem(), new containers.MemoryFileSystem()];
 * containers.FileCalls.on(lower).writeFile("/motd", "hello");
 * const rows = containers.layerTable([{ name: "mine", files: upper }, { name: "base", files: lower }]);
 * assert.match(figures.layerStackFigure(rows).sentence, /base: 1/);
 * ```
 */
export function layerStackFigure(table: readonly LayerTableRow[]): Figure {
  const rows = table.filter(({ isDirectory }) => !isDirectory);
  const [paths, layers] = [uniq(rows.map(({ path }) => path)), uniq(rows.map(({ layer }) => layer))];
  const stateAt = (layer: string, path: string) => rows.find((row) => row.layer === layer && row.path === path)!.state;
  const seen = paths.map((path): LayerState => layers.map((layer) => stateAt(layer, path)).find(isSeen) ?? "nothing");
  const grid = [seen, ...layers.map((layer) => paths.map((path) => stateAt(layer, path)))];
  const owners = countBy(rows.filter(({ state }) => state === "shown").map(({ layer }) => layer));
  const total = rows.filter(({ state }) => state === "shown").length;
  const own = owners[layers[0]!] ?? 0;
  const counts = layers.map((layer) => `${layer}: ${owners[layer] ?? 0}`).join(", ");
  return {
    data: [
      cellTable({
        columns: paths,
        rows: ["the container sees", ...layers].reverse(),
        values: grid.map((row) => row.map((state) => states.indexOf(state))).reverse(),
        texts: grid.map((row, at) => row.map((state) => (at === 0 ? seenText(state) : texts[state]))).reverse(),
        colours: colours.flatMap((colour, at): [number, string][] => [
          [at / colours.length, colour],
          [(at + 1) / colours.length, colour],
        ]),
        range: [-0.5, states.length - 0.5],
        textSize: 12,
      }),
    ],
    layout: layout(`${own} of the ${total} files that the container sees are its own; the others are shared`, {
      xaxis: axis("file", { type: "category" }),
      yaxis: axis("layer", { type: "category" }),
      margin: { l: 150, r: 20, t: 70, b: 70 },
      height: 190 + 38 * layers.length,
    }),
    sentence: `Files that the container sees, by the layer that owns them – ${counts}.`,
  };
}

function isSeen(state: LayerState): boolean {
  return state === "shown" || state === "merged";
}

function seenText(state: LayerState): string {
  return { shown: "yes", merged: "yes", hidden: "", whiteout: "", nothing: "deleted" }[state];
}
