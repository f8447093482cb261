/**
 * The host: one memory, of which each guest has a part, and hypervisors the rest.
 *
 * ```text
 *   host frame   0                                                                        last
 *               ┌──────────────────────────┬──────────────────────┬──────────────────────┐
 *               │ shadow tables, free      │ guest B              │ guest A              │
 *               └──────────────────────────┴──────────────────────┴──────────────────────┘
 *   guest frame                             0                      0
 * ```
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";
import { Ram } from "../machine";
import { type GuestMemory, Host } from "../memory";

const PAGE_BYTES = 4096;

/** What a guest has of its host. */
export interface GuestPart {
  /** Which of the host's frames are behind its own. */
  readonly memory: GuestMemory;
  /** The same bytes, as one array. */
  readonly ram: Ram;
  /** Where they begin in the host's memory. */
  readonly offset: number;
}

/** A host machine with frames to give away. */
export class HostMachine {
  readonly ram: Ram;
  /** Who owns which frame. */
  readonly frames: Host;
  #top: number;

  /** @throws {@link DomainError} if the size is not whole pages */
  constructor({ memoryBytes = 64 * 2 ** 20 }: { readonly memoryBytes?: number } = {}) {
    this.ram = new Ram(memoryBytes);
    this.frames = new Host({ memory: this.ram });
    this.#top = this.ram.frames;
  }

  /**
   * Gives a guest memory of its own, from the top down.
   *
   * @throws {@link DomainError} if too little is left, or the size is not whole pages
   */
  createGuest(name: string, bytes: number): GuestPart {
    const frames = bytes / PAGE_BYTES;
    const first = this.#top - frames;
    if (first < 1)
      throw new DomainError("memory", `to fit in the ${this.#top} frames of the host that are left`, bytes);
    const ram = new Ram(bytes, { ram: this.ram, offset: first * PAGE_BYTES });
    const map = Array.from({ length: frames }, (_, frame) => [frame, first + frame] as const);
    const memory = this.frames.createGuest({ name, map });
    this.#top = first;
    return { memory, ram, offset: first * PAGE_BYTES };
  }
}
