/**
 * Figures in the colours of the page. Lab says on `body` whether its theme is light or dark and keeps the colours in CSS variables;
 * a figure takes them as a plotly template, the layer below all that the figure says itself.
 *
 * @packageDocumentation
 */

type Layout = Readonly<Record<string, unknown>>;

/** Calls `listener` whenever Lab has changed its theme; the answer ends that. */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  observer ??= observeTheme();
  return () => void listeners.delete(listener);
}

/** `layout` on a template of the page's colours. A template that the figure brings lies above ours. */
export function withTheme(layout: Layout): Layout {
  const own = isRecord(layout["template"]) ? layout["template"] : {};
  return { autosize: true, ...layout, template: merge(pageTemplate(), own) };
}

const listeners = new Set<() => void>();
let observer: MutationObserver | undefined;

function observeTheme(): MutationObserver {
  const created = new MutationObserver(() => {
    // The theme's style sheet is in force one frame after its name is.
    requestAnimationFrame(() => listeners.forEach((listener) => listener()));
  });
  created.observe(document.body, { attributeFilter: ["data-jp-theme-name", "data-jp-theme-light"] });
  return created;
}

function pageTemplate(): Record<string, unknown> {
  const text = cssVariable("--jp-content-font-color1", "rgba(0, 0, 0, 0.87)");
  const paper = cssVariable("--jp-layout-color0", "#ffffff");
  const grid = cssVariable("--jp-border-color2", "#e0e0e0");
  const line = cssVariable("--jp-border-color1", "#bdbdbd");
  const axis = { gridcolor: grid, linecolor: line, zerolinecolor: line, automargin: true, title: { standoff: 12 } };
  const scene = { backgroundcolor: paper, gridcolor: grid, linecolor: line, zerolinecolor: line };
  return {
    layout: {
      font: { family: cssVariable("--jp-ui-font-family", "sans-serif"), size: 13, color: text },
      paper_bgcolor: paper,
      plot_bgcolor: paper,
      colorway: isLight() ? lightColorway : darkColorway,
      xaxis: axis,
      yaxis: axis,
      scene: { xaxis: scene, yaxis: scene, zaxis: scene },
      polar: { bgcolor: paper, angularaxis: axis, radialaxis: axis },
      hoverlabel: { align: "left" },
      legend: { bgcolor: "rgba(0, 0, 0, 0)" },
      annotationdefaults: { arrowcolor: text },
      sliderdefaults: { ...control(grid, line, text), activebgcolor: line },
      updatemenudefaults: { ...control(paper, line, text), activebgcolor: grid },
    },
  };
}

function control(background: string, border: string, text: string): Record<string, unknown> {
  return { bgcolor: background, bordercolor: border, tickcolor: text, font: { color: text } };
}

// Okabe and Ito's palette, which people with colour vision deficiency can tell apart; on dark, its two darkest hues are lightened.
const lightColorway = ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#7f6a00", "#555555"];
const darkColorway = ["#56b4e9", "#e69f00", "#2fc79b", "#ff7f3f", "#e39ac4", "#4f9fe0", "#f0e442", "#bbbbbb"];

function isLight(): boolean {
  return document.body.dataset["jpThemeLight"] !== "false";
}

function cssVariable(name: string, fallback: string): string {
  return getComputedStyle(document.body).getPropertyValue(name).trim() || fallback;
}

function merge(below: Record<string, unknown>, above: Record<string, unknown>): Record<string, unknown> {
  const merged = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = merged[key];
    merged[key] = isRecord(under) && isRecord(value) ? merge(under, value) : value;
  }
  return merged;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
