/**
 * System V objects: shared memory and message queues, found by key or by number, in a namespace of their own.
 *
 * ```text
 *   key 42 ──▶ number 0 ──▶ segment: pages that processes attach ("shmat"); removed ones stay until nobody has them
 * ```
 *
 * Left out: semaphores, POSIX queues, permission bits, limits.
 *
 * Source: sysvipc(7), shmget(2), msgget(2), ipc_namespaces(7).
 *
 * @packageDocumentation
 */
import { PAGE_BYTES } from "../../files";
import { done, failed, type Result } from "../../result";
import type { SharedPages } from "../memory/addressSpace";
import { WaitQueue } from "../processes/waitQueue";
import { Namespace } from "./namespace";

/** Asks for a new object whatever the key: IPC_PRIVATE. */
const IPC_PRIVATE = 0;

/** A shared segment. */
export interface Segment extends SharedPages {
  readonly key: number;
  readonly size: number;
}

/** A message queue. */
export interface MessageQueue {
  readonly key: number;
  readonly messages: string[];
  readonly readable: WaitQueue;
  isGone: boolean;
}

/** System V objects of one namespace. */
export class IpcNamespace extends Namespace {
  readonly kind = "ipc";
  readonly #segments = new Map<number, Segment>();
  readonly #queues = new Map<number, MessageQueue>();
  #next = 0;

  /** The number of the segment with this key. `ENOENT` if there is none and `create` is not given, `EINVAL` if it is smaller. */
  segment(key: number, size: number, create: boolean): Result<number> {
    const found = find(this.#segments, key);
    if (found !== undefined) return this.#segments.get(found)!.size < size ? failed("EINVAL") : done(found);
    if (!create && key !== IPC_PRIVATE) return failed("ENOENT");
    if (size < 1) return failed("EINVAL");
    const pages = Array.from({ length: Math.ceil(size / PAGE_BYTES) }, () => new Uint8Array(PAGE_BYTES));
    this.#segments.set(this.#next, { key, size, pages });
    return done(this.#next++);
  }

  getSegment(id: number): Segment | undefined {
    return this.#segments.get(id);
  }

  removeSegment(id: number): Result {
    return this.#segments.delete(id) ? done() : failed("EINVAL");
  }

  /** The number of the queue with this key. */
  queue(key: number, create: boolean): Result<number> {
    const found = find(this.#queues, key);
    if (found !== undefined) return done(found);
    if (!create && key !== IPC_PRIVATE) return failed("ENOENT");
    this.#queues.set(this.#next, { key, messages: [], readable: new WaitQueue(), isGone: false });
    return done(this.#next++);
  }

  getQueue(id: number): MessageQueue | undefined {
    return this.#queues.get(id);
  }
}

function find(objects: ReadonlyMap<number, { readonly key: number }>, key: number): number | undefined {
  if (key === IPC_PRIVATE) return undefined;
  return [...objects].find(([, object]) => object.key === key)?.[0];
}
