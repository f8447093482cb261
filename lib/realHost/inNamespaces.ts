/**
 * Runs lines of shell in new namespaces of the real kernel, by `unshare`.
 *
 * ```text
 *   root:        unshare --pid --fork --mount-proc --uts --ipc --net     sh -c '…'
 *   others:      unshare --user --map-root-user …                        the same, where the kernel allows it
 * ```
 *
 * What is mounted inside is gone with the last process inside.
 *
 * Source: unshare(1), namespaces(7).
 *
 * @packageDocumentation
 */
import { spawnSync } from "node:child_process";

/** What came of it. */
export type ShellRun =
  | { readonly type: "ran"; readonly lines: readonly string[] }
  | { readonly type: "refused"; readonly reason: string };

/** Runs a script of `sh`; its words after the first are `$1`, `$2`, …. */
export function runInNamespaces(script: string, words: readonly string[] = []): ShellRun {
  if (process.platform !== "linux") return { type: "refused", reason: `this is ${process.platform}, not Linux` };
  const asRoot = process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"];
  const kinds = ["--pid", "--fork", "--mount-proc", "--uts", "--ipc", "--net"];
  const run = spawnSync("unshare", [...asRoot, ...kinds, "sh", "-ec", script, "sh", ...words], {
    encoding: "utf8",
    timeout: 10_000,
  });
  if (run.error !== undefined) return { type: "refused", reason: `unshare: ${run.error.message}` };
  if (run.status !== 0) return { type: "refused", reason: run.stderr.trim().split("\n")[0] ?? `status ${run.status}` };
  return { type: "ran", lines: run.stdout.trim().split("\n") };
}
