/**
 * Bytes that go one way, from writers to readers, with a bounded buffer between them: a pipe, or half of a connection.
 *
 * ```text
 *   write ──▶ [ buffer, at most 65,536 bytes ] ──▶ read
 *   full: the writer sleeps · empty: the reader sleeps · no writers: end of file · no readers: SIGPIPE and EPIPE
 * ```
 *
 * Source: pipe(7).
 *
 * @packageDocumentation
 */
import { done, failed, type Result } from "../../result";
import { type Sleeps, sleepOn, WaitQueue } from "../processes/waitQueue";
import { Description } from "./description";

/** Bytes that a pipe holds. */
const PIPE_BYTES = 65_536;

/** A bounded stream of bytes. */
export class ByteChannel {
  #buffer = new Uint8Array(0);
  readers = 0;
  writers = 0;
  readonly readable = new WaitQueue();
  readonly writable = new WaitQueue();

  read(length: number): Result<Uint8Array> | Sleeps {
    if (this.#buffer.length === 0) return this.writers === 0 ? done(new Uint8Array(0)) : sleepOn(this.readable);
    const bytes = this.#buffer.slice(0, length);
    this.#buffer = this.#buffer.slice(length);
    this.writable.wake();
    return done(bytes);
  }

  /** Takes what fits; less than all if the buffer is nearly full. */
  write(bytes: Uint8Array): Result<number> | Sleeps {
    if (this.readers === 0) return failed("EPIPE");
    const room = PIPE_BYTES - this.#buffer.length;
    if (room === 0 && bytes.length > 0) return sleepOn(this.writable);
    const part = bytes.subarray(0, room);
    const joined = new Uint8Array(this.#buffer.length + part.length);
    joined.set(this.#buffer);
    joined.set(part, this.#buffer.length);
    this.#buffer = joined;
    this.readable.wake();
    return done(part.length);
  }

  /** A reader or a writer is gone: whoever waits for it looks again. */
  leave(side: "readers" | "writers"): void {
    this[side]--;
    this.readable.wake();
    this.writable.wake();
  }
}

/** One end of a pipe. */
export class PipeEnd extends Description {
  constructor(
    readonly channel: ByteChannel,
    readonly side: "readers" | "writers",
  ) {
    super();
    channel[side]++;
  }

  override read(length: number): Result<Uint8Array> | Sleeps {
    return this.side === "readers" ? this.channel.read(length) : failed("EBADF");
  }

  override write(bytes: Uint8Array): Result<number> | Sleeps {
    return this.side === "writers" ? this.channel.write(bytes) : failed("EBADF");
  }

  override release(): void {
    this.channel.leave(this.side);
  }
}
