/**
 * `strata kernel start`: what Jupyter runs. The process ends when asked to, on SIGTERM, or when the Jupyter that started it is gone.
 *
 * @packageDocumentation
 */

import { Kernel } from "../kernel";
import { readConnectionFile } from "./connectionFile";
import { serveZmq } from "./transport";

/** Between two looks whether the parent still lives. */
const PARENT_MILLISECONDS = 1000;

/** Runs a kernel for the client that wrote `connectionFile`; resolves when it listens. */
export async function runKernel(connectionFile: string): Promise<void> {
  const info = readConnectionFile(connectionFile);
  const kernel = new Kernel({ cwd: process.cwd() });
  // The session's compiler loads while the sockets are bound.
  await kernel.start();
  const transport = await serveZmq(kernel, info);
  const end = async (): Promise<void> => {
    await kernel.shutdown();
    await transport.close();
    process.exit(0);
  };
  kernel.onShutdown(() => void end());
  process.on("SIGINT", () => void kernel.interrupt());
  process.on("SIGTERM", () => void end());
  watchParent(() => void end());
}

/** Jupyter gives its process number; when that process is gone, nobody can reach this kernel. */
function watchParent(gone: () => void): void {
  const parent = Number(process.env["JPY_PARENT_PID"]);
  if (!Number.isInteger(parent) || parent <= 1) return;
  setInterval(() => {
    try {
      process.kill(parent, 0);
    } catch {
      gone();
    }
  }, PARENT_MILLISECONDS).unref();
}
