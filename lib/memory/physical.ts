/**
 * Physical memory: real bytes, by address. Everything that reads page tables does so through {@link PhysicalMemory}, be
 * it this host, the memory that a guest believes to have, or the machine that executes instructions.
 *
 * Numbers are stored as the processor does, lowest byte first. Frames come into being when first written, so that a host
 * of many gigabytes costs only what is used.
 *
 * @packageDocumentation
 */
import { DomainError } from "../errors";
import { type Frame, offsetOf, pageBytes, pageOf } from "./addresses";

/** Bytes that answer at physical addresses. */
export interface PhysicalMemory {
  /** Whether there is memory at the address. */
  has(address: number): boolean;
  /** The byte at an address. */
  read8(address: number): number;
  /** The four bytes at an address that is a multiple of 4, as an unsigned number. */
  read32(address: number): number;
  /** Stores one byte, 0 to 255. */
  write8(address: number, value: number): void;
  /** Stores four bytes at an address that is a multiple of 4. */
  write32(address: number, value: number): void;
}

/** Physical memory that is handed out frame by frame. */
export interface FrameMemory extends PhysicalMemory {
  /** Frames that there are, from 0. */
  readonly frames: number;
  /** Makes every byte of a frame zero, as a host does before a frame changes hands. */
  clear(frame: Frame): void;
}

/** The memory of a host: a number of frames, all zero at first. */
export class HostMemory implements FrameMemory {
  readonly #frames = new Map<Frame, DataView>();

  /** @throws {@link DomainError} if `frames` is not a whole number above 0 */
  constructor(
    /** Frames that the host has. */
    readonly frames: number,
  ) {
    if (!Number.isInteger(frames) || frames < 1)
      throw new DomainError("frames", "to be a whole number above 0", frames);
  }

  /** Whether the address lies in the host's memory. */
  has(address: number): boolean {
    return address >= 0 && pageOf(address) < this.frames;
  }

  /** The byte at an address. @throws {@link DomainError} if there is no memory */
  read8(address: number): number {
    return this.#view(address, 1).getUint8(offsetOf(address));
  }

  /** The word at an address. @throws {@link DomainError} if there is no memory, or it is not a multiple of 4 */
  read32(address: number): number {
    return this.#view(address, 4).getUint32(offsetOf(address), true);
  }

  /** Stores a byte. @throws {@link DomainError} if there is no memory */
  write8(address: number, value: number): void {
    this.#view(address, 1).setUint8(offsetOf(address), value);
  }

  /** Stores a word. @throws {@link DomainError} if there is no memory, or the address is not a multiple of 4 */
  write32(address: number, value: number): void {
    this.#view(address, 4).setUint32(offsetOf(address), value, true);
  }

  /** Makes every byte of a frame zero, as a host does before a frame changes hands. */
  clear(frame: Frame): void {
    this.#frames.delete(frame);
  }

  #view(address: number, bytes: number): DataView {
    if (address % bytes !== 0) throw new DomainError("address", `to be a multiple of ${bytes}`, address);
    const frame = pageOf(address);
    const known = this.#frames.get(frame);
    if (known !== undefined) return known;
    if (!this.has(address)) throw new DomainError("address", `to lie in ${this.frames} frames of memory`, address);
    const made = new DataView(new ArrayBuffer(pageBytes));
    this.#frames.set(frame, made);
    return made;
  }
}
