/** The programs that every distribution has: a shell and the usual small tools. */
import type { Program } from "../program";
import { shell } from "./shell/shell";
import { fileTools } from "./tools/files";
import { listingTools } from "./tools/listing";
import { plainTools } from "./tools/plain";
import { streamTools } from "./tools/streams";
import { systemTools } from "./tools/system";

/**
 * Programs by name, for executables in /bin to name.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * assert.ok(Object.keys(containers.standardPrograms).includes("sh"));
 * ```
 */
export const standardPrograms: Readonly<Record<string, Program>> = {
  sh: shell,
  ...plainTools,
  "[": plainTools["test"]!,
  ...fileTools,
  ...listingTools,
  ...streamTools,
  ...systemTools,
};
