/**
 * The machine's memory: one array of bytes, so that a load is one load.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import type { PhysicalMemory } from "../../memory";

/** Memory from physical address 0 on. Beyond its end there are devices, or nothing. */
export class Ram implements PhysicalMemory {
  readonly bytes: Uint8Array;
  readonly view: DataView;

  /** @throws {@link DomainError} if the size is not whole pages, at least one and at most 2 GiB */
  constructor(
    /** Bytes. */
    readonly size: number,
  ) {
    if (!(Number.isInteger(size / 4096) && size > 0 && size <= 2 ** 31))
      throw new DomainError("memory", "to be whole pages of 4096 bytes, up to 2 GiB", size);
    this.view = new DataView(new ArrayBuffer(size));
    this.bytes = new Uint8Array(this.view.buffer);
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
