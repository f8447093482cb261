/**
 * Messages on a pipe: each is its length in bytes (32 bits, little end first) and then the value as V8 serializes it, so that bytes stay bytes.
 *
 * @packageDocumentation
 */

import fs from "node:fs";
import { deserialize, serialize } from "node:v8";

const HEADER = 4;

/** A message as bytes. */
export function encodeFrame(message: unknown): Buffer {
  const body = serialize(message);
  const frame = Buffer.allocUnsafe(HEADER + body.length);
  frame.writeUInt32LE(body.length);
  body.copy(frame, HEADER);
  return frame;
}

/** Puts messages together again from however the pipe cut them. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #size = 0;
  readonly #onMessage: (message: unknown) => void;

  constructor(onMessage: (message: unknown) => void) {
    this.#onMessage = onMessage;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    for (let body = this.#take(); body !== undefined; body = this.#take()) this.#onMessage(deserialize(body));
  }

  #take(): Buffer | undefined {
    if (this.#size < HEADER) return undefined;
    if (this.#chunks[0]!.length < HEADER) this.#join();
    const end = HEADER + this.#chunks[0]!.readUInt32LE();
    if (this.#size < end) return undefined;
    if (this.#chunks[0]!.length < end) this.#join();
    const all = this.#chunks[0]!;
    this.#chunks[0] = all.subarray(end);
    this.#size -= end;
    return all.subarray(HEADER, end);
  }

  #join(): void {
    this.#chunks = [Buffer.concat(this.#chunks)];
  }
}

/** Writes a whole frame before it returns, however slowly the other side reads: that is what bounds the memory of a cell that prints. */
export function writeFrame(file: number, message: unknown): void {
  const frame = encodeFrame(message);
  for (let at = 0; at < frame.length; ) at += tryWrite(file, frame, at);
}

function tryWrite(file: number, frame: Buffer, at: number): number {
  try {
    return fs.writeSync(file, frame, at);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    Atomics.wait(pause, 0, 0, 1);
    return 0;
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4));
