/**
 * What cells print, on its way out. Writes are gathered into few messages, named by the cell that wrote, and a cell that prints without
 * end is cut, with a sentence that says so.
 *
 * ```text
 *   ┌ first LIMIT characters, as they come ┐┌ sentence ┐┌ left out, counted ┐┌ last lines ┐
 * ```
 *
 * @packageDocumentation
 */

import { performance } from "node:perf_hooks";
import type { SessionEvent } from "./messages";

/** Characters that one cell may print before it is cut. */
export const PRINT_LIMIT = 2 * 1024 * 1024;

/** Characters of renderings (`display`, figures) that one cell may send. */
export const DISPLAY_LIMIT = 64 * 1024 * 1024;

/** Characters of the end that are still shown after a cut. */
const TAIL = 2000;

/** A message is sent when this many characters wait, or this many milliseconds passed. */
const GATHER_CHARACTERS = 32 * 1024;
const GATHER_MILLISECONDS = 50;

type StreamName = "stdout" | "stderr";

/** How much a cell has sent, and what was left out of it. */
interface Account {
  printed: number;
  displayed: number;
  leftOut: number;
  leftOutLines: number;
  tail: string;
  tailName: StreamName;
  /** Renderings left out. */
  displays: number;
}

/** Gathers and limits the output of cells; `send` receives the messages, in order. */
export class OutputGate {
  readonly #send: (event: SessionEvent) => void;
  readonly #accounts = new Map<string, Account>();
  #waiting: { cell: string; name: StreamName; text: string } | undefined;
  #lastSent = 0;
  #flushIsDue = false;

  constructor(send: (event: SessionEvent) => void) {
    this.#send = send;
  }

  /** Begins a cell afresh; also what clearing its output does. */
  open(cell: string): void {
    this.flush();
    this.#lastSent = Number.NEGATIVE_INFINITY; // the first line shows at once, even if the cell never pauses
    this.#accounts.set(cell, {
      printed: 0,
      displayed: 0,
      leftOut: 0,
      leftOutLines: 0,
      tail: "",
      tailName: "stdout",
      displays: 0,
    });
  }

  write(cell: string, name: StreamName, text: string): void {
    const account = this.#account(cell);
    const room = PRINT_LIMIT - account.printed;
    if (text.length <= room) this.#gather(cell, name, text);
    else this.#cut(cell, name, text, room);
    account.printed += text.length;
  }

  /** Sends anything but text; what was printed before it goes first. */
  pass(event: SessionEvent): void {
    this.flush();
    if (event.type === "display" && !this.#hasRoomFor(event)) return;
    this.#send(event);
  }

  /** Says what was left out of a cell that has ended, and shows its last lines. */
  close(cell: string): void {
    const account = this.#accounts.get(cell);
    if (account !== undefined && account.leftOut > 0) {
      const text = `[… ${count(account.leftOutLines, "line")} (${count(account.leftOut, "character")}) left out; the output ends so:]\n`;
      this.#gather(cell, account.tailName, text + account.tail);
      account.leftOut = 0;
      account.leftOutLines = 0;
      account.tail = "";
    }
    if (account !== undefined && account.displays > 0) {
      this.#gather(
        cell,
        "stderr",
        `[${count(account.displays, "rendering")} left out: a cell may send ${DISPLAY_LIMIT} characters of them.]\n`,
      );
      account.displays = 0;
    }
    this.flush();
  }

  /** Forgets all cells but the last ones, so that a long session stays small. */
  forget(cell: string): void {
    this.#accounts.delete(cell);
  }

  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#lastSent = performance.now();
    if (waiting !== undefined) this.#send({ type: "stream", ...waiting });
  }

  #account(cell: string): Account {
    if (!this.#accounts.has(cell)) this.open(cell);
    return this.#accounts.get(cell)!;
  }

  #gather(cell: string, name: StreamName, text: string): void {
    if (text === "") return;
    if (this.#waiting !== undefined && (this.#waiting.cell !== cell || this.#waiting.name !== name)) this.flush();
    this.#waiting ??= { cell, name, text: "" };
    this.#waiting.text += text;
    const isDue =
      this.#waiting.text.length > GATHER_CHARACTERS || performance.now() - this.#lastSent > GATHER_MILLISECONDS;
    if (isDue) this.flush();
    else this.#flushSoon();
  }

  #flushSoon(): void {
    if (this.#flushIsDue) return;
    this.#flushIsDue = true;
    flushLater(() => {
      this.#flushIsDue = false;
      this.flush();
    });
  }

  #cut(cell: string, name: StreamName, text: string, room: number): void {
    const account = this.#account(cell);
    if (account.printed <= PRINT_LIMIT) {
      this.#gather(cell, name, text.slice(0, room));
      this.#gather(
        cell,
        name,
        `\n[Output cut: a cell may print ${count(PRINT_LIMIT, "character")}. Write more than that to a file.]\n`,
      );
      text = text.slice(room);
    }
    account.leftOut += text.length;
    account.leftOutLines += text.split("\n").length - 1;
    account.tail = (account.tail + text).slice(-TAIL);
    account.tailName = name;
  }

  #hasRoomFor(event: Extract<SessionEvent, { type: "display" }>): boolean {
    const account = this.#account(event.cell);
    account.displayed += size(event.data);
    if (account.displayed <= DISPLAY_LIMIT) return true;
    account.displays += 1;
    return false;
  }
}

/** The plain one: the session wraps the global. */
const flushLater = setImmediate;

function size(bundle: Record<string, unknown>): number {
  return Object.values(bundle).reduce(
    (sum: number, data) =>
      sum + (typeof data === "string" ? data : ((JSON.stringify(data) as string | undefined) ?? "")).length,
    0,
  );
}

function count(n: number, noun: string): string {
  return `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;
}
