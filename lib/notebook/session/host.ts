/**
 * A session in a process of its own, as its user sees it: requests and answers, events, interrupt, and word of its end.
 *
 * The process ends with its host, also when the host is killed: its watchdog sees the pipe close.
 *
 * @packageDocumentation
 */

import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { program } from "../../packageFolder";
import { encodeFrame, FrameReader } from "./frames";
import type { Answers, FromSession, Request, SessionEvent, ToSession } from "./messages";
import { dropSnapshot, snapshotFile } from "./snapshot";

/** How a session process is set up. */
export interface SessionHostOptions {
  /** The notebook's folder. */
  folder: string;
  env?: Record<string, string> | undefined;
  onEvent: (event: SessionEvent) => void;
  /** Called once, when the process has ended, unless {@link SessionHost.kill} ended it. */
  onEnd?: (ending: SessionEnded) => void;
}

/** How long an interrupted session has before it is killed. */
const INTERRUPT_MILLISECONDS = 900;

/** Why a request got no answer: the process ended first. */
export class SessionEnded extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "SessionEnded";
  }
}

/** Starts and speaks with one session process. */
export class SessionHost {
  /** Resolves when the session can run cells; rejects if it ends before that. */
  readonly ready: Promise<void>;
  #child: ChildProcess;
  #isReady = false;
  readonly #options: SessionHostOptions;
  readonly #waiting = new Map<number, { resolve: (answer: never) => void; reject: (reason: SessionEnded) => void }>();
  readonly #unanswered = new Map<number, ToSession>();
  #serial = 0;
  #cell = "";
  #lastWords = "";
  #ended = false;
  #interrupts: (() => void)[] = [];
  #markReady: () => void = () => undefined;

  constructor(options: SessionHostOptions) {
    this.#options = options;
    this.#child = startProcess(options);
    this.ready = new Promise((resolve, reject) => {
      this.#markReady = resolve;
      this.#waiting.set(-1, { resolve, reject });
    });
    this.ready.catch(() => undefined);
    this.#listen();
  }

  /** The operating system's number of the process. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * Asks the session; requests are answered one after the other.
   *
   * @throws {@link SessionEnded} if the process ends before it answers.
   */
  request<R extends Request>(request: R): Promise<Answers[R["type"]]> {
    if (this.#ended) return Promise.reject(new SessionEnded("The session has ended."));
    if (request.type === "execute") this.#cell = request.id;
    const serial = (this.#serial += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(serial, { resolve, reject });
      this.#unanswered.set(serial, { serial, request });
      this.#send({ serial, request });
    });
  }

  /** Stops the running cell. Tells whether the session lives on with its variables or had to be killed. */
  async interrupt(): Promise<"interrupted" | "killed"> {
    if (this.#ended) return "killed";
    const taken = new Promise<"interrupted">((resolve) => this.#interrupts.push(() => resolve("interrupted")));
    this.#send({ type: "interrupt" });
    const outcome = await Promise.race([taken, after(INTERRUPT_MILLISECONDS)]);
    if (outcome === "interrupted") return outcome;
    this.kill(new SessionEnded("The cell could not be stopped, so its session was ended; variables are lost."));
    return "killed";
  }

  /** Hands over a typed line, or word that nobody can be asked. */
  receiveInput(value: string | undefined): void {
    this.#send(value === undefined ? { type: "inputRefused" } : { type: "input", value });
  }

  /** Ends the process at once; requests under way fail with `reason`. */
  kill(reason = new SessionEnded("The session was ended.")): void {
    this.#end(reason);
    this.#child.kill("SIGKILL");
  }

  #send(message: ToSession): void {
    const pipe = this.#child.stdio[4] as Writable;
    if (pipe.writable) pipe.write(encodeFrame(message));
  }

  #listen(): void {
    const reader = new FrameReader((message) => this.#receive(message as FromSession));
    (this.#child.stdio[3] as Readable).on("data", (chunk: Buffer) => reader.push(chunk));
    // What is written past the session: by programs that a cell starts, and by Node when it dies.
    this.#child.stdout!.on("data", (chunk: Buffer) => this.#stray("stdout", chunk));
    this.#child.stderr!.on("data", (chunk: Buffer) => this.#stray("stderr", chunk));
    for (const stream of this.#child.stdio) stream?.on("error", () => undefined); // the exit tells the rest
    this.#child.on("error", (error) => this.#died(`The session could not be started: ${error.message}.`));
    // "close" comes when all pipes are read to their end, so that no last word is lost.
    this.#child.on("close", (code, signal) => this.#died(describeEnd(code, signal, this.#lastWords)));
  }

  #receive(message: FromSession): void {
    if (message.type === "ready") {
      this.#isReady = true;
      this.#waiting.delete(-1);
      this.#markReady();
    } else if (message.type === "interrupted") {
      for (const taken of this.#interrupts.splice(0)) taken();
    } else if (message.type === "done") {
      this.#waiting.get(message.serial)?.resolve(message.answer as never);
      this.#waiting.delete(message.serial);
      this.#unanswered.delete(message.serial);
    } else {
      this.#options.onEvent(message);
    }
  }

  #stray(name: "stdout" | "stderr", chunk: Buffer): void {
    const text = chunk.toString();
    if (name === "stderr") this.#lastWords = (this.#lastWords + text).slice(-4000);
    if (!this.#ended) this.#options.onEvent({ type: "stream", cell: this.#cell, name, text });
  }

  #died(reason: string): void {
    if (this.#ended) return;
    if (!this.#isReady && this.#child.spawnargs.includes("--snapshot-blob")) {
      this.#startWithoutSnapshot();
      return;
    }
    const ending = new SessionEnded(reason);
    this.#end(ending);
    this.#options.onEnd?.(ending);
  }

  /** A snapshot that Node refuses (made by another build of it, cut short) is thrown away. */
  #startWithoutSnapshot(): void {
    dropSnapshot();
    this.#child = startProcess(this.#options);
    this.#listen();
    for (const message of this.#unanswered.values()) this.#send(message);
  }

  #end(reason: SessionEnded): void {
    this.#ended = true;
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}

function startProcess({ folder, env }: SessionHostOptions): ChildProcess {
  const snapshot = snapshotFile();
  const words = snapshot === undefined ? [] : ["--snapshot-blob", snapshot];
  return spawn(process.execPath, [...words, program("notebook/session/child")], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
    windowsHide: true,
  });
}

function describeEnd(code: number | null, signal: string | null, lastWords: string): string {
  if (lastWords.includes("heap out of memory"))
    return "The session ran out of memory and was ended; variables are lost.";
  const how = signal === null ? `status ${code}` : signal;
  return `The session's process ended by itself (${how}); variables are lost.`;
}

function after(milliseconds: number): Promise<"late"> {
  return new Promise((resolve) => setTimeout(() => resolve("late"), milliseconds).unref());
}
