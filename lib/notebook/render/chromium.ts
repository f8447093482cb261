/**
 * Finds the browser of the system, for pictures and for tests in a page.
 *
 * @packageDocumentation
 */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { EnvironmentError } from "../../errors";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"];
const places = [
  "/usr/bin",
  "/usr/local/bin",
  "/snap/bin",
  "/Applications/Google Chrome.app/Contents/MacOS",
  "/Applications/Chromium.app/Contents/MacOS",
  "C:\\Program Files\\Google\\Chrome\\Application",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application",
];
const files = [...names, "Google Chrome", "Chromium", "chrome.exe", "msedge.exe"];

/**
 * The path of Chromium or a browser built on it. `STRATA_CHROMIUM` comes first, then the usual places.
 *
 * @throws {@link EnvironmentError} if there is none, or `STRATA_CHROMIUM` names something that cannot be started
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string {
  const chosen = env["STRATA_CHROMIUM"];
  if (chosen !== undefined && chosen !== "") {
    if (canRun(chosen)) return chosen;
    throw new EnvironmentError(
      "missing-tool",
      `STRATA_CHROMIUM is "${chosen}", which is no program that can be started.`,
      chosen,
    );
  }
  const folders = [...(env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== ""), ...places];
  for (const folder of folders) {
    for (const file of files) {
      const path = join(folder, file);
      if (canRun(path)) return path;
    }
  }
  throw new EnvironmentError(
    "missing-tool",
    "No Chromium was found. Install Chromium or Chrome, or set STRATA_CHROMIUM to the path of one.",
  );
}

/** Arguments for a browser that draws or tests: quiet, alone, and without a network of its own. */
export function chromiumArguments(): string[] {
  const isRoot = process.getuid?.() === 0;
  return [
    ...(isRoot ? ["--no-sandbox"] : []),
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
