/**
 * Sockets: one end of a conversation.
 *
 * ```text
 *   socket ─▶ bind ─▶ listen ─▶ accept ─▶ read, write       the server's: accept makes a new socket for each connection
 *   socket ──────────────────▶ connect ─▶ read, write       the client's
 *                                 ╰── two byte channels, one for each direction
 * ```
 *
 * Left out: options, states after closing (TIME_WAIT), urgent data, loss.
 *
 * Source: socket(7), tcp(7), udp(7), unix(7).
 *
 * @packageDocumentation
 */
import { done, failed, type Result } from "../../result";
import { ByteChannel } from "../descriptors/byteChannel";
import { Description } from "../descriptors/description";
import { type Sleeps, sleepOn, WaitQueue } from "../processes/waitQueue";
import type { SocketAddress } from "../program";
import type { NetworkNamespace } from "./networkNamespace";

/** A message that has arrived. */
export interface Datagram {
  readonly bytes: Uint8Array;
  readonly from: SocketAddress;
}

/** One end of a conversation. */
export class Socket extends Description {
  local: SocketAddress | undefined;
  remote: SocketAddress | undefined;
  state: "new" | "listening" | "connected" = "new";
  /** Connections that nobody has accepted yet. */
  readonly backlog: Socket[] = [];
  backlogLimit = 0;
  readonly arrivals = new WaitQueue();
  readonly datagrams: Datagram[] = [];
  /** Called when the socket goes. */
  onRelease: () => void = () => {};
  #in: ByteChannel | undefined;
  #out: ByteChannel | undefined;

  constructor(
    readonly network: NetworkNamespace,
    readonly family: "AF_INET" | "AF_UNIX",
    readonly type: "SOCK_STREAM" | "SOCK_DGRAM",
  ) {
    super();
  }

  /** Joins two sockets by two channels. */
  static join(one: Socket, other: Socket): void {
    const [there, back] = [new ByteChannel(), new ByteChannel()];
    for (const channel of [there, back]) channel.readers = channel.writers = 1;
    [one.#out, one.#in, other.#in, other.#out] = [there, back, there, back];
    one.state = other.state = "connected";
  }

  override read(length: number): Result<Uint8Array> | Sleeps {
    if (this.type === "SOCK_DGRAM") {
      const message = this.receive();
      return message.type === "done" ? done(message.value.bytes.slice(0, length)) : message;
    }
    return this.#in === undefined ? failed("ENOTCONN") : this.#in.read(length);
  }

  override write(bytes: Uint8Array): Result<number> | Sleeps {
    return this.#out === undefined ? failed("ENOTCONN") : this.#out.write(bytes);
  }

  /** The next message of a datagram socket. */
  receive(): Result<Datagram> | Sleeps {
    const message = this.datagrams.shift();
    return message === undefined ? sleepOn(this.arrivals) : done(message);
  }

  override release(): void {
    const { sockets } = this.network;
    if (sockets.includes(this)) sockets.splice(sockets.indexOf(this), 1);
    this.onRelease();
    this.#in?.leave("readers");
    this.#out?.leave("writers");
    for (const waiting of this.backlog) waiting.release();
  }
}
