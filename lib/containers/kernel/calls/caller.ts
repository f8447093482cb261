/** Who makes a call, and how the kernel's side of it looks. */
import { FileCalls, type Place } from "../../files";
import type { Result } from "../../result";
import type { Description } from "../descriptors/description";
import type { Kernel } from "../kernel";
import { fileContextOf } from "../processes/privileges";
import type { Process } from "../processes/process";
import type { Sleeps } from "../processes/waitQueue";
import type { Bytes } from "../program";

/** The kernel, and the process that called. */
export interface Caller {
  readonly kernel: Kernel;
  readonly process: Process;
}

/** The kernel's side of calls: who called comes first; an answer, a sleep, or nobody is there any more. */
export type Handlers<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends (...args: infer Args) => infer Answer
    ? (caller: Caller, ...args: Args) => Answer | Sleeps | { readonly type: "gone" }
    : never;
};

/** The file calls, as this process. */
export function filesOf({ process }: Caller): FileCalls {
  return new FileCalls(fileContextOf(process));
}

/** A copy of a place in another tree of mounts, or the place itself. */
export function within(place: Place, copyOf: (mount: Place["mount"]) => Place["mount"]): Place {
  return { mount: copyOf(place.mount), ino: place.ino };
}

export function bytesOf(bytes: Bytes): Uint8Array {
  return typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
}

/** What a descriptor leads to, if it is one of a certain kind. */
export function description<T extends Description>(
  { process }: Caller,
  fd: number,
  kind: abstract new (...args: never[]) => T,
  otherwise: "EINVAL" | "ENOTDIR" | "ENOTSOCK",
): Result<T> {
  const found = process.descriptors.get(fd);
  if (found === undefined) return { type: "failed", error: "EBADF" };
  return found instanceof kind ? { type: "done", value: found } : { type: "failed", error: otherwise };
}
