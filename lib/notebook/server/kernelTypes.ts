/**
 * What the server asks of a kernel, and no more: the tests give it one that only pretends.
 *
 * @packageDocumentation
 */

import type { Kernel } from "../kernel/kernel";

export type { KernelOptions, KernelState } from "../kernel/kernel";

/** A kernel in this process, whose user's program runs in a child. */
export type KernelHandle = Pick<
  Kernel,
  "state" | "start" | "connect" | "onState" | "interrupt" | "restart" | "shutdown"
>;

/** One client's way to a kernel. */
export type KernelConnection = ReturnType<KernelHandle["connect"]>;
