/**
 * The two ways to put kernel messages on a WebSocket.
 *
 * ```text
 * default                             JSON text {channel, header, …}; with buffers: |n|offset 1 … n| (u32, big-endian) JSON | buffer …
 * v1.kernel.websocket.jupyter.org     |n|offset 1 … n| (u64, little-endian) channel | header | parent | metadata | content | buffer …
 * ```
 *
 * In the default framing n counts the parts; in v1 it counts one more, the last offset being the end.
 *
 * Source: Project Jupyter, jupyter_server: "WebSocket kernel wire protocols".
 *
 * @packageDocumentation
 */
import type { Channel, Message } from "../kernel/message";

/** The subprotocol of the binary framing. */
export const v1 = "v1.kernel.websocket.jupyter.org";

/** A message and the channel that it travels on. */
export interface Framed {
  channel: Channel;
  message: Message;
}

/** How one connection frames its messages. */
export interface Framing {
  /** The frame for `framed`: text, or bytes. */
  encode(framed: Framed): string | Buffer;
  /**
   * What a frame holds.
   *
   * @throws Error in one sentence if it holds no message.
   */
  decode(frame: string | Buffer): Framed;
}

/** The default framing. */
export const legacyFraming: Framing = {
  encode({ channel, message }) {
    const { buffers, ...rest } = message;
    const text = JSON.stringify({ ...rest, channel, buffers: [] });
    if (buffers.length === 0) return text;
    const parts = [Buffer.from(text), ...buffers];
    const head = Buffer.alloc(4 * (1 + parts.length));
    head.writeUInt32BE(parts.length, 0);
    let offset = head.length;
    parts.forEach((part, n) => {
      head.writeUInt32BE(offset, 4 * (n + 1));
      offset += part.length;
    });
    return Buffer.concat([head, ...parts]);
  },
  decode(frame) {
    if (typeof frame === "string") return fromJson(frame, []);
    const count = frame.length >= 4 ? frame.readUInt32BE(0) : 0;
    const offsets = readOffsets(frame, { count, width: 4, first: 4 });
    const parts = partsOf(frame, [...offsets, frame.length]);
    return fromJson(parts[0]!.toString("utf8"), parts.slice(1));
  },
};

/** The framing of {@link v1}. */
export const v1Framing: Framing = {
  encode({ channel, message }) {
    const json = [message.header, message.parent_header, message.metadata, message.content];
    const parts = [Buffer.from(channel), ...json.map((part) => Buffer.from(JSON.stringify(part))), ...message.buffers];
    const head = Buffer.alloc(8 * (2 + parts.length));
    head.writeBigUInt64LE(BigInt(parts.length + 1), 0);
    let offset = head.length;
    parts.forEach((part, n) => {
      head.writeBigUInt64LE(BigInt(offset), 8 * (n + 1));
      offset += part.length;
    });
    head.writeBigUInt64LE(BigInt(offset), 8 * (parts.length + 1));
    return Buffer.concat([head, ...parts]);
  },
  decode(frame) {
    if (typeof frame === "string") throw new Error("Expected a binary frame, got text.");
    const count = frame.length >= 8 ? Number(frame.readBigUInt64LE(0)) : 0;
    const [channel, header, parent, metadata, content, ...buffers] = partsOf(
      frame,
      readOffsets(frame, { count, width: 8, first: 8 }),
    );
    if (!channel || !header || !parent || !metadata || !content) throw new Error("The frame has too few parts.");
    const [h, p, m, c] = [header, parent, metadata, content].map(
      (part) => JSON.parse(part.toString("utf8")) as unknown,
    );
    return check({ channel: channel.toString("utf8"), header: h, parent_header: p, metadata: m, content: c }, buffers);
  },
};

/** The offsets at the start of a frame, each checked to lie in order and within it. */
function readOffsets(frame: Buffer, { count, width, first }: { count: number; width: 4 | 8; first: number }): number[] {
  if (count < 1 || first + count * width > frame.length)
    throw new Error("The frame is shorter than its table of parts.");
  const offsets: number[] = [];
  for (let n = 0; n < count; n++) {
    const at = first + n * width;
    const offset = width === 4 ? frame.readUInt32BE(at) : Number(frame.readBigUInt64LE(at));
    const least = n === 0 ? first + count * width : offsets[n - 1]!;
    if (offset < least || offset > frame.length) throw new Error("The frame's table of parts points outside of it.");
    offsets.push(offset);
  }
  return offsets;
}

function partsOf(frame: Buffer, offsets: number[]): Buffer[] {
  return offsets.slice(1).map((end, n) => frame.subarray(offsets[n], end));
}

function fromJson(text: string, buffers: Buffer[]): Framed {
  return check(JSON.parse(text) as unknown, buffers);
}

const channels: ReadonlySet<unknown> = new Set(["shell", "control", "iopub", "stdin"]);

function check(value: unknown, buffers: Buffer[]): Framed {
  if (typeof value !== "object" || value === null) throw new Error("The frame holds no message.");
  const { channel, header, parent_header, metadata, content } = value as Record<string, unknown>;
  const named = typeof header === "object" && header !== null && "msg_id" in header && "msg_type" in header;
  if (!named) throw new Error("The message has no header with a msg_id and a msg_type.");
  // Clients that talk on one channel only leave it out.
  const to = channel ?? "shell";
  if (!channels.has(to)) throw new Error(`There is no channel ${JSON.stringify(channel)}.`);
  const message = {
    header,
    parent_header: parent_header ?? {},
    metadata: metadata ?? {},
    content: content ?? {},
    buffers,
  };
  return { channel: to as Channel, message: message as unknown as Message };
}
