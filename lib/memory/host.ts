/**
 * The host: its frames, and who owns each of them. This is the first half of isolation: a frame has one owner.
 *
 * ```text
 * host frame     0      1      2      3      4      5
 *             +------+------+------+------+------+------+
 * owner       | free | free |  A   | hyp. |  A   |  B   |
 *             +------+------+------+------+------+------+
 * ```
 *
 * Left out here: frames with several owners (sharing), frames taken back (balloon, swap).
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";
import type { Random } from "../sim";
import type { Frame } from "./addresses";
import { GuestMemory } from "./guestMemory";
import { type FrameMemory, HostMemory } from "./physical";

/** How a guest gets its memory: so many frames, or exactly these pairs. */
export interface GuestOptions {
  /** The name of the virtual machine; also the owner of its frames. */
  readonly name: string;
  /** Give it guest frames 0 to `frames - 1`, backed by whichever host frames are free. */
  readonly frames?: number;
  /** Or back these guest frames by these host frames: `[guestFrame, hostFrame]` pairs. */
  readonly map?: readonly (readonly [Frame, Frame])[];
}

/** The owner of the frames that hold the hypervisor's own tables. */
export const hypervisorOwner = "hypervisor";

/** A host's memory with an owner for every frame. */
export class Host {
  /** The bytes. */
  readonly memory: FrameMemory;
  readonly #owner = new Map<Frame, string>();
  readonly #random: Random | undefined;
  #next = 0;

  /**
   * @param options - `frames` that the host has, or the `memory` of a machine that it stands on; with `random`, free frames are handed out in random order
   * @throws {@link DomainError} if `frames` is not a whole number above 0
   */
  constructor(
    options: ({ readonly frames: number } | { readonly memory: FrameMemory }) & { readonly random?: Random },
  ) {
    this.memory = "memory" in options ? options.memory : new HostMemory(options.frames);
    this.#random = options.random;
  }

  /** Frames that nobody owns. */
  get freeFrames(): number {
    return this.memory.frames - this.#owner.size;
  }

  /** Who owns a frame, if anybody. */
  ownerOf(frame: Frame): string | undefined {
    return this.#owner.get(frame);
  }

  /**
   * Gives a free frame, emptied, to an owner.
   *
   * @throws {@link DomainError} if no frame is free
   */
  allocate(owner: string): Frame {
    if (this.freeFrames < 1)
      throw new DomainError("host", "to have a free frame", `${this.memory.frames} frames in use`);
    let frame = this.#random?.integer(this.memory.frames) ?? this.#next;
    while (this.#owner.has(frame)) frame = (frame + 1) % this.memory.frames;
    this.#next = frame;
    this.claim(frame, owner);
    return frame;
  }

  /**
   * Gives this very frame, emptied, to an owner.
   *
   * @throws {@link DomainError} if the host has no such frame, or somebody owns it
   */
  claim(frame: Frame, owner: string): void {
    if (!Number.isInteger(frame) || !this.memory.has(frame * 4096)) {
      throw new DomainError("frame", `to be one of the host's ${this.memory.frames}`, frame);
    }
    if (this.#owner.has(frame))
      throw new DomainError("frame", `to be free, but ${this.#owner.get(frame)!} has it`, frame);
    this.#owner.set(frame, owner);
    this.memory.clear(frame);
  }

  /**
   * Takes a frame back.
   *
   * @throws {@link DomainError} if nobody owns it: a frame is freed once
   */
  free(frame: Frame): void {
    if (!this.#owner.delete(frame)) throw new DomainError("frame", "to have an owner", frame);
    this.#next = Math.min(this.#next, frame);
  }

  /**
   * Starts a guest with memory of its own.
   *
   * @throws {@link DomainError} if a frame is taken, or there are too few
   *
   * @example
   * ```ts
   * import assert from "node:assert";
   * import { memory } from "strata";
   *
   * const host = new memory.Host({ frames: 8 });
   * const guest = host.createGuest({ name: "A", map: [[2, 2], [6, 4]] });
   * assert.equal(guest.hostFrameOf(6), 4);
   * assert.equal(host.ownerOf(4), "A");
   * ```
   */
  createGuest(options: GuestOptions): GuestMemory {
    const frames = options.frames ?? 0;
    if (!Number.isInteger(frames) || frames < 0 || frames > this.freeFrames) {
      throw new DomainError("frames", `to be a whole number up to the ${this.freeFrames} free ones`, frames);
    }
    const guest = new GuestMemory(this, options.name);
    for (const [guestFrame, hostFrame] of options.map ?? []) {
      this.claim(hostFrame, options.name);
      guest.back(guestFrame, hostFrame);
    }
    for (let frame = 0; frame < frames; frame++) {
      if (guest.hostFrameOf(frame) === undefined) guest.back(frame, this.allocate(options.name));
    }
    return guest;
  }
}
