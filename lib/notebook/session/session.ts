/**
 * One notebook's cells, compiled and run in this process: tslab's engine with the manners that a notebook needs.
 *
 * ```text
 *   request ──► compile ──► run ──► wait for what it holds open ──► answer
 *                 │          │ prints, shows, asks, fails later
 *              refused       ▼
 *                         events, named by the cell that caused them
 * ```
 *
 * Running code can be cut at any place by a termination from outside (see `watchdog`). So the answer to a cell never hangs on the stack
 * that runs it: the cell runs in a microtask of its own, and {@link Session.interrupt}, called from a fresh event, ends the wait.
 *
 * @packageDocumentation
 */

import { printQuickInfo } from "tslab/dist/inspect";
import { SESSION } from "../display";
import { CellApi } from "./cellApi";
import { CellRunner } from "./cellRunner";
import { Compiler } from "./compiler";
import { describeDiagnostics, describeEvent, describeThrown } from "./describeError";
import type { Answers, CellError, ExecuteRequest, ExpressionOutcome, Outcome, Request, SessionEvent } from "./messages";
import { renderings } from "./mime";
import { OutputGate } from "./output";
import { catchProcess, ExitCalled } from "./process";
import { OwnedTimers } from "./timers";
import { TraceMapper } from "./trace";
import { tslabConverter } from "./typescript";

/** How a session is set up. */
export interface SessionOptions {
  /** The notebook's folder: imports are resolved from it. */
  folder: string;
  /** Receives outputs as they happen. */
  send: (event: SessionEvent) => void;
  /** Called with true before the reader's code may run and with false before ours does that must not be cut. */
  mayCut?: (mayCut: boolean) => void;
}

/** The plain one: cells get a wrapped one. */
const nextTurn = setImmediate;

/** How many cells keep an account of their output. */
const REMEMBERED_CELLS = 1000;

/** Runs cells. One for each process, since it takes over the process's streams, timers and error events. */
export class Session {
  readonly #trace = new TraceMapper();
  readonly #owner = { cell: "" };
  readonly #timers = new OwnedTimers(this.#owner);
  readonly #output: OutputGate;
  readonly #compiler: Compiler;
  readonly #runner: CellRunner;
  readonly #api: CellApi;
  readonly #mayCut: (mayCut: boolean) => void;
  readonly #send: (event: SessionEvent) => void;
  readonly #cells: string[] = [];
  #declarations = "";
  #running: { id: string; finish: (outcome: Outcome) => void; failed: CellError | undefined } | undefined;

  constructor(options: SessionOptions) {
    this.#mayCut = options.mayCut ?? (() => undefined);
    this.#send = options.send;
    this.#output = new OutputGate(options.send);
    this.#compiler = new Compiler(options.folder);
    this.#runner = new CellRunner(options.folder, this.#compiler.modules, this.#trace);
    this.#api = new CellApi(this.#owner, this.#output);
    this.#takeOver();
  }

  /** Compiles an import of the library ahead of the first cell, which will want it. */
  warmUp(): void {
    this.#uncut(() => this.#compiler.compile("", 'import {} from "strata";'));
  }

  /** Answers a request. Never rejects for what the reader's code does. */
  async answer(request: Request): Promise<Answers[Request["type"]]> {
    switch (request.type) {
      case "execute":
        return this.#execute(request);
      case "complete":
        return this.#compiler.complete(this.#declarations, request.code, request.position);
      case "inspect":
        return this.#inspect(request.code, request.position);
      case "isComplete":
        return isComplete(request.code);
      case "comm":
        this.#owner.cell = request.id;
        this.#api.receiveComm(request);
        await turn();
        this.#output.flush();
        return undefined;
    }
  }

  /** What the reader typed when asked; `undefined` if nobody can be asked. */
  receiveInput(value: string | undefined): void {
    this.#api.receiveInput(value);
  }

  /** Ends the running cell, if any, and stops every timer. */
  interrupt(): void {
    this.#timers.stopAll();
    this.#api.receiveInput(undefined);
    const error = describeEvent("Interrupted", "The cell was stopped; variables are kept.");
    if (this.#running !== undefined) this.#running.finish({ status: "error", error });
    else this.#output.flush();
  }

  #execute(request: ExecuteRequest): Promise<Outcome> {
    this.#open(request.id);
    return new Promise((resolve) => {
      const finish = (outcome: Outcome): void => {
        if (this.#running?.finish !== finish) return;
        this.#running = undefined;
        this.#output.close(request.id);
        resolve(outcome);
      };
      this.#running = { id: request.id, finish, failed: undefined };
      // A termination drops every microtask that waits. One turn later only the cell's own do.
      nextTurn(() => {
        if (this.#running?.finish !== finish) return; // interrupted before it began
        void Promise.resolve()
          .then(() => this.#run(request))
          .then(finish);
      });
    });
  }

  #open(id: string): void {
    this.#owner.cell = id;
    this.#output.open(id);
    this.#cells.push(id);
    if (this.#cells.length > REMEMBERED_CELLS) this.#output.forget(this.#cells.shift()!);
  }

  async #run({ id, name, code, expressions }: ExecuteRequest): Promise<Outcome> {
    try {
      const compiled = this.#uncut(() => this.#compiler.compile(this.#declarations, code));
      if ("diagnostics" in compiled)
        return { status: "error", error: describeDiagnostics(compiled.diagnostics, name, code) };
      // Kept even if the cell fails half-way: what it had set by then can be looked at.
      this.#declarations = compiled.declarations;
      const value = await this.#runner.run(compiled, name, code);
      const result = value === undefined ? undefined : renderings(value);
      await this.#api.settled(id);
      const failed = await this.#lateFailure();
      if (failed !== undefined) return { status: "error", error: failed };
      return {
        status: "ok",
        ...(result && { result }),
        ...(expressions && { expressions: await this.#evaluate(expressions) }),
      };
    } catch (thrown) {
      return { status: "error", error: describeThrown(thrown, this.#trace) };
    }
  }

  /** A rejection that nobody handled shows itself one turn later. */
  async #lateFailure(): Promise<CellError | undefined> {
    await turn();
    return this.#running?.failed;
  }

  async #evaluate(expressions: Record<string, string>): Promise<Record<string, ExpressionOutcome>> {
    const outcomes: Record<string, ExpressionOutcome> = {};
    for (const [key, code] of Object.entries(expressions)) outcomes[key] = await this.#expression(key, code);
    return outcomes;
  }

  async #expression(key: string, code: string): Promise<ExpressionOutcome> {
    const name = `expression ${key}`;
    try {
      const compiled = this.#uncut(() => this.#compiler.compile(this.#declarations, code));
      if ("diagnostics" in compiled)
        return { status: "error", ...describeDiagnostics(compiled.diagnostics, name, code) };
      return { status: "ok", data: renderings(await this.#runner.run(compiled, name, code)), metadata: {} };
    } catch (thrown) {
      return { status: "error", ...describeThrown(thrown, this.#trace) };
    }
  }

  #inspect(code: string, position: number): Answers["inspect"] {
    const info = this.#compiler.inspect(this.#declarations, code, position);
    return info === undefined ? { found: false } : { found: true, text: printQuickInfo(info) };
  }

  /** The compiler must not be cut half-way. */
  #uncut<T>(work: () => T): T {
    this.#mayCut(false);
    try {
      return work();
    } finally {
      this.#mayCut(true);
    }
  }

  #takeOver(): void {
    this.#trace.install();
    this.#timers.install();
    Object.assign(globalThis, { [SESSION]: this.#api });
    catchProcess({
      write: (name, text) => this.#output.write(this.#owner.cell, name, text),
      failed: (thrown) => this.#failedLater(thrown),
    });
  }

  /** An error outside any stack of ours: of the running cell if it comes from there, else reported to the cell that it comes from. */
  #failedLater(thrown: unknown): void {
    const error =
      thrown instanceof ExitCalled ? describeEvent("Exit", thrown.message) : describeThrown(thrown, this.#trace);
    const cell = this.#owner.cell;
    if (this.#running === undefined || this.#running.id !== cell) {
      this.#output.flush();
      this.#send({ type: "lateError", cell, error });
    } else if (this.#running.failed === undefined) {
      this.#running.failed = error;
    } else {
      this.#output.write(cell, "stderr", `${error.traceback.join("\n")}\n`);
    }
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => nextTurn(resolve));
}

function isComplete(code: string): Answers["isComplete"] {
  const { completed, indent } = tslabConverter().isCompleteCode(code);
  return completed ? { status: "complete" } : { status: "incomplete", indent: indent ?? "" };
}
