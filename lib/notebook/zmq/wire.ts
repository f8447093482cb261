/**
 * Messages on ZeroMQ.
 *
 * ```text
 *   identities … │ <IDS|MSG> │ signature │ header │ parent header │ metadata │ content │ buffers …
 *                              HMAC-SHA256 over these four ───────────────────────┘
 * ```
 *
 * Source: "Messaging in Jupyter" 5.4, section "The Wire Protocol".
 *
 * @packageDocumentation
 */

import { createHmac, timingSafeEqual } from "node:crypto";
import type { Header, Message } from "../kernel";

const DELIMITER = "<IDS|MSG>";

/** A message off the wire, with the address to answer to. */
export interface Received {
  identities: Buffer[];
  message: Message;
}

/** The frames of a message; `key` is the connection's, empty for none. */
export function encodeWire(
  key: string,
  identities: readonly Buffer[],
  message: Message,
): (Buffer | string | Uint8Array)[] {
  const { header, parent_header, metadata, content, buffers } = message;
  const parts = [header, parent_header, metadata, content].map((part) => Buffer.from(JSON.stringify(part)));
  return [...identities, DELIMITER, sign(key, parts), ...parts, ...buffers];
}

/**
 * The message in some frames.
 *
 * @throws a plain `Error` if frames are missing or the signature is wrong.
 */
export function decodeWire(key: string, frames: readonly Buffer[]): Received {
  const at = frames.findIndex((frame) => frame.toString("latin1") === DELIMITER);
  if (at < 0 || frames.length < at + 6)
    throw new Error(`Expected the frames of a Jupyter message, got ${frames.length} frames.`);
  const parts = frames.slice(at + 2, at + 6);
  if (!isSigned(key, parts, frames[at + 1]!)) throw new Error("A message with a wrong signature was left out.");
  const [header, parent, metadata, content] = parts.map(
    (part) => JSON.parse(part.toString("utf8")) as Record<string, unknown>,
  );
  return {
    identities: frames.slice(0, at),
    message: {
      header: header as unknown as Header,
      parent_header: parent as unknown as Header,
      metadata: metadata!,
      content: content!,
      buffers: frames.slice(at + 6),
    },
  };
}

function sign(key: string, parts: readonly Buffer[]): string {
  if (key === "") return "";
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

function isSigned(key: string, parts: readonly Buffer[], signature: Buffer): boolean {
  const expected = Buffer.from(sign(key, parts));
  return expected.length === signature.length && timingSafeEqual(expected, signature);
}
