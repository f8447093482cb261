/** Where calls arrive: is there such a call, is it allowed, and who answers it. */
import { failed } from "../../result";
import type { Kernel } from "../kernel";
import type { Process } from "../processes/process";
import type { Answer } from "../processes/waitQueue";
import type { Request, SystemCallTable } from "../program";
import type { Caller, Handlers } from "./caller";
import { descriptorHandlers } from "./descriptors";
import { fileHandlers } from "./files";
import { identityHandlers } from "./identity";
import { ipcHandlers } from "./ipc";
import { memoryHandlers } from "./memory";
import { mountHandlers } from "./mounts";
import { namespaceHandlers } from "./namespaces";
import { processHandlers } from "./processes";
import { signalHandlers } from "./signals";
import { socketHandlers } from "./sockets";
import { systemHandlers } from "./system";

const handlers: Handlers<SystemCallTable> = {
  ...descriptorHandlers,
  ...fileHandlers,
  ...identityHandlers,
  ...ipcHandlers,
  ...memoryHandlers,
  ...mountHandlers,
  ...namespaceHandlers,
  ...processHandlers,
  ...signalHandlers,
  ...socketHandlers,
  ...systemHandlers,
};

/** What is no system call, and therefore always allowed. */
const instructions: ReadonlySet<string> = new Set([
  "load",
  "store",
  "compute",
  "environment",
  "exit",
  "links",
  "netlink",
]);

/** Answers one call of a process. */
export function answer(kernel: Kernel, process: Process, { call, args }: Request): Answer {
  if (process.interrupted) {
    process.interrupted = false;
    process.wakesAtUs = undefined;
    return failed("EINTR");
  }
  if (!instructions.has(call)) {
    if (!(call in handlers) || !kernel.has(call)) return failed("ENOSYS");
    if (process.allowedCalls !== undefined && !process.allowedCalls.has(call)) return failed("EPERM");
  }
  const handler = handlers[call] as (caller: Caller, ...args: readonly unknown[]) => Answer;
  return handler({ kernel, process }, ...args);
}
