/**
 * Opens an address in the user's browser by what the system provides; where it provides nothing, a sentence says so.
 *
 * @packageDocumentation
 */
import { spawn } from "node:child_process";

/** Opens `url` in the browser. Without one, the user is told to do it, and nothing else happens. */
export function openBrowser(url: string): void {
  const [command, ...words] = commandFor(process.platform, url);
  if (process.platform === "linux" && !process.env["DISPLAY"] && !process.env["WAYLAND_DISPLAY"]) {
    ask();
    return;
  }
  const child = spawn(command, words, { stdio: "ignore", detached: true });
  child.once("error", ask);
  child.once("exit", (status) => {
    if (status !== 0) ask();
  });
  child.unref();
}

/** The command that opens `url` on a platform. */
export function commandFor(platform: NodeJS.Platform, url: string): [string, ...string[]] {
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler", url];
  return [platform === "darwin" ? "open" : "xdg-open", url];
}

function ask(): void {
  console.error("No browser could be opened from here: open the address above in one.");
}
