/**
 * Draws `application/vnd.plotly.v1+json`: `{ data, layout, frames?, config? }` as plotly.js takes it. Plotly itself (4.7 MB) is
 * fetched with the first figure of a page, never once per output.
 *
 * ```text
 * renderModel ──> Plotly.newPlot ──> (resize ──> Plots.resize, theme changed ──> newPlot, disposed ──> purge)
 * ```
 *
 * `safe`: a figure is data, plotly runs no script from it, so it shows in notebooks that are not trusted.
 *
 * @packageDocumentation
 */
import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import { Widget } from "@lumino/widgets";
import { onThemeChange, withTheme } from "./plotlyTheme";

/** The MIME type that plotly's own tools agree upon. */
const mimeType = "application/vnd.plotly.v1+json";

/** What a figure's bundle carries. */
interface Figure {
  readonly data: readonly object[];
  readonly layout?: Readonly<Record<string, unknown>>;
  readonly frames?: readonly object[];
  readonly config?: Readonly<Record<string, unknown>>;
}

/** As much of plotly.js as is used here. */
interface Plotly {
  newPlot(node: HTMLElement, figure: object): Promise<unknown>;
  purge(node: HTMLElement): void;
  Plots: { resize(node: HTMLElement): Promise<unknown> | undefined };
}

let loading: Promise<Plotly> | undefined;

function load(): Promise<Plotly> {
  loading ??= import(/* webpackChunkName: "plotly" */ "plotly.js-dist").then(
    (module) => ((module as { default?: unknown }).default ?? module) as Plotly,
  );
  return loading;
}

/** One figure of one output. */
class PlotlyWidget extends Widget implements IRenderMime.IRenderer {
  #figure: Figure | undefined;
  #plotly: Plotly | undefined;
  #drawnWidth = 0;
  readonly #unsubscribe: () => void;
  readonly #observer: ResizeObserver;

  constructor() {
    super();
    this.addClass("strata-Plotly");
    this.#unsubscribe = onThemeChange(() => void this.#draw());
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(this.node);
  }

  /** Draws the figure of `model`, in place of the one drawn before. */
  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this.#figure = model.data[mimeType] as unknown as Figure;
    this.#plotly = await load();
    await this.#draw();
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.#unsubscribe();
    this.#observer.disconnect();
    this.#plotly?.purge(this.node);
    super.dispose();
  }

  async #draw(): Promise<void> {
    if (this.isDisposed || !this.#plotly || !this.#figure) return;
    const { data, layout, frames, config } = this.#figure;
    // Plotly writes into what it is given; the notebook's own copy must stay as it was saved.
    const figure = structuredClone({ data: data, layout: withTheme(layout ?? {}), frames: frames ?? [] });
    this.#drawnWidth = this.node.clientWidth;
    await this.#plotly.newPlot(this.node, { ...figure, config: { ...config, ...fixedConfig } });
  }

  #resize(): void {
    const width = this.node.clientWidth;
    if (!this.#plotly || !this.#figure || width === 0 || width === this.#drawnWidth) return;
    this.#drawnWidth = width;
    void this.#plotly.Plots.resize(this.node);
  }
}

/** What no figure decides: nothing is sent anywhere, and its width follows the cell. */
const fixedConfig = {
  responsive: false,
  displaylogo: false,
  showLink: false,
  showSendToCloud: false,
  showEditInChartStudio: false,
  plotlyServerURL: "",
};

const plotly: IRenderMime.IExtension = {
  id: "strata:plotly",
  description: "Draws plotly figures.",
  rendererFactory: { safe: true, mimeTypes: [mimeType], createRenderer: () => new PlotlyWidget() },
  // Below every rank of Lab's own renderers: where a bundle also holds PNG, SVG or HTML, the live figure wins.
  rank: 0,
  dataType: "json",
  fileTypes: [
    { name: "plotly", mimeTypes: [mimeType], extensions: [".plotly", ".plotly.json"], displayName: "Figure" },
  ],
  documentWidgetFactoryOptions: {
    name: "Figure",
    primaryFileType: "plotly",
    fileTypes: ["plotly", "json"],
    defaultFor: ["plotly"],
  },
};

export default plotly;
