/**
 * A kernel on ZeroMQ: five sockets, as JupyterLab, Notebook, VS Code and nbclient expect them.
 *
 * Sends wait in line for each socket. (ZeroMQ refuses a send while another is under way past its high-water mark; a kernel that does
 * not wait loses output and, with it, the `idle` that clients wait for.)
 *
 * @packageDocumentation
 */

import { Publisher, Reply, Router } from "zeromq";
import type { Channel, Connection, Kernel, Message, Send } from "../kernel";
import { address, type ConnectionInfo } from "./connectionFile";
import { decodeWire, encodeWire } from "./wire";

type Frames = (Buffer | string | Uint8Array)[];

/** Connects `kernel` to the sockets that `info` names; resolves when all are bound. */
export async function serveZmq(kernel: Kernel, info: ConnectionInfo): Promise<{ close(): Promise<void> }> {
  const routers = { shell: new Router(), control: new Router(), stdin: new Router() };
  const iopub = new Publisher({ sendHighWaterMark: 0 });
  const heartbeat = new Reply();
  const sockets = [routers.shell, routers.control, routers.stdin, iopub, heartbeat];
  await Promise.all([
    ...(["shell", "control", "stdin"] as const).map((name) => routers[name].bind(address(info, name))),
    iopub.bind(address(info, "iopub")),
    heartbeat.bind(address(info, "hb")),
  ]);
  const lines = {
    shell: sendLine(routers.shell),
    control: sendLine(routers.control),
    stdin: sendLine(routers.stdin),
    iopub: sendLine(iopub),
  };
  const published = kernel.connect((channel, message) => {
    if (channel === "iopub") lines.iopub.send(encodeWire(info.key, [Buffer.from(message.header.msg_type)], message));
  });
  const clients = new Clients(kernel, (channel, identities, message) =>
    lines[channel].send(encodeWire(info.key, identities, message)),
  );
  for (const name of ["shell", "control", "stdin"] as const) void listen(name, routers[name], info.key, clients);
  void echo(heartbeat);
  return {
    close: async () => {
      await Promise.all(Object.values(lines).map((line) => line.drained()));
      published.close();
      for (const socket of sockets) socket.close();
    },
  };
}

/** One connection to the kernel for each client's address. */
class Clients {
  readonly #kernel: Kernel;
  readonly #reply: (channel: Channel, identities: Buffer[], message: Message) => void;
  readonly #connections = new Map<string, Connection>();

  constructor(kernel: Kernel, reply: (channel: Channel, identities: Buffer[], message: Message) => void) {
    this.#kernel = kernel;
    this.#reply = reply;
  }

  at(identities: Buffer[]): Connection {
    const key = identities.map((identity) => identity.toString("hex")).join(".");
    const send: Send = (channel, message) => {
      if (channel !== "iopub") this.#reply(channel, identities, message);
    };
    if (!this.#connections.has(key)) this.#connections.set(key, this.#kernel.connect(send));
    return this.#connections.get(key)!;
  }
}

async function listen(channel: Channel, socket: Router, key: string, clients: Clients): Promise<void> {
  for await (const frames of socket) {
    try {
      const { identities, message } = decodeWire(key, frames);
      clients.at(identities).receive(channel, message);
    } catch (error) {
      process.stderr.write(`${(error as Error).message}\n`); // one bad message must not end the kernel
    }
  }
}

async function echo(heartbeat: Reply): Promise<void> {
  for await (const frames of heartbeat) await heartbeat.send(frames);
}

/** Sends one message after the other. */
function sendLine(socket: { send(frames: Frames): Promise<void> }): {
  send(frames: Frames): void;
  drained(): Promise<void>;
} {
  let last = Promise.resolve();
  return {
    send: (frames) => {
      last = last.then(() => socket.send(frames)).catch(() => undefined); // the client is gone
    },
    drained: () => last,
  };
}
