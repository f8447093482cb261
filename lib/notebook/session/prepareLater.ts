/**
 * The start-up snapshot on a machine where no build made it: in a process of its own that takes only what others leave of the processor.
 *
 * @packageDocumentation
 */

import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import { program } from "../../packageFolder";
import { snapshotFile } from "./snapshot";

/** Starts making the snapshot, unless it is there. What goes wrong is no harm. */
export function prepareSnapshotLater(): void {
  if (snapshotFile() !== undefined) return;
  const maker = spawn(process.execPath, [program("notebook/session/prepareSnapshot")], {
    stdio: "ignore",
    windowsHide: true,
  });
  maker.on("error", () => undefined);
  maker.unref();
  try {
    if (maker.pid !== undefined) setPriority(maker.pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or the system grants no priorities.
  }
}
