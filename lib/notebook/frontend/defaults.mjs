// Where the course's defaults differ from JupyterLab's, by settings plugin. A student may change each of them in Settings.
export const defaults = {
  // The page contacts no outside host.
  "@jupyterlab/apputils-extension:notification": { checkForUpdates: false, fetchNews: "false" },
  // Light or dark as the student's system is.
  "@jupyterlab/apputils-extension:themes": { "adaptive-theme": true },
  // There is one kernel, so there is nothing to ask.
  "@jupyterlab/notebook-extension:tracker": { autoStartDefaultKernel: true },
};
