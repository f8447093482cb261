/**
 * The session's own process: descriptor 3 carries what it reports, descriptor 4 what it is asked (read by the {@link watchdog}).
 *
 * @packageDocumentation
 */

import { Worker } from "node:worker_threads";
import { program } from "../../packageFolder";
import { writeFrame } from "./frames";
import type { FromSession, ToSession } from "./messages";
import { Session } from "./session";
import { Shared, type WatchdogData } from "./watchdog";

const OUT = 3;
const IN = 4;

/** How long nobody must ask before the session gets ready for a likely request. */
const IDLE_MILLISECONDS = 1000;

const shared = new Int32Array(new SharedArrayBuffer(8));
Atomics.store(shared, Shared.MayCut, 1);

const watchdog = new Worker(program("notebook/session/watchdog"), {
  workerData: { shared, pipe: IN } satisfies WatchdogData,
});
watchdog.on("message", (message: ToSession) => {
  clearTimeout(warmUp);
  receive(session, message);
});

// Nobody asks yet: a good time to get ready for the import that most notebooks begin with. The session replaces timers, so this one is set first.
const warmUp = setTimeout(() => session.warmUp(), IDLE_MILLISECONDS);

mayCut(false);
const session = new Session({
  folder: process.cwd(),
  send: report,
  mayCut,
});
report({ type: "ready" });
mayCut(true);

function receive(to: Session, message: ToSession): void {
  if (!("type" in message)) {
    void to.answer(message.request).then((answer) => report({ type: "done", serial: message.serial, answer }));
  } else if (message.type === "interrupt") {
    Atomics.add(shared, Shared.Taken, 1);
    to.interrupt();
    report({ type: "interrupted" });
  } else {
    to.receiveInput(message.type === "input" ? message.value : undefined);
  }
}

function report(message: FromSession): void {
  const before = Atomics.exchange(shared, Shared.MayCut, 0);
  writeFrame(OUT, message);
  Atomics.store(shared, Shared.MayCut, before);
}

function mayCut(may: boolean): void {
  Atomics.store(shared, Shared.MayCut, may ? 1 : 0);
}
