import { type Channel, Kernel, type KernelOptions, type Message, MessageFactory } from "../../../lib/notebook/kernel";
import { PACKAGE_FOLDER } from "../../../lib/notebook/programs";

/** What came of a request: the reply, and all that was published because of it, up to `idle`. */
export interface Exchange {
  reply: Message["content"];
  published: Message[];
}

/** What every kernel client of these tests can do, whatever the wire. */
export interface Client {
  request(type: string, content: object, channel?: Channel): Promise<Exchange>;
  close(): Promise<void>;
}

/** Collects what belongs to each request. */
export class Exchanges {
  readonly #open = new Map<string, { reply?: Message; published: Message[]; wantsReply: boolean; resolve: (exchange: Exchange) => void }>();
  readonly #awaited: { type: string; resolve: () => void }[] = [];
  /** Messages that belong to no open request. */
  readonly stray: Message[] = [];
  onStray: (message: Message) => void = () => undefined;

  /** Resolves when a message of this type arrives. */
  next(type: string): Promise<void> {
    return new Promise((resolve) => this.#awaited.push({ type, resolve }));
  }

  open(message: Message, wantsReply: boolean): Promise<Exchange> {
    return new Promise((resolve) => this.#open.set(message.header.msg_id, { published: [], wantsReply, resolve }));
  }

  receive(channel: Channel, message: Message): void {
    for (const one of this.#awaited.filter(({ type }) => type === message.header.msg_type)) one.resolve();
    const id = message.parent_header.msg_id ?? "";
    const exchange = this.#open.get(id);
    if (exchange === undefined || channel === "stdin") {
      this.stray.push(message);
      this.onStray(message);
      return;
    }
    if (channel === "iopub") exchange.published.push(message);
    else exchange.reply = message;
    const isIdle = exchange.published.some((one) => one.header.msg_type === "status" && one.content["execution_state"] === "idle");
    if (!isIdle || (exchange.wantsReply && exchange.reply === undefined)) return;
    this.#open.delete(id);
    exchange.resolve({ reply: exchange.reply?.content ?? {}, published: exchange.published });
  }
}

/** A client in the kernel's own process. */
export class DirectClient implements Client {
  readonly kernel: Kernel;
  readonly exchanges = new Exchanges();
  readonly #messages = new MessageFactory();
  readonly #connection: ReturnType<Kernel["connect"]>;

  constructor(options: Partial<KernelOptions> = {}) {
    this.kernel = new Kernel({ cwd: PACKAGE_FOLDER, ...options });
    this.#connection = this.kernel.connect((channel, message) => this.exchanges.receive(channel, message));
    void this.kernel.start();
  }

  request(type: string, content: object, channel: Channel = "shell"): Promise<Exchange> {
    const message = this.#messages.make(type, content);
    const exchange = this.exchanges.open(message, type.endsWith("_request"));
    this.#connection.receive(channel, message);
    return exchange;
  }

  /** Sends what nobody answers. */
  send(type: string, content: object, channel: Channel): void {
    this.#connection.receive(channel, this.#messages.make(type, content));
  }

  close(): Promise<void> {
    this.#connection.close();
    return this.kernel.shutdown();
  }
}

/** Runs a cell. */
export function execute(client: Client, code: string, options: object = {}): Promise<Exchange> {
  return client.request("execute_request", { code, ...options });
}

/** Contents of the published messages of one type. */
export function ofType(exchange: Exchange, type: string): Message["content"][] {
  return exchange.published.filter((message) => message.header.msg_type === type).map((message) => message.content);
}

/** All that a cell wrote to one stream. */
export function streamText(exchange: Exchange, name = "stdout"): string {
  return ofType(exchange, "stream")
    .filter((content) => content["name"] === name)
    .map((content) => content["text"])
    .join("");
}

/** The plain text of a cell's value. */
export function resultText(exchange: Exchange): string | undefined {
  const data = ofType(exchange, "execute_result")[0]?.["data"] as Record<string, string> | undefined;
  return data?.["text/plain"];
}
