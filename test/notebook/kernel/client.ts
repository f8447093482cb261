import { type Channel, Kernel, type KernelOptions, type Message, MessageFactory } from "../../../lib/notebook/kernel";
import { type Client, type Exchange, Exchanges } from "../../../lib/notebook/zmq/exchanges";
import { PACKAGE_FOLDER } from "../../../lib/packageFolder";

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
