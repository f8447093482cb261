/**
 * The memory that a guest believes to have: its frames, each backed by a frame of the host. Only the hypervisor knows this
 * map ("only the hypervisor knows the true mapping to physical memory").
 *
 * ```text
 * guest frame    0    1    2    3    4    5    6    7
 *                |         |                   |          frames without a line do not exist for this guest
 * host frame     3         2                   4
 * ```
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";
import { addressOf, type Frame, type GuestPhysical, type HostPhysical, offsetOf, pageOf } from "./addresses";
import type { Host } from "./host";
import type { PhysicalMemory } from "./physical";

/** Guest-physical memory over the frames of a host. */
export class GuestMemory implements PhysicalMemory {
  readonly #map = new Map<Frame, Frame>();
  readonly #used = new Set<Frame>();
  readonly #listeners: ((guestFrame: Frame) => void)[] = [];

  /** Use {@link Host.createGuest}. */
  constructor(
    /** The host that the bytes are on. */
    readonly host: Host,
    /** The name of the virtual machine. */
    readonly name: string,
  ) {}

  /** The guest's frames in ascending order. */
  get frames(): readonly Frame[] {
    return [...this.#map.keys()].sort((a, b) => a - b);
  }

  /** The host frame behind a guest frame, or `undefined` if the guest has no such frame. */
  hostFrameOf(guestFrame: Frame): Frame | undefined {
    return this.#map.get(guestFrame);
  }

  /** The host address behind a guest address, or `undefined`. */
  hostAddressOf(address: GuestPhysical): HostPhysical | undefined {
    const frame = this.#map.get(pageOf(address));
    return frame === undefined ? undefined : addressOf(frame, offsetOf(address));
  }

  /**
   * Backs a guest frame by a host frame from now on, or by none. Whoever keeps translations of this guest is told.
   *
   * @throws {@link DomainError} if the host frame is not owned by this guest, or already backs another of its frames
   */
  back(guestFrame: Frame, hostFrame: Frame | undefined): void {
    if (!Number.isInteger(guestFrame) || guestFrame < 0)
      throw new DomainError("frame", "to be a number from 0", guestFrame);
    const before = this.#map.get(guestFrame);
    if (hostFrame === before) return;
    if (hostFrame !== undefined) this.#used.add(this.#ours(hostFrame));
    if (before !== undefined) this.#used.delete(before);
    if (hostFrame === undefined) this.#map.delete(guestFrame);
    else this.#map.set(guestFrame, hostFrame);
    for (const tell of this.#listeners) tell(guestFrame);
  }

  /** Calls back whenever the host frame behind a guest frame changes. */
  onChange(tell: (guestFrame: Frame) => void): void {
    this.#listeners.push(tell);
  }

  /** Whether the guest has memory at the address. */
  has(address: GuestPhysical): boolean {
    return this.#map.has(pageOf(address));
  }

  /** The byte at a guest address. @throws {@link DomainError} if the guest has no memory there */
  read8(address: GuestPhysical): number {
    return this.host.memory.read8(this.#resolve(address));
  }

  /** The word at a guest address. @throws {@link DomainError} if the guest has no memory there */
  read32(address: GuestPhysical): number {
    return this.host.memory.read32(this.#resolve(address));
  }

  /** Stores a byte. @throws {@link DomainError} if the guest has no memory there */
  write8(address: GuestPhysical, value: number): void {
    this.host.memory.write8(this.#resolve(address), value);
  }

  /** Stores a word. @throws {@link DomainError} if the guest has no memory there */
  write32(address: GuestPhysical, value: number): void {
    this.host.memory.write32(this.#resolve(address), value);
  }

  #resolve(address: GuestPhysical): HostPhysical {
    const found = this.hostAddressOf(address);
    if (found === undefined) throw new DomainError("address", `to lie in a frame of guest ${this.name}`, address);
    return found;
  }

  #ours(hostFrame: Frame): Frame {
    if (this.host.ownerOf(hostFrame) !== this.name)
      throw new DomainError("hostFrame", `to belong to ${this.name}`, hostFrame);
    if (this.#used.has(hostFrame)) throw new DomainError("hostFrame", "to back one guest frame", hostFrame);
    return hostFrame;
  }
}
