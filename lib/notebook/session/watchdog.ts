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
import { setTimeout as sleep } from "node:timers/promises";
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

/** How often the watchdog looks whether the session has heard. */
const LOOK_MILLISECONDS = 10;

/** How long a session may take to hear an interrupt by itself, and between two terminations. */
const PATIENCE_MILLISECONDS = 100;

if (parentPort !== null) watch(workerData as WatchdogData);

function watch({ shared, pipe }: WatchdogData): void {
  let calm = Promise.resolve();
  // One after the other: what comes behind an interrupt must not meet its cuts.
  const reader = new FrameReader((message) => {
    calm = calm.then(() => {
      const taken = Atomics.load(shared, Shared.Taken);
      parentPort!.postMessage(message);
      return (message as { type?: string }).type === "interrupt" ? insist(shared, taken) : undefined;
    });
  });
  const socket = new net.Socket({ fd: pipe, readable: true, writable: false });
  socket.on("data", (chunk) => reader.push(chunk));
  // The kernel is gone. The main thread may be in a loop, so the whole process is ended from here.
  for (const end of ["end", "error", "close"]) socket.on(end, () => process.kill(process.pid, "SIGKILL"));
}

/** Cuts the main thread again and again until it has taken the interrupt; resolves when no cut is under way any more. */
async function insist(shared: Int32Array, taken: number): Promise<void> {
  const isTaken = (): boolean => Atomics.load(shared, Shared.Taken) !== taken;
  let devtools: Session | undefined;
  for (let waited = LOOK_MILLISECONDS; !isTaken(); waited += LOOK_MILLISECONDS) {
    await sleep(LOOK_MILLISECONDS);
    if (isTaken() || waited < PATIENCE_MILLISECONDS || Atomics.load(shared, Shared.MayCut) !== 1) continue;
    devtools ??= connect();
    await post(devtools, "Runtime.terminateExecution");
    waited = 0;
  }
  // A termination that came too late would hit whatever runs next. Let it be this.
  if (devtools !== undefined) await post(devtools, "Runtime.evaluate", { expression: "0" });
  devtools?.disconnect();
}

function connect(): Session {
  const devtools = new Session();
  devtools.connectToMainThread();
  return devtools;
}

function post(devtools: Session, method: string, parameters?: object): Promise<void> {
  return new Promise((resolve) => devtools.post(method, parameters, () => resolve()));
}
