/**
 * A Jupyter kernel, apart from any wire: requests come in from connections, replies go back to the one that asked, and what happens is
 * told to all of them.
 *
 * ```text
 *   connection ─ shell ───► queue ─ one at a time ─► session process
 *              ─ control ─► at once (interrupt, shutdown, info)
 *              ◄─ shell ─── reply, to the asker
 *              ◄─ iopub ─── busy, input, outputs, idle, to all
 *              ◄─ stdin ──► questions of a cell, to the asker
 * ```
 *
 * The session is a process of its own. When it dies or cannot be stopped, the kernel says so in the cell and starts another.
 *
 * Source: "Messaging in Jupyter" 5.4.
 *
 * @packageDocumentation
 */

import {
  type ExecuteRequest,
  type MimeBundle,
  type Outcome,
  SessionEnded,
  type SessionEvent,
  SessionHost,
} from "../session";
import { toCodePoints, toUtf16 } from "./cursor";
import { History } from "./history";
import { kernelInfo } from "./kernelInfo";
import { type Channel, type Header, type Message, MessageFactory } from "./message";
import { readRequest } from "./requests";

/** What a kernel is doing. */
export type KernelState = "starting" | "idle" | "busy" | "restarting" | "dead";

/** How a kernel is set up. */
export interface KernelOptions {
  /** The notebook's folder: imports are resolved from it. */
  cwd: string;
  env?: Record<string, string>;
}

/** A client's line to the kernel. */
export interface Connection {
  receive(channel: Channel, message: Message): void;
  close(): void;
}

/** Sends a message to one client. */
export type Send = (channel: Channel, message: Message) => void;

/** Who caused what a session reports. */
interface Cause {
  header: Header;
  send: Send;
  silent: boolean;
  allowStdin: boolean;
}

interface Job {
  send: Send;
  message: Message;
}

/** How many cells are remembered for output that comes late. */
const REMEMBERED = 1000;

/** Speaks the Jupyter protocol for one session. */
export class Kernel {
  readonly #options: KernelOptions;
  readonly #messages = new MessageFactory();
  readonly #connections = new Set<Send>();
  readonly #listeners = new Set<(state: KernelState) => void>();
  readonly #history = new History();
  readonly #causes = new Map<string, Cause>();
  readonly #comms = new Map<string, string>();
  readonly #queue: Job[] = [];
  #session: SessionHost | undefined;
  #state: KernelState = "starting";
  #count = 0;
  #works = false;
  #onShutdown: (restart: boolean) => void = () => undefined;

  constructor(options: KernelOptions) {
    this.#options = options;
  }

  get state(): KernelState {
    return this.#state;
  }

  /** Starts the session process. The kernel takes requests at once; cells wait for the compiler. */
  start(): Promise<void> {
    this.#session = this.#startSession();
    this.#setState("idle");
    return Promise.resolve();
  }

  /** Adds a client. */
  connect(send: Send): Connection {
    this.#connections.add(send);
    return {
      receive: (channel, message) => this.#receive({ send, message }, channel),
      close: () => this.#connections.delete(send),
    };
  }

  onState(listener: (state: KernelState) => void): void {
    this.#listeners.add(listener);
  }

  /** Called when a client has asked the kernel to end. */
  onShutdown(listener: (restart: boolean) => void): void {
    this.#onShutdown = listener;
  }

  /** Stops the running cell within a second. */
  async interrupt(): Promise<void> {
    const outcome = await this.#session?.interrupt();
    if (outcome === "killed" && this.#state !== "dead") this.#replaceSession();
  }

  /** Starts over with a new session: no variables, cells counted from 1. */
  async restart(): Promise<void> {
    this.#abortQueue();
    this.#session?.kill();
    this.#count = 0;
    this.#history.clear();
    this.#replaceSession();
    await this.#session?.ready.catch(() => undefined);
  }

  /** Ends the session process. */
  shutdown(): Promise<void> {
    this.#abortQueue();
    this.#setState("dead");
    this.#session?.kill();
    return Promise.resolve();
  }

  #startSession(): SessionHost {
    const { cwd, env } = this.#options;
    return new SessionHost({
      folder: cwd,
      env,
      onEvent: (event) => this.#report(event),
      onEnd: () => this.#replaceSession(),
    });
  }

  #replaceSession(): void {
    if (this.#state === "dead") return;
    this.#setState("restarting");
    this.#broadcast("status", { execution_state: "restarting" });
    this.#comms.clear();
    this.#session = this.#startSession();
    this.#setState("idle");
    this.#broadcast("status", { execution_state: "idle" });
  }

  #setState(state: KernelState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  #receive(job: Job, channel: Channel): void {
    const { content, header } = job.message;
    if (channel === "control") void this.#serve(job, channel);
    else if (channel === "stdin") {
      // An answer that cannot be read is no answer; the cell that asked is told so.
      const answer = content["value"];
      if (header.msg_type === "input_reply")
        this.#session?.receiveInput(typeof answer === "string" ? answer : undefined);
    } else {
      this.#queue.push(job);
      void this.#work();
    }
  }

  async #work(): Promise<void> {
    if (this.#works) return;
    this.#works = true;
    for (let job = this.#queue.shift(); job !== undefined; job = this.#queue.shift()) await this.#serve(job, "shell");
    this.#works = false;
  }

  /** Answers one request between `busy` and `idle`. */
  async #serve(job: Job, channel: Channel): Promise<void> {
    const { header } = job.message;
    this.#broadcast("status", { execution_state: "busy" }, header);
    try {
      const reply = await this.#answer(job);
      if (reply !== undefined) job.send(channel, this.#messages.make(replyType(header.msg_type), reply, header));
    } catch (error) {
      const { name, message } = error as Error;
      const content = { status: "error", ename: name, evalue: message, traceback: [`${name}: ${message}`] };
      job.send(channel, this.#messages.make(replyType(header.msg_type), content, header));
    }
    this.#broadcast("status", { execution_state: "idle" }, header);
    if (header.msg_type === "shutdown_request")
      this.#onShutdown(readRequest("shutdown_request", job.message.content).restart);
  }

  async #answer(job: Job): Promise<object | undefined> {
    const { header, content } = job.message;
    switch (header.msg_type) {
      case "kernel_info_request":
        return kernelInfo();
      case "execute_request":
        return this.#execute(job);
      case "complete_request":
        return this.#complete(content);
      case "inspect_request":
        return this.#inspect(content);
      case "is_complete_request":
        return this.#ask({ type: "isComplete", code: readRequest("is_complete_request", content).code });
      case "history_request":
        return { status: "ok", history: this.#history.find(readRequest("history_request", content)) };
      case "comm_info_request":
        return this.#commInfo(readRequest("comm_info_request", content).target_name ?? undefined);
      case "comm_open":
      case "comm_msg":
      case "comm_close":
        return this.#comm(job, header.msg_type);
      case "interrupt_request":
        await this.interrupt();
        return { status: "ok" };
      case "shutdown_request":
        return { status: "ok", ...readRequest("shutdown_request", content) };
      default:
        throw new Error(`This kernel knows no ${header.msg_type}.`);
    }
  }

  async #execute({ send, message }: Job): Promise<object> {
    const { header } = message;
    const request = readRequest("execute_request", message.content);
    const { code, silent } = request;
    const stores = !silent && (request.store_history ?? true);
    if (stores) this.#history.add((this.#count += 1), code);
    const count = this.#count;
    this.#remember({ header, send, silent, allowStdin: request.allow_stdin });
    if (!silent) this.#broadcast("execute_input", { code, execution_count: count }, header);
    this.#setState("busy");
    const outcome = await this.#run({
      type: "execute",
      id: header.msg_id,
      name: stores ? `In[${count}]` : `In[${count}, not counted]`,
      code,
      expressions: request.user_expressions ?? {},
    });
    if (this.state === "busy") this.#setState("idle");
    this.#publish(outcome, { header, silent, count, stores });
    if (outcome.status === "error" && request.stop_on_error) await this.#abortArrived();
    return executeReply(outcome, count);
  }

  /** Runs a cell; a session that dies under it is a failed cell. */
  async #run(request: ExecuteRequest): Promise<Outcome> {
    try {
      if (request.code.trim() === "" && Object.keys(request.expressions ?? {}).length === 0)
        return { status: "ok", expressions: {} };
      return await this.#session!.request(request);
    } catch (error) {
      if (!(error instanceof SessionEnded)) throw error;
      const evalue = `${error.message} A new session was started: run the cells above again.`;
      return {
        status: "error",
        error: { ename: "KernelRestarted", evalue, traceback: [`KernelRestarted: ${evalue}`] },
      };
    }
  }

  #publish(
    outcome: Outcome,
    { header, silent, count, stores }: { header: Header; silent: boolean; count: number; stores: boolean },
  ): void {
    if (outcome.result !== undefined && stores) this.#history.setOutput(count, plainText(outcome.result));
    if (silent) return;
    if (outcome.result !== undefined) {
      this.#broadcast("execute_result", { data: outcome.result, metadata: {}, execution_count: count }, header);
    }
    if (outcome.error !== undefined) this.#broadcast("error", outcome.error, header);
  }

  /** Aborts the cells that had arrived when one before them failed; later ones run. */
  async #abortArrived(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve)); // what the socket has received by now counts as arrived
    this.#abortQueue();
  }

  #abortQueue(): void {
    for (const job of this.#queue.splice(0)) {
      const { header } = job.message;
      if (header.msg_type !== "execute_request") {
        this.#queue.push(job);
        continue;
      }
      this.#broadcast("status", { execution_state: "busy" }, header);
      const content = { status: "aborted", execution_count: this.#count };
      job.send("shell", this.#messages.make("execute_reply", content, header));
      this.#broadcast("status", { execution_state: "idle" }, header);
    }
  }

  async #complete(content: unknown): Promise<object> {
    const { code, cursor_pos } = readRequest("complete_request", content);
    const found = await this.#ask({ type: "complete", code, position: toUtf16(code, cursor_pos) });
    return {
      status: "ok",
      matches: found.candidates,
      cursor_start: toCodePoints(code, found.start),
      cursor_end: toCodePoints(code, found.end),
      metadata: {},
    };
  }

  async #inspect(content: unknown): Promise<object> {
    const { code, cursor_pos } = readRequest("inspect_request", content);
    const found = await this.#ask({ type: "inspect", code, position: toUtf16(code, cursor_pos) });
    return { status: "ok", found: found.found, data: found.found ? { "text/plain": found.text } : {}, metadata: {} };
  }

  #ask<R extends Parameters<SessionHost["request"]>[0]>(request: R) {
    return this.#session!.request(request);
  }

  #commInfo(target: string | undefined): object {
    const open = [...this.#comms].filter(([, name]) => target === undefined || name === target);
    return { status: "ok", comms: Object.fromEntries(open.map(([id, name]) => [id, { target_name: name }])) };
  }

  async #comm({ send, message }: Job, type: "comm_open" | "comm_msg" | "comm_close"): Promise<undefined> {
    const { header, content, buffers } = message;
    const read = readRequest(type, content);
    const kind = type.slice("comm_".length) as "open" | "msg" | "close";
    const target = "target_name" in read ? read.target_name : undefined;
    if (target !== undefined) this.#comms.set(read.comm_id, target);
    if (kind === "close") this.#comms.delete(read.comm_id);
    this.#remember({ header, send, silent: false, allowStdin: false });
    await this.#ask({
      type: "comm",
      id: header.msg_id,
      kind,
      commId: read.comm_id,
      data: read.data,
      buffers,
      ...(target && { target }),
    });
    return undefined;
  }

  #remember(cause: Cause): void {
    this.#causes.set(cause.header.msg_id, cause);
    const [oldest] = this.#causes.keys();
    if (this.#causes.size > REMEMBERED && oldest !== undefined) this.#causes.delete(oldest);
  }

  /** Tells the clients what a session reports. */
  #report(event: SessionEvent): void {
    const cause = this.#causes.get(event.cell);
    if (event.type === "input") this.#askClient(event, cause);
    else if (event.type === "comm") this.#reportComm(event, cause?.header);
    else if (!cause?.silent) this.#broadcast(...toIopub(event), cause?.header);
  }

  #askClient({ prompt, password }: Extract<SessionEvent, { type: "input" }>, cause: Cause | undefined): void {
    if (!cause?.allowStdin) this.#session?.receiveInput(undefined);
    else cause.send("stdin", this.#messages.make("input_request", { prompt, password }, cause.header));
  }

  #reportComm(event: Extract<SessionEvent, { type: "comm" }>, parent: Header | undefined): void {
    const { kind, commId, target, data, buffers } = event;
    if (kind === "open") this.#comms.set(commId, target ?? "");
    if (kind === "close") this.#comms.delete(commId);
    this.#broadcast(
      `comm_${kind}`,
      { comm_id: commId, data, ...(target !== undefined && { target_name: target }) },
      parent,
      buffers,
    );
  }

  #broadcast(type: string, content: object, parent?: Header, buffers?: Uint8Array[]): void {
    const message = this.#messages.make(type, content, parent, buffers);
    for (const send of this.#connections) send("iopub", message);
  }
}

function toIopub(event: Exclude<SessionEvent, { type: "input" | "comm" }>): [type: string, content: object] {
  switch (event.type) {
    case "stream":
      return ["stream", { name: event.name, text: event.text }];
    case "display": {
      const transient = event.displayId === undefined ? {} : { display_id: event.displayId };
      return [
        event.update ? "update_display_data" : "display_data",
        { data: event.data, metadata: event.metadata, transient },
      ];
    }
    case "clear":
      return ["clear_output", { wait: event.wait }];
    case "lateError":
      return ["error", event.error];
  }
}

function executeReply(outcome: Outcome, count: number): object {
  const common = {
    status: outcome.status,
    execution_count: count,
    payload: [],
    user_expressions: outcome.expressions ?? {},
  };
  return outcome.error === undefined ? common : { ...common, ...outcome.error };
}

function replyType(requestType: string): string {
  return requestType.replace(/_request$/, "_reply");
}

function plainText(bundle: MimeBundle): string {
  return String(bundle["text/plain"] ?? "");
}
