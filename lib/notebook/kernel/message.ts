/**
 * Messages of the Jupyter protocol, as values. How they look on a wire is the transports' business.
 *
 * Source: "Messaging in Jupyter", version 5.4, section "General Message Format".
 *
 * @packageDocumentation
 */

import { randomUUID } from "node:crypto";

/** The version of the protocol that is spoken. */
export const PROTOCOL_VERSION = "5.4";

/** The lines between a client and a kernel (the fifth, the heartbeat, carries no messages). */
export type Channel = "shell" | "control" | "iopub" | "stdin";

/** Who sent a message, when, and what kind it is. */
export interface Header {
  msg_id: string;
  session: string;
  username: string;
  /** ISO 8601. */
  date: string;
  msg_type: string;
  version: string;
  subshell_id?: string | null;
}

/** A message; `parent_header` is the header of the one that caused it. */
export interface Message {
  header: Header;
  parent_header: Header | Record<string, never>;
  metadata: Record<string, unknown>;
  content: Record<string, unknown>;
  buffers: Uint8Array[];
}

/** Makes messages in the name of one kernel. */
export class MessageFactory {
  readonly #session = randomUUID();

  make(type: string, content: object, parent?: Header, buffers: Uint8Array[] = []): Message {
    const header = {
      msg_id: randomUUID(),
      session: this.#session,
      username: "kernel",
      date: new Date().toISOString(),
      msg_type: type,
      version: PROTOCOL_VERSION,
    };
    return { header, parent_header: parent ?? {}, metadata: {}, content: content as Record<string, unknown>, buffers };
  }
}
