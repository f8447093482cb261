/**
 * What a session and whoever runs it say to each other. Plain values only, so that every message crosses a process boundary.
 *
 * ```text
 *   kernel, runner ──Request──► session        (one at a time, answered by `done`)
 *                  ◄──Event──── session        (outputs as they happen, named by the cell that made them)
 * ```
 *
 * @packageDocumentation
 */

/** Several renderings of one value, by media type. Binary renderings are base64 text. */
export type MimeBundle = Record<string, unknown>;

/** An error as Jupyter clients show it. */
export interface CellError {
  /** The error's name, such as `RangeError`. */
  ename: string;
  /** Its message. */
  evalue: string;
  /** What to print, a line each; may carry ANSI colours. */
  traceback: string[];
}

/** The end of a cell. */
export interface Outcome {
  status: "ok" | "error";
  /** The last expression's value, unless it was `undefined`. */
  result?: MimeBundle;
  error?: CellError;
  /** One entry for each of the request's expressions. */
  expressions?: Record<string, ExpressionOutcome>;
}

/** The value of one of the expressions that a client sends along with a cell. */
export type ExpressionOutcome =
  | { status: "ok"; data: MimeBundle; metadata: Record<string, unknown> }
  | ({ status: "error" } & CellError);

/** Run a cell. `id` names it in later events; `name` names it in traces, as `In[3]`. */
export interface ExecuteRequest {
  type: "execute";
  id: string;
  name: string;
  code: string;
  expressions?: Record<string, string>;
}

/** A message on a comm, in either direction. */
export interface CommMessage {
  type: "comm";
  kind: "open" | "msg" | "close";
  commId: string;
  /** Only in `open`. */
  target?: string;
  data: unknown;
  buffers?: Uint8Array[];
}

/** What a session can be asked. Positions count UTF-16 units. */
export type Request =
  | ExecuteRequest
  | { type: "complete"; code: string; position: number }
  | { type: "inspect"; code: string; position: number }
  | { type: "isComplete"; code: string }
  | (CommMessage & { id: string });

/** A request with the number that its answer carries, or one of the messages that wait in no line. */
export type ToSession =
  | { serial: number; request: Request }
  | { type: "interrupt" }
  | { type: "input"; value: string }
  | { type: "inputRefused" };

/** What a session reports on its own; `cell` is the `id` of the request that caused it. */
export type SessionEvent =
  | { type: "stream"; cell: string; name: "stdout" | "stderr"; text: string }
  | {
      type: "display";
      cell: string;
      data: MimeBundle;
      metadata: Record<string, unknown>;
      displayId?: string;
      update: boolean;
    }
  | { type: "clear"; cell: string; wait: boolean }
  | { type: "lateError"; cell: string; error: CellError }
  | { type: "input"; cell: string; prompt: string; password: boolean }
  | (CommMessage & { cell: string });

/** Everything that comes out of a session. */
export type FromSession =
  | SessionEvent
  | { type: "ready" }
  | { type: "interrupted" }
  | { type: "done"; serial: number; answer: unknown };

/** The answers, by request. */
export interface Answers {
  execute: Outcome;
  complete: { start: number; end: number; candidates: string[] };
  inspect: { found: false } | { found: true; text: string };
  isComplete: { status: "complete" } | { status: "incomplete"; indent: string } | { status: "invalid" };
  comm: undefined;
}
