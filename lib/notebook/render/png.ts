/**
 * Figures as PNG, drawn by Plotly in a headless browser: one browser for many figures, no network.
 *
 * @packageDocumentation
 */
import { createRequire } from "node:module";
import type { Figure, Layout } from "../../figures/figure";
import { openPage } from "./page";
import { encodePng, toPalette } from "./palettePng";
import { stillOf } from "./still";

/** Size of the picture in pixels; a height in the figure's layout wins. */
export interface PngOptions {
  /** 900 if not given. */
  readonly width?: number;
  /** 500 if not given. */
  readonly height?: number;
}

/**
 * Draws figures as PNG, in order.
 *
 * @throws {@link EnvironmentError} if no browser is found
 */
export function renderPngs(figures: readonly Figure[], options: PngOptions = {}): Promise<Buffer[]> {
  return openPage(async (page) => {
    await page.setContent("<!doctype html><body style='font-family: sans-serif'><div id='figure'></div></body>");
    await page.addScriptTag({ path: createRequire(__filename).resolve("plotly.js-dist") });
    const pictures: Buffer[] = [];
    for (const figure of figures) {
      const { data, layout, note } = stillOf(figure);
      const height = typeof layout["height"] === "number" ? layout["height"] : (options.height ?? 500);
      const width = options.width ?? 900;
      const script = drawingScript({ data, layout: withNote(layout, note), width, height });
      const rgba = Buffer.from(await page.evaluate<string>(script), "base64");
      pictures.push(encodePng(toPalette(rgba, width, height)));
    }
    return pictures;
  });
}

/** The note goes into the lower right corner. */
function withNote(layout: Layout, text: string | undefined): Layout {
  if (text === undefined) return layout;
  const corner = {
    xref: "paper",
    yref: "paper",
    x: 1,
    y: 0,
    xanchor: "right",
    yanchor: "top",
    yshift: -44,
    showarrow: false,
  };
  const annotations = Array.isArray(layout["annotations"]) ? (layout["annotations"] as unknown[]) : [];
  const margin = { l: 60, r: 20, t: 70, ...(layout["margin"] as object | undefined), b: 70 };
  return { ...layout, margin, annotations: [...annotations, { ...corner, text, font: { size: 11 } }] };
}

/** A script for the page that draws one figure and answers with its pixels: red, green, blue and opacity, in base64. */
function drawingScript(
  figure: { readonly width: number; readonly height: number } & ReturnType<typeof stillOf>,
): string {
  // "<" is spelled out so that no text of a figure can end the script.
  const json = JSON.stringify(figure).replaceAll("<", "\\u003c");
  return `(async () => {
    const { data, layout, width, height } = ${json};
    const white = { paper_bgcolor: "white", plot_bgcolor: "white" };
    const made = await Plotly.newPlot("figure", data, { ...white, ...layout, width, height }, { staticPlot: true });
    const url = await Plotly.toImage(made, { format: "png", width, height, scale: 1 });
    Plotly.purge("figure");
    const image = new Image();
    image.src = url;
    await image.decode();
    const context = new OffscreenCanvas(width, height).getContext("2d");
    context.drawImage(image, 0, 0);
    const bytes = context.getImageData(0, 0, width, height).data;
    let text = "";
    for (let at = 0; at < bytes.length; at += 8190) text += String.fromCharCode(...bytes.subarray(at, at + 8190));
    return btoa(text);
  })()`;
}
