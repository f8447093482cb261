/**
 * What a file descriptor leads to: the *open file description* that duplicates and children share.
 *
 * ```text
 *   process A   fd 0 ─╮        process B (forked)   fd 0 ─╮
 *               fd 1 ─┼─▶ description: offset, how ◀──────┘      closed when the last descriptor goes
 *               fd 2 ─╯         ╰──▶ file, pipe, socket, device, namespace
 * ```
 *
 * Source: open(2), "Open file descriptions".
 *
 * @packageDocumentation
 */
import type { Place } from "../../files";
import { failed, type Result } from "../../result";
import type { Sleeps } from "../processes/waitQueue";

/** What can be done with something open. Kinds override what they can do. */
export abstract class Description {
  /** How many descriptors lead here. */
  references = 0;
  /** The file behind it, if it was opened by a path. */
  readonly place: Place | undefined = undefined;

  /** At most `length` bytes; none at the end. */
  read(...[]: [length: number]): Result<Uint8Array> | Sleeps {
    return failed("EINVAL");
  }

  /** Writes some of the bytes, and says how many. */
  write(...[]: [bytes: Uint8Array]): Result<number> | Sleeps {
    return failed("EINVAL");
  }

  /** Moves the offset. */
  seek(...[]: [offset: number, whence: "set" | "current" | "end"]): Result<number> {
    return failed("ESPIPE");
  }

  truncate(...[]: [size: number]): Result {
    return failed("EINVAL");
  }

  /** The last descriptor is gone. */
  release(): void {
    // Most kinds have nothing to give back.
  }
}

/** The descriptors of one process. */
export class DescriptorTable {
  readonly #entries = new Map<number, Description>();

  constructor(readonly limit = 1024) {}

  get(fd: number): Description | undefined {
    return this.#entries.get(fd);
  }

  /** The numbers in use, ascending. */
  get numbers(): number[] {
    return [...this.#entries.keys()].sort((a, b) => a - b);
  }

  /** The lowest free number now leads to `description`. `EMFILE`. */
  add(description: Description): Result<number> {
    let fd = 0;
    while (this.#entries.has(fd)) fd++;
    if (fd >= this.limit) return failed("EMFILE");
    return this.set(fd, description);
  }

  /** This number leads to `description`; what it led to before is closed. */
  set(fd: number, description: Description): Result<number> {
    if (fd < 0 || fd >= this.limit) return failed("EBADF");
    description.references++;
    this.close(fd);
    this.#entries.set(fd, description);
    return { type: "done", value: fd };
  }

  close(fd: number): Result {
    const description = this.#entries.get(fd);
    if (description === undefined) return failed("EBADF");
    this.#entries.delete(fd);
    if (--description.references === 0) description.release();
    return { type: "done", value: undefined };
  }

  closeAll(): void {
    for (const fd of this.numbers) this.close(fd);
  }

  /** A child's table: the same descriptions. */
  copy(): DescriptorTable {
    const child = new DescriptorTable(this.limit);
    for (const [fd, description] of this.#entries) child.set(fd, description);
    return child;
  }
}
