/**
 * The machine's memory: one array of bytes, so that a load is one load.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import type { FrameMemory } from "../../memory";

/** Memory from physical address 0 on. Beyond its end there are devices, or nothing. */
export class Ram implements FrameMemory {
  readonly bytes: Uint8Array;
  readonly view: DataView;

  /** @throws {@link DomainError} if the size is not whole pages, at least one and at most 2 GiB */
  constructor(
    /** Bytes. */
    readonly size: number,
    /** The memory of which it is a part, if it is one, and where it begins there. */
    whole?: { readonly ram: Ram; readonly offset: number },
  ) {
    if (!(Number.isInteger(size / 4096) && size > 0 && size <= 2 ** 31))
      throw new DomainError("memory", "to be whole pages of 4096 bytes, up to 2 GiB", size);
    if (whole !== undefined && !(whole.offset >= 0 && whole.offset + size <= whole.ram.size))
      throw new DomainError("offset", `to leave room for ${size} bytes of ${whole.ram.size}`, whole.offset);
    this.view = new DataView(whole?.ram.view.buffer ?? new ArrayBuffer(size), whole?.offset ?? 0, size);
    this.bytes = new Uint8Array(this.view.buffer, this.view.byteOffset, size);
  }

  get frames(): number {
    return this.size / 4096;
  }

  clear(frame: number): void {
    this.bytes.fill(0, frame * 4096, (frame + 1) * 4096);
  }

  has(address: number): boolean {
    return address >= 0 && address < this.size;
  }

  read8(address: number): number {
    return this.view.getUint8(address);
  }

  read32(address: number): number {
    return this.view.getUint32(address, true);
  }

  write8(address: number, value: number): void {
    this.view.setUint8(address, value);
  }

  write32(address: number, value: number): void {
    this.view.setUint32(address, value, true);
  }
}
