/**
 * From a figure to the page.
 *
 * @packageDocumentation
 */

import type { Figure } from "../figures/figure";
import { currentSession } from "./display";
import { drawSvg } from "./render/svg";

/** The media type of a figure that a Plotly renderer draws. */
export const PLOTLY_TYPE = "application/vnd.plotly.v1+json";

/**
 * Shows a figure below the cell. One bundle for every viewer: Plotly's data where a renderer for it is there (ours, VS Code's), a static picture
 * where none is (stock JupyterLab, `nbconvert --to html`; no script, no network), and the figure's sentence where only text is read. In a plain Node
 * program it prints the sentence.
 *
 * @example
 * ```ts
 * import { show } from "strata";
 *
 * show({ data: [{ type: "bar", x: ["a", "b"], y: [1, 2] }], layout: {}, sentence: "b is twice a." });
 * ```
 */
export function show(figure: Figure): void {
  const session = currentSession();
  if (session === undefined) {
    console.log(figure.sentence);
    return;
  }
  const { sentence, ...plotly } = figure;
  const metadata = { "image/svg+xml": { alt: sentence }, "image/png": { alt: sentence } };
  session.display({ [PLOTLY_TYPE]: plotly, "image/svg+xml": drawSvg(figure), "text/plain": sentence }, { metadata });
}
