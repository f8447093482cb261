/**
 * Pictures for places that show neither Plotly nor SVG (GitHub): a PNG in place of each figure's SVG.
 *
 * @packageDocumentation
 */

import type { Figure } from "../../figures/figure";
import { renderPngs } from "../render/png";
import { type Cell, isJson, type Json, type Notebook } from "../server/notebookFormat";
import { PLOTLY_TYPE } from "../show";

/**
 * Gives every figure of `notebook` a PNG.
 *
 * @throws {@link EnvironmentError} if no browser is found.
 */
export async function addPngs(notebook: Notebook): Promise<void> {
  const bundles = notebook.cells.flatMap(figureBundles);
  if (bundles.length === 0) return;
  const pictures = await renderPngs(bundles.map(toFigure));
  for (const [index, bundle] of bundles.entries()) {
    bundle["image/png"] = pictures[index]!.toString("base64");
    delete bundle["image/svg+xml"];
  }
}

function figureBundles(cell: Cell): Json[] {
  const data = (cell.outputs ?? []).map((output) => output["data"]);
  return data.filter((bundle): bundle is Json => isJson(bundle) && PLOTLY_TYPE in bundle);
}

function toFigure(bundle: Json): Figure {
  return { ...(bundle[PLOTLY_TYPE] as Omit<Figure, "sentence">), sentence: String(bundle["text/plain"] ?? "") };
}
