/**
 * A Jupyter client over ZeroMQ that starts the kernel it speaks with: to test ours, and to measure it beside stock tslab.
 *
 * @packageDocumentation
 */

import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { Dealer, Subscriber } from "zeromq";
import { PACKAGE_FOLDER, program } from "../../packageFolder";
import { type Channel, MessageFactory } from "../kernel";
import { address, type ConnectionInfo } from "./connectionFile";
import { type Client, type Exchange, Exchanges } from "./exchanges";
import { decodeWire, encodeWire } from "./wire";

/** How each kernel is started with a connection file. */
const COMMANDS = {
  strata: (file: string) => [program("cli"), "kernel", "start", file],
  tslab: (file: string) => [
    path.join(PACKAGE_FOLDER, "node_modules/tslab/bin/tslab"),
    "kernel",
    `--config-path=${file}`,
  ],
};

/** A client over ZeroMQ, as Jupyter's own are, of a kernel that it starts. */
export class ZmqClient implements Client {
  readonly process: ChildProcess;
  readonly exchanges = new Exchanges();
  readonly #info: ConnectionInfo;
  readonly #messages = new MessageFactory();
  readonly #dealers: Record<"shell" | "control" | "stdin", Dealer>;
  readonly #iopub = new Subscriber();
  readonly #folder: string;

  constructor(kernel: keyof typeof COMMANDS, cwd: string, info: ConnectionInfo) {
    this.#info = info;
    this.#folder = fs.mkdtempSync(path.join(os.tmpdir(), "strata-zmq-"));
    const file = path.join(this.#folder, "connection.json");
    fs.writeFileSync(file, JSON.stringify(info));
    this.process = spawn(process.execPath, COMMANDS[kernel](file), { cwd, stdio: ["ignore", "ignore", "ignore"] });
    const routingId = randomUUID();
    this.#dealers = {
      shell: new Dealer({ routingId }),
      control: new Dealer({ routingId }),
      stdin: new Dealer({ routingId }),
    };
    for (const name of ["shell", "control", "stdin"] as const) {
      this.#dealers[name].connect(address(info, name));
      void this.#listen(name, this.#dealers[name]);
    }
    this.#iopub.connect(address(info, "iopub"));
    this.#iopub.subscribe();
    void this.#listen("iopub", this.#iopub);
  }

  /** Starts a kernel in `cwd` and waits until it answers and its publications arrive. */
  static async start(kernel: keyof typeof COMMANDS, cwd = PACKAGE_FOLDER): Promise<ZmqClient> {
    const client = new ZmqClient(kernel, cwd, await connectionInfo());
    // A subscription takes a moment to reach the kernel: ask until the answer is published too.
    for (let isHeard = false; !isHeard; ) {
      const done = await client.within(200, client.request("kernel_info_request", {}));
      isHeard = done !== undefined;
    }
    return client;
  }

  request(type: string, content: object, channel: Channel = "shell"): Promise<Exchange> {
    const message = this.#messages.make(type, content);
    const exchange = this.exchanges.open(message, type.endsWith("_request"));
    void this.sendFrames(channel, encodeWire(this.#info.key, [], message) as Buffer[]);
    return exchange;
  }

  sendFrames(channel: Channel, frames: Buffer[]): Promise<void> {
    return this.#dealers[channel as "shell"].send(frames);
  }

  /** A well-formed message, signed with `key`. */
  frames(type: string, content: object, key = this.#info.key): Buffer[] {
    return encodeWire(key, [], this.#messages.make(type, content)) as Buffer[];
  }

  /** The outcome of `work`, or undefined if it takes longer. */
  within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), milliseconds);
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once("close", resolve));
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.process.kill("SIGKILL");
      await ended;
    }
    for (const socket of [...Object.values(this.#dealers), this.#iopub]) socket.close();
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  async #listen(channel: Channel, socket: Dealer | Subscriber): Promise<void> {
    for await (const frames of socket) this.exchanges.receive(channel, decodeWire(this.#info.key, frames).message);
  }
}

async function connectionInfo(): Promise<ConnectionInfo> {
  const [shell_port, control_port, iopub_port, stdin_port, hb_port] = await freePorts(5);
  return {
    transport: "tcp",
    ip: "127.0.0.1",
    signature_scheme: "hmac-sha256",
    key: randomUUID(),
    shell_port: shell_port!,
    control_port: control_port!,
    iopub_port: iopub_port!,
    stdin_port: stdin_port!,
    hb_port: hb_port!,
  };
}

/** Ports that were free a moment ago: the protocol wants their numbers before the kernel starts. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<net.Server>((resolve) => {
          const server = net.createServer().listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
