/**
 * What cells can call (see `../display`), carried out by a session: outputs go through its gate, questions and comms through messages.
 *
 * @packageDocumentation
 */

import { randomUUID } from "node:crypto";
import { EnvironmentError } from "../../errors";
import type { Comm, Renderings, SessionApi } from "../display";
import type { CommMessage } from "./messages";
import { encode } from "./mime";
import type { OutputGate } from "./output";
import type { Owner } from "./timers";

type Opened = Parameters<SessionApi["onComm"]>[1];

/** The {@link SessionApi} of one session. */
export class CellApi implements SessionApi {
  readonly #owner: Owner;
  readonly #output: OutputGate;
  readonly #comms = new Map<string, Comm>();
  readonly #targets = new Map<string, Opened>();
  readonly #held = new Map<string, Promise<unknown>[]>();
  #asked: { resolve: (value: string) => void; reject: (reason: Error) => void } | undefined;

  constructor(owner: Owner, output: OutputGate) {
    this.#owner = owner;
    this.#output = output;
  }

  display(
    data: Renderings,
    options: { metadata?: Record<string, unknown>; displayId?: string; update?: boolean },
  ): void {
    const { metadata = {}, displayId, update = false } = options;
    this.#output.pass({
      type: "display",
      cell: this.#owner.cell,
      data: encode(data),
      metadata,
      update,
      ...(displayId && { displayId }),
    });
  }

  clear(wait: boolean): void {
    this.#output.open(this.#owner.cell);
    this.#output.pass({ type: "clear", cell: this.#owner.cell, wait });
  }

  input(prompt: string, password: boolean): Promise<string> {
    if (this.#asked !== undefined)
      throw new EnvironmentError("not-allowed", "One question is open already; await its answer first.");
    return new Promise((resolve, reject) => {
      this.#asked = { resolve, reject };
      this.#output.pass({ type: "input", cell: this.#owner.cell, prompt, password });
    });
  }

  /** Hands a line to the code that asked for it. */
  receiveInput(value: string | undefined): void {
    const asked = this.#asked;
    this.#asked = undefined;
    if (value === undefined)
      asked?.reject(new EnvironmentError("not-allowed", "Nobody can be asked: whoever runs this cell takes no input."));
    else asked?.resolve(value);
  }

  hold(work: Promise<unknown>): void {
    const cell = this.#owner.cell;
    this.#held.set(cell, [...(this.#held.get(cell) ?? []), work]);
  }

  /** Waits for what `cell` holds open; rejects if any of it does. */
  async settled(cell: string): Promise<void> {
    const held = this.#held.get(cell);
    this.#held.delete(cell);
    if (held !== undefined) await Promise.all(held);
  }

  openComm(target: string, data: unknown, buffers?: Uint8Array[]): Comm {
    const comm = this.#comm(randomUUID());
    this.#emit({ kind: "open", commId: comm.id, target, data, buffers });
    return comm;
  }

  onComm(target: string, opened: Opened): void {
    this.#targets.set(target, opened);
  }

  /** A comm message from the page. */
  receiveComm({ kind, commId, target, data, buffers = [] }: CommMessage): void {
    if (kind === "open") {
      const opened = this.#targets.get(target ?? "");
      if (opened === undefined)
        this.#emit({ kind: "close", commId, data: { reason: `Nobody waits for comms to ${target}.` } });
      else opened(this.#comm(commId), data, buffers);
      return;
    }
    const comm = this.#comms.get(commId);
    if (kind === "msg") comm?.onMessage(data, buffers);
    else {
      this.#comms.delete(commId);
      comm?.onClose(data);
    }
  }

  #comm(id: string): Comm {
    const comm: Comm = {
      id,
      send: (data, buffers) => this.#emit({ kind: "msg", commId: id, data, buffers }),
      close: (data = {}) => {
        if (this.#comms.delete(id)) this.#emit({ kind: "close", commId: id, data });
      },
      onMessage: () => undefined,
      onClose: () => undefined,
    };
    this.#comms.set(id, comm);
    return comm;
  }

  #emit(message: {
    kind: CommMessage["kind"];
    commId: string;
    target?: string;
    data: unknown;
    buffers?: Uint8Array[] | undefined;
  }): void {
    const { buffers, ...rest } = message;
    this.#output.pass({ type: "comm", cell: this.#owner.cell, ...rest, ...(buffers && { buffers }) });
  }
}
