/**
 * The notebook page: JupyterLab put together from its npm packages, with our Plotly renderer, and without anything that asks the
 * internet. The server writes Lab's configuration into the page; this script reads it from there.
 *
 * @packageDocumentation
 */
import { JupyterLab } from "@jupyterlab/application";
import { IConnectionStatus, IServiceManager } from "@jupyterlab/services";
import { PluginRegistry } from "@lumino/coreutils";
import { extensions, mimeExtensions, unwanted } from "./extensions";
import "./style.css";

type Options = NonNullable<ConstructorParameters<typeof JupyterLab>[0]>;

/** Shown when the page cannot start at all, where the first thing to read would otherwise be nothing. */
function showFailure(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  document.body.textContent = `The notebook page could not start: ${text}`;
}

/** Registers every plugin, then starts Lab on the services that the plugins provide. */
async function main(): Promise<void> {
  const pluginRegistry = new PluginRegistry<JupyterLab>();
  pluginRegistry.registerPlugins(extensions);
  const connectionStatus = await pluginRegistry.resolveOptionalService(IConnectionStatus);
  const serviceManager = await pluginRegistry.resolveRequiredService(IServiceManager);
  const lab = new JupyterLab({
    pluginRegistry: pluginRegistry as NonNullable<Options["pluginRegistry"]>,
    serviceManager,
    ...(connectionStatus ? { connectionStatus } : {}),
    mimeExtensions,
    disabled: { matches: [...unwanted], patterns: [] },
    deferred: { matches: [], patterns: [] },
    availablePlugins: [],
  });
  await lab.start({ hostID: "main", bubblingKeydown: true });
  await lab.restored;
  performance.mark("strata-restored");
}

main().catch(showFailure);
