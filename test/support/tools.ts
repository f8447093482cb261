import { spawnSync } from "node:child_process";
import type { ExecutionContext } from "ava";

/**
 * Whether a test's outside tool is there. On a machine of its own, CI has every tool, so there a missing one fails the test; elsewhere the test passes
 * with a sentence that says what was not checked.
 */
export function hasTool(t: ExecutionContext, name: string, isThere: () => boolean): boolean {
  if (isThere()) return true;
  const sentence = `Not checked: ${name} is not installed here.`;
  if (process.env["CI"] === "true") t.fail(sentence);
  else {
    t.log(sentence);
    t.pass();
  }
  return false;
}

/** The Python that has Jupyter: `STRATA_PYTHON`, else `python3`. */
export const PYTHON = process.env["STRATA_PYTHON"] ?? "python3";

/** Whether {@link PYTHON} can import all of `modules`. */
export function pythonHas(...modules: string[]): boolean {
  return spawnSync(PYTHON, ["-c", `import ${modules.join(", ")}`], { stdio: "ignore" }).status === 0;
}
