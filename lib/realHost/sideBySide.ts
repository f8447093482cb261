/**
 * Model and reality in one table: the same questions to the models of this library and to the kernel at hand.
 *
 * What comes out depends on the computer: shares differ in their last digit from run to run. Every process is ended and every group and
 * mount removed.
 *
 * @packageDocumentation
 */
import { askGroupsKernel, askGroupsModel } from "./groupQuestions";
import { kernelAllows } from "./kernelAllows";
import { askKernel, askModel } from "./namespaceQuestions";
import { askOverlayKernel, askOverlayModel } from "./overlayQuestions";
import type { RunOptions } from "./realRuns";

/** One question and both answers. */
export interface SideBySideRow {
  readonly what: string;
  readonly model: string;
  /** The kernel's answer, or why there is none. */
  readonly reality: string;
}

/** What can be compared. */
export type SideBySideTopic = "namespaces" | "overlay" | "control groups";

/**
 * Asks about one topic. Where the kernel does not allow it, every row says why, and nothing is thrown.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { realHost } from "strata";
 *
 * const rows = await realHost.sideBySide("overlay");
 * assert.equal(rows[0]?.model, "old a");
 * ```
 */
export async function sideBySide(topic: SideBySideTopic, options: RunOptions = {}): Promise<readonly SideBySideRow[]> {
  if (topic === "namespaces") return rows({ ...askModel() }, askKernel());
  if (topic === "overlay") return rows({ ...askOverlayModel() }, askOverlayKernel());
  return rows({ ...askGroupsModel() }, await groups(options));
}

async function groups(options: RunOptions): Promise<object | string> {
  const { controlGroups } = await kernelAllows();
  if (!controlGroups.allowed) return controlGroups.reason;
  try {
    return await askGroupsKernel(options);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function rows(model: Readonly<Record<string, string>>, reality: object | string): readonly SideBySideRow[] {
  const real = typeof reality === "string" ? undefined : (reality as Readonly<Record<string, string>>);
  return Object.entries(model).map(([what, answer]) => ({
    what,
    model: answer,
    reality: real?.[what] ?? `not allowed here: ${reality as string}`,
  }));
}
