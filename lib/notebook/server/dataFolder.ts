/**
 * Where the user's own things lie between runs: settings, open tabs, signatures. Not beside the notebooks: a downloaded folder must not
 * bring a user's trust along, and the listing stays clean.
 *
 * Source: freedesktop.org, "XDG Base Directory Specification"; Apple, "File System Programming Guide".
 *
 * @packageDocumentation
 */
import { homedir } from "node:os";
import { join } from "node:path";

/** The data folder of this user: `STRATA_DATA`, or what the system provides. It need not exist. */
export function dataFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env["STRATA_DATA"]) return env["STRATA_DATA"];
  if (process.platform === "win32") return join(env["APPDATA"] ?? join(homedir(), "AppData/Roaming"), "strata");
  if (process.platform === "darwin") return join(homedir(), "Library/Application Support/strata");
  return join(env["XDG_DATA_HOME"] ?? join(homedir(), ".local/share"), "strata");
}
