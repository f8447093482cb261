/**
 * The plugins of the page, as a fixed list: what a course needs of JupyterLab, all in one bundle.
 *
 * Left out: terminals, the debugger, language servers, the extension manager, and whatever shows news or help from the internet.
 *
 * @packageDocumentation
 */
import type { JupyterLab } from "@jupyterlab/application";
import application from "@jupyterlab/application-extension";
import apputils from "@jupyterlab/apputils-extension";
import cellToolbar from "@jupyterlab/cell-toolbar-extension";
import celltags from "@jupyterlab/celltags-extension";
import codemirror from "@jupyterlab/codemirror-extension";
import completer from "@jupyterlab/completer-extension";
import consoles from "@jupyterlab/console-extension";
import csvviewer from "@jupyterlab/csvviewer-extension";
import docmanager from "@jupyterlab/docmanager-extension";
import documentsearch from "@jupyterlab/documentsearch-extension";
import filebrowser from "@jupyterlab/filebrowser-extension";
import fileeditor from "@jupyterlab/fileeditor-extension";
import htmlviewer from "@jupyterlab/htmlviewer-extension";
import imageviewer from "@jupyterlab/imageviewer-extension";
import inspector from "@jupyterlab/inspector-extension";
import javascript from "@jupyterlab/javascript-extension";
import json from "@jupyterlab/json-extension";
import launcher from "@jupyterlab/launcher-extension";
import logconsole from "@jupyterlab/logconsole-extension";
import mainmenu from "@jupyterlab/mainmenu-extension";
import markdownviewer from "@jupyterlab/markdownviewer-extension";
import markedparser from "@jupyterlab/markedparser-extension";
import mathjax from "@jupyterlab/mathjax-extension";
import metadataform from "@jupyterlab/metadataform-extension";
import notebook from "@jupyterlab/notebook-extension";
import pdf from "@jupyterlab/pdf-extension";
import rendermime from "@jupyterlab/rendermime-extension";
import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import running from "@jupyterlab/running-extension";
import services from "@jupyterlab/services-extension";
import settingeditor from "@jupyterlab/settingeditor-extension";
import shortcuts from "@jupyterlab/shortcuts-extension";
import statusbar from "@jupyterlab/statusbar-extension";
import themeDark from "@jupyterlab/theme-dark-extension";
import themeLight from "@jupyterlab/theme-light-extension";
import toc from "@jupyterlab/toc-extension";
import tooltip from "@jupyterlab/tooltip-extension";
import translation from "@jupyterlab/translation-extension";
import uiComponents from "@jupyterlab/ui-components-extension";
import vega from "@jupyterlab/vega5-extension";
import type { IPlugin } from "@lumino/coreutils";
import "@jupyterlab/application-extension/style/index.js";
import "@jupyterlab/apputils-extension/style/index.js";
import "@jupyterlab/cell-toolbar-extension/style/index.js";
import "@jupyterlab/celltags-extension/style/index.js";
import "@jupyterlab/codemirror-extension/style/index.js";
import "@jupyterlab/completer-extension/style/index.js";
import "@jupyterlab/console-extension/style/index.js";
import "@jupyterlab/csvviewer-extension/style/index.js";
import "@jupyterlab/docmanager-extension/style/index.js";
import "@jupyterlab/documentsearch-extension/style/index.js";
import "@jupyterlab/filebrowser-extension/style/index.js";
import "@jupyterlab/fileeditor-extension/style/index.js";
import "@jupyterlab/htmlviewer-extension/style/index.js";
import "@jupyterlab/imageviewer-extension/style/index.js";
import "@jupyterlab/inspector-extension/style/index.js";
import "@jupyterlab/javascript-extension/style/index.js";
import "@jupyterlab/json-extension/style/index.js";
import "@jupyterlab/launcher-extension/style/index.js";
import "@jupyterlab/logconsole-extension/style/index.js";
import "@jupyterlab/mainmenu-extension/style/index.js";
import "@jupyterlab/markdownviewer-extension/style/index.js";
import "@jupyterlab/markedparser-extension/style/index.js";
import "@jupyterlab/mathjax-extension/style/index.js";
import "@jupyterlab/metadataform-extension/style/index.js";
import "@jupyterlab/notebook-extension/style/index.js";
import "@jupyterlab/pdf-extension/style/index.js";
import "@jupyterlab/rendermime-extension/style/index.js";
import "@jupyterlab/running-extension/style/index.js";
import "@jupyterlab/settingeditor-extension/style/index.js";
import "@jupyterlab/shortcuts-extension/style/index.js";
import "@jupyterlab/statusbar-extension/style/index.js";
import "@jupyterlab/toc-extension/style/index.js";
import "@jupyterlab/tooltip-extension/style/index.js";
import "@jupyterlab/translation-extension/style/index.js";
import "@jupyterlab/ui-components-extension/style/index.js";
import "@jupyterlab/vega5-extension/style/index.js";
import logo from "./logo";
import plotly from "./plotly";

type Plugin = IPlugin<JupyterLab, unknown>;

/** Plugins of the packages below that the page does without: news, licences, language servers, and Lab's own logo. */
export const unwanted: ReadonlySet<string> = new Set([
  "@jupyterlab/application-extension:logo",
  "@jupyterlab/apputils-extension:announcements",
  "@jupyterlab/apputils-extension:licenses-client",
  "@jupyterlab/apputils-extension:licenses-plugin",
  "@jupyterlab/fileeditor-extension:language-server",
  "@jupyterlab/notebook-extension:language-server",
  "@jupyterlab/services-extension:terminal-manager",
]);

const all: unknown[] = [
  application,
  apputils,
  cellToolbar,
  celltags,
  codemirror,
  completer,
  consoles,
  csvviewer,
  docmanager,
  documentsearch,
  filebrowser,
  fileeditor,
  htmlviewer,
  imageviewer,
  inspector,
  launcher,
  logconsole,
  logo,
  mainmenu,
  markdownviewer,
  markedparser,
  mathjax,
  metadataform,
  notebook,
  rendermime,
  running,
  services,
  settingeditor,
  shortcuts,
  statusbar,
  themeDark,
  themeLight,
  toc,
  tooltip,
  translation,
  uiComponents,
];

/** Every plugin of the page but the MIME renderers. */
export const extensions: Plugin[] = (all.flat() as Plugin[]).filter((plugin) => !unwanted.has(plugin.id));

/** The renderers that know a MIME type and no more, ours for figures among them. */
export const mimeExtensions = [javascript, json, pdf, vega, plotly] as unknown as IRenderMime.IExtensionModule[];
