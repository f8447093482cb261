/**
 * A server on a folder of its own with a kernel that only pretends, for tests of the server itself.
 *
 * @packageDocumentation
 */
import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import WebSocket from "ws";
import type { Channel, Header, Message } from "../../../lib/notebook/kernel/message";
import {
  type KernelOptions,
  type KernelState,
  type RunningServer,
  type ServerOptions,
  startServer,
} from "../../../lib/notebook/server";

/** A kernel that answers every execute_request with its own code. */
export class FakeKernel {
  state: KernelState = "starting";
  readonly options: KernelOptions;
  readonly calls: string[] = [];
  readonly received: Message[] = [];
  readonly #connections = new Set<(channel: Channel, message: Message) => void>();
  readonly #listeners = new Set<(state: KernelState) => void>();

  constructor(options: KernelOptions) {
    this.options = options;
  }

  async start(): Promise<void> {
    this.calls.push("start");
    this.#setState("idle");
    return Promise.resolve();
  }

  connect(send: (channel: Channel, message: Message) => void) {
    this.#connections.add(send);
    return {
      receive: (channel: Channel, message: Message): void => this.#receive(send, channel, message),
      close: (): void => void this.#connections.delete(send),
    };
  }

  onState(listener: (state: KernelState) => void): void {
    this.#listeners.add(listener);
  }

  async interrupt(): Promise<void> {
    this.calls.push("interrupt");
    return Promise.resolve();
  }

  async restart(): Promise<void> {
    this.calls.push("restart");
    this.die();
    return Promise.resolve();
  }

  /** Ends by itself and begins anew. */
  die(): void {
    for (const state of ["restarting", "idle"] as const) {
      this.#setState(state);
      const status = { ...request("status", { execution_state: state }) };
      for (const connection of this.#connections) connection("iopub", status);
    }
  }

  async shutdown(): Promise<void> {
    this.calls.push("shutdown");
    this.#setState("dead");
    return Promise.resolve();
  }

  #receive(send: (channel: Channel, message: Message) => void, channel: Channel, message: Message): void {
    this.received.push(message);
    const all = (type: string, content: Record<string, unknown>): void => {
      const made = answer(message, type, { content, buffers: message.buffers });
      for (const connection of this.#connections) connection("iopub", made);
    };
    all("status", { execution_state: "busy" });
    if (message.header.msg_type === "execute_request") {
      all("stream", { name: "stdout", text: message.content["code"] });
    }
    const type = message.header.msg_type.replace("_request", "_reply");
    send(channel, answer(message, type, { content: { status: "ok" }, buffers: [] }));
    all("status", { execution_state: "idle" });
  }

  #setState(state: KernelState): void {
    this.state = state;
    for (const listener of this.#listeners) listener(state);
  }
}

let count = 0;

/** A message as a client would send it. */
export function request(type: string, content: Record<string, unknown> = {}, buffers: Uint8Array[] = []): Message {
  return { header: header(type), parent_header: {}, metadata: {}, content, buffers };
}

function answer(parent: Message, type: string, rest: Pick<Message, "content" | "buffers">): Message {
  return { header: header(type), parent_header: parent.header, metadata: {}, ...rest };
}

function header(type: string): Header {
  const date = new Date(0).toISOString();
  return { msg_id: `m${++count}`, session: "s", username: "u", date, msg_type: type, version: "5.4" };
}

/** What a test holds of its server. */
export interface TestServer extends RunningServer {
  /** The served folder. */
  readonly root: string;
  /** The user's data folder. */
  readonly data: string;
  readonly kernels: FakeKernel[];
  /** Sends a request with the token; the body goes as JSON. */
  readonly call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  /** Opens a WebSocket with the token. */
  readonly socket: (path: string, protocols?: string[], headers?: Record<string, string>) => WebSocket;
}

/** What a server answered. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

/** A server on an empty folder; it ends with the test. */
export async function serve(t: ExecutionContext, options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const home = await realpath(await mkdtemp(join(tmpdir(), "strata-server-")));
  const root = options.root ?? join(home, "root");
  const data = options.settingsDir ?? join(home, "data");
  await mkdir(root, { recursive: true });
  const kernels: FakeKernel[] = [];
  const createKernel = (given: KernelOptions): FakeKernel => {
    const kernel = new FakeKernel(given);
    kernels.push(kernel);
    return kernel;
  };
  const server = await startServer({ root, settingsDir: data, createKernel, ...options });
  t.teardown(async () => {
    await server.close();
    await rm(home, { recursive: true, force: true });
  });
  const authorization = `token ${server.token}`;
  return {
    ...server,
    root,
    data,
    kernels,
    call: (method, path, body, headers = {}) =>
      send(server.baseUrl, { method, path, body, headers: { authorization, ...headers } }),
    socket: (path, protocols = [], headers = {}) =>
      new WebSocket(`${server.baseUrl.replace("http", "ws")}${path}`, protocols, {
        headers: { authorization, ...headers },
      }),
  };
}

/** Sends one request, following no redirect. */
export async function send(
  baseUrl: string,
  request: { method: string; path: string; body?: unknown; headers?: Record<string, string> },
): Promise<Answer> {
  const response = await fetch(`${baseUrl}${request.path}`, {
    method: request.method,
    redirect: "manual",
    headers: { "content-type": "application/json", ...request.headers },
    ...(request.body === undefined
      ? {}
      : { body: typeof request.body === "string" ? request.body : JSON.stringify(request.body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A notebook with one code cell, as it lies on disk. */
export function notebookText(source: string[], outputs: unknown[] = []): string {
  const cell = { cell_type: "code", execution_count: null, id: "one", metadata: {}, outputs, source };
  return `${JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}
