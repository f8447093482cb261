/**
 * What the server asks of a kernel, and no more: the tests give it one that only pretends.
 *
 * @packageDocumentation
 */

import type { Channel, Message } from "../kernel/message";

/** What a kernel is doing. */
export type KernelState = "starting" | "idle" | "busy" | "restarting" | "dead";

/** Where a kernel works. */
export interface KernelOptions {
  /** The folder in which the user's program runs. */
  cwd: string;
  /** Variables on top of the server's own. */
  env?: Record<string, string>;
}

/** One client's way to a kernel. */
export interface KernelConnection {
  /** Hands the kernel a message of this client. */
  receive(channel: Channel, message: Message): void;
  /** Ends the connection; the kernel lives on. */
  close(): void;
}

/** A kernel in this process, whose user's program runs in a child. */
export interface KernelHandle {
  /** What it is doing. */
  readonly state: KernelState;
  /** Resolves when it takes messages. */
  start(): Promise<void>;
  /** Connects a client; replies go to it alone, what is published to all. */
  connect(send: (channel: Channel, message: Message) => void): KernelConnection;
  /** Calls `listener` with every new state. */
  onState(listener: (state: KernelState) => void): void;
  /** Stops what the user's program runs. */
  interrupt(): Promise<void>;
  /** Begins the user's program anew. */
  restart(): Promise<void>;
  /** Ends the user's program. */
  shutdown(): Promise<void>;
}
