/**
 * Requests and all that comes of them, put together from the messages of a kernel: what a Jupyter client does first.
 *
 * @packageDocumentation
 */

import type { Channel, Header, Message } from "../kernel";

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
  readonly #open = new Map<
    string,
    { reply?: Message; published: Message[]; wantsReply: boolean; resolve: (exchange: Exchange) => void }
  >();
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
    const id = (message.parent_header as Partial<Header>).msg_id ?? "";
    const exchange = this.#open.get(id);
    if (exchange === undefined || channel === "stdin") {
      this.stray.push(message);
      this.onStray(message);
      return;
    }
    if (channel === "iopub") exchange.published.push(message);
    else exchange.reply = message;
    const isIdle = exchange.published.some(
      (one) => one.header.msg_type === "status" && one.content["execution_state"] === "idle",
    );
    if (!isIdle || (exchange.wantsReply && exchange.reply === undefined)) return;
    this.#open.delete(id);
    exchange.resolve({ reply: exchange.reply?.content ?? {}, published: exchange.published });
  }
}
