/**
 * What is at which address and port: memory, devices, or nothing.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import type { Width } from "../isa";
import type { Ram } from "./ram";

/** Consecutive ports or addresses. */
export interface Range {
  readonly first: number;
  readonly count: number;
}

/** A device as the processor sees it. */
export interface BusDevice {
  readonly name: string;
  /** Its ports. */
  readonly ports?: readonly Range[];
  /** Its physical addresses, whole pages. */
  readonly memory?: Range;
  /** Reads a port: `width` bits, without sign. */
  readPort?(port: number, width: Width): number;
  /** Writes a port. */
  writePort?(port: number, value: number, width: Width): void;
  /** Reads an address, counted from its first. */
  readMemory?(offset: number, width: Width): number;
  /** Writes an address, counted from its first. */
  writeMemory?(offset: number, value: number, width: Width): void;
}

/** Ports and addresses of a machine. */
export class Bus {
  /** Whether a device was read or written since somebody cleared this: its interrupt or its next deadline may have changed. */
  used = false;
  readonly #ports: (Range & { readonly device: BusDevice })[] = [];
  readonly #inMemory: BusDevice[] = [];
  readonly #ram: Ram;

  constructor(ram: Ram) {
    this.#ram = ram;
  }

  /** @throws {@link DomainError} if another device has one of its ports */
  attach(device: BusDevice): void {
    for (const { first, count } of device.ports ?? []) {
      const other = this.#ports.find((range) => first < range.first + range.count && first + count > range.first);
      if (other !== undefined)
        throw new DomainError("port", `to be free of ${other.device.name}`, Math.max(first, other.first));
      this.#ports.push({ first, count, device });
    }
    if (device.memory !== undefined) this.#inMemory.push(device);
  }

  /** Reads a port; where nothing is, all bits are set. */
  readPort(port: number, width: Width): number {
    const device = this.#deviceOf(port);
    this.used = true;
    return (device?.readPort?.(port, width) ?? 0xffff_ffff) & (width === 32 ? -1 : (1 << width) - 1);
  }

  /** Writes a port; where nothing is, nothing happens. */
  writePort(port: number, value: number, width: Width): void {
    this.used = true;
    this.#deviceOf(port)?.writePort?.(port, value, width);
  }

  /** Whether a device answers at a physical address. */
  isDevice(physical: number): boolean {
    return this.#deviceAt(physical) !== undefined;
  }

  /** Loads from memory or a device; where nothing is, all bits are set. 32 bits have a sign. */
  loadPhysical(physical: number, width: Width): number {
    const device = this.#deviceAt(physical);
    if (device !== undefined) {
      this.used = true;
      const value = device.readMemory?.(physical - device.memory!.first, width) ?? 0xffff_ffff;
      return width === 32 ? value | 0 : value & ((1 << width) - 1);
    }
    if (physical + width / 8 > this.#ram.size) return width === 32 ? -1 : (1 << width) - 1;
    const { view } = this.#ram;
    if (width === 8) return view.getUint8(physical);
    return width === 16 ? view.getUint16(physical, true) : view.getInt32(physical, true);
  }

  /** Stores to memory or a device; where nothing is, nothing happens. */
  storePhysical(physical: number, value: number, width: Width): void {
    const device = this.#deviceAt(physical);
    if (device !== undefined) {
      this.used = true;
      device.writeMemory?.(physical - device.memory!.first, value, width);
      return;
    }
    if (physical + width / 8 > this.#ram.size) return;
    const { view } = this.#ram;
    if (width === 8) view.setUint8(physical, value);
    else if (width === 16) view.setUint16(physical, value, true);
    else view.setInt32(physical, value, true);
  }

  #deviceOf(port: number): BusDevice | undefined {
    return this.#ports.find(({ first, count }) => port >= first && port < first + count)?.device;
  }

  #deviceAt(physical: number): BusDevice | undefined {
    return this.#inMemory.find(({ memory }) => physical >= memory!.first && physical < memory!.first + memory!.count);
  }
}
