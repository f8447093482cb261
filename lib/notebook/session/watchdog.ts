/**
 * A thread beside the session's own. It reads what the kernel sends, so that an interrupt is heard while a cell loops; and it ends the
 * process when the kernel is gone, however it went.
 *
 * ```text
 *   kernel ──pipe──► watchdog ──message──► session (main thread)
 *                       └─ interrupt not taken in time: Runtime.terminateExecution on the main thread
 * ```
 *
 * The termination cuts the running stack only; variables stay. It is not used while our own code runs that must not be cut.
 *
 * Source: Chrome DevTools Protocol, "Runtime.terminateExecution"; Node.js `inspector.Session.connectToMainThread`.
 *
 * @packageDocumentation
 */

import { Session } from "node:inspector";
import net from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { FrameReader } from "./frames";

/** Places in the memory that both threads share. */
export enum Shared {
  /** 1 while the reader's code may be cut. */
  MayCut,
  /** How many interrupts the session has taken. */
  Taken,
}

/** What the session gives its watchdog. */
export interface WatchdogData {
  shared: Int32Array;
  /** The pipe from the kernel. */
  pipe: number;
}

/** How long a session may take to hear an interrupt by itself, and between two terminations. */
const PATIENCE_MILLISECONDS = 100;

if (parentPort !== null) watch(workerData as WatchdogData);

function watch({ shared, pipe }: WatchdogData): void {
  const reader = new FrameReader((message) => {
    parentPort!.postMessage(message);
    if ((message as { type?: string }).type === "interrupt") insist(shared);
  });
  const socket = new net.Socket({ fd: pipe, readable: true, writable: false });
  socket.on("data", (chunk) => reader.push(chunk));
  // The kernel is gone. The main thread may be in a loop, so the whole process is ended from here.
  for (const end of ["end", "error", "close"]) socket.on(end, () => process.kill(process.pid, "SIGKILL"));
}

/** Cuts the main thread again and again until it has taken the interrupt. */
function insist(shared: Int32Array): void {
  const taken = Atomics.load(shared, Shared.Taken);
  const devtools = new Session();
  const timer = setInterval(() => {
    if (Atomics.load(shared, Shared.Taken) !== taken) {
      clearInterval(timer);
      devtools.disconnect();
    } else if (Atomics.load(shared, Shared.MayCut) === 1) {
      devtools.post("Runtime.terminateExecution");
    }
  }, PATIENCE_MILLISECONDS);
  devtools.connectToMainThread();
}
