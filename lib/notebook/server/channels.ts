/**
 * A WebSocket on a kernel: frames from the client become messages to the kernel, and the other way round.
 *
 * @packageDocumentation
 */
import { type Framing, legacyFraming, v1, v1Framing } from "./framing";
import type { RunningKernel } from "./kernels";

/** As much of a `ws` socket as is used here. */
export interface Socket {
  readonly protocol: string;
  readonly bufferedAmount: number;
  send(data: string | Buffer): void;
  close(code?: number, reason?: string): void;
  terminate(): void;
  on(event: "message", listener: (data: Buffer | ArrayBuffer | Buffer[], isBinary: boolean) => void): unknown;
  on(event: "close" | "error", listener: () => void): unknown;
}

/** A client that takes nothing while so much waits for it, in bytes, is let go, so that memory stays bounded; it may come again. */
const mostWaiting = 256 * 1024 * 1024;

/** Chooses the binary framing where the client offers it. */
export function chooseProtocol(offered: Set<string>): string | false {
  return offered.has(v1) ? v1 : false;
}

/** Joins `socket` to the kernel of `entry` until either ends. */
export function joinChannels(socket: Socket, entry: RunningKernel): void {
  const framing = socket.protocol === v1 ? v1Framing : legacyFraming;
  const connection = entry.kernel.connect((channel, message) => {
    entry.lastActivity = new Date();
    // To a client this word means that the kernel died by itself.
    if (entry.restarting && message.content["execution_state"] === "restarting") return;
    if (socket.bufferedAmount > mostWaiting) socket.terminate();
    else socket.send(framing.encode({ channel, message }));
  });
  const end = (): void => socket.close(1001, "The kernel was shut down.");
  entry.connections += 1;
  entry.onClose.add(end);
  socket.on("message", (data, isBinary) => {
    receive({ framing, frame: toFrame(data, isBinary), connection, socket });
  });
  socket.on("error", () => socket.terminate());
  socket.on("close", () => {
    entry.connections -= 1;
    entry.onClose.delete(end);
    connection.close();
  });
}

interface Received {
  framing: Framing;
  frame: string | Buffer;
  connection: ReturnType<RunningKernel["kernel"]["connect"]>;
  socket: Socket;
}

/** A frame that is none ends the connection: its sender waits for an answer that can never come. */
function receive({ framing, frame, connection, socket }: Received): void {
  try {
    const { channel, message } = framing.decode(frame);
    connection.receive(channel, message);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    socket.close(
      1007,
      Buffer.from(reason)
        .subarray(0, 120)
        .toString("utf8")
        .replace(/\uFFFD/g, ""),
    );
  }
}

function toFrame(data: Buffer | ArrayBuffer | Buffer[], isBinary: boolean): string | Buffer {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data);
  return isBinary ? bytes : bytes.toString("utf8");
}
