/**
 * From power-on to the first instruction of a system: a kernel is loaded as multiboot says, or a disk's first sector is started as a PC's firmware does.
 *
 * ```text
 *   image ──┬─ multiboot header ──► its parts to their addresses, 32-bit mode, flat segments, EAX 2BADB002, EBX ─► 00009000
 *           └─ 55 AA at byte 510 ─► first sector to 07C00, real mode, DL = 80h          (the image is the first disk)
 * ```
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { CS, cr0Bits, EAX, EBX, EDX, ESP, type Processor, type Ram, type SegmentContents } from "../processor";
import type { ImagePart } from "./elf";
import { writeFirmwareTables } from "./firmware";
import { findMultibootHeader, LOADER_MAGIC, readMultiboot } from "./multiboot";

/** What an image is. */
export type ImageKind = "multiboot" | "boot sector";

/** What an image can be started on. */
export interface Bootable {
  readonly processor: Processor;
  readonly ram: Ram;
  /** To be told that memory was written. */
  memoryChanged?(): void;
}

const SECTOR_BYTES = 512;
const SECTOR_ADDRESS = 0x7c00;
const FIRST_DISK = 0x80;
const INFORMATION = 0x9000;

/**
 * Tells what a file is.
 *
 * @throws {@link DomainError} if it is neither
 */
export function imageKind(file: Uint8Array): ImageKind {
  if (findMultibootHeader(file) !== undefined) return "multiboot";
  if (file.length >= SECTOR_BYTES && file[510] === 0x55 && file[511] === 0xaa) return "boot sector";
  throw new DomainError(
    "image",
    "to have a multiboot header in its first 8192 bytes, or to be a disk whose first sector ends with 55 AA",
    `${file.length} bytes with neither`,
  );
}

/**
 * Puts an image into a machine that was just switched on, and the processor at its first instruction.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { machine } from "strata";
 *
 * const computer = new machine.Machine();
 * const { bytes } = machine.assemble(`
 *   bits 16
 *   org 0x7c00
 *   mov al, "!"
 *   out 0xe9, al
 *   hlt
 *   times 510 - ($ - $$) db 0
 *   dw 0xaa55`);
 * assert.equal(machine.bootImage(computer, bytes), "boot sector");
 * computer.run();
 * assert.equal(computer.board.power.output, "!");
 * ```
 *
 * @throws {@link DomainError} if the image is neither kind, is broken, or does not fit into memory
 */
export function bootImage(machine: Bootable, file: Uint8Array): ImageKind {
  const kind = imageKind(file);
  if (machine.ram.size < 0x10_0000)
    throw new DomainError("memory", "to have at least 1 MiB to boot from", machine.ram.size);
  writeFirmwareTables(machine.ram.bytes);
  if (kind === "multiboot") startKernel(machine, file);
  else startSector(machine, file);
  machine.memoryChanged?.();
  return kind;
}

function startKernel({ processor, ram }: Bootable, file: Uint8Array): void {
  const { entry, parts } = readMultiboot(file, findMultibootHeader(file)!);
  for (const part of parts) load(ram, part);
  writeInformation(ram);
  processor.cr0 = cr0Bits.PE | cr0Bits.ET;
  processor.cpl = 0;
  for (const [number, segment] of processor.segments.entries()) segment.load(flat(number));
  processor.general[EAX] = LOADER_MAGIC;
  processor.general[EBX] = INFORMATION;
  processor.eip = entry | 0;
}

function load({ bytes: memory, size }: Ram, { address, bytes, memoryBytes }: ImagePart): void {
  if (address + memoryBytes > size)
    throw new DomainError("image", `to fit into ${size} bytes of memory`, `${memoryBytes} bytes at ${address}`);
  memory.fill(0, address, address + memoryBytes);
  memory.set(bytes, address);
}

/** A segment from 0 to the end: code that may be read, or data that may be written. */
function flat(number: number): SegmentContents {
  const isCode = number === CS;
  return { selector: isCode ? 8 : 16, base: 0, limit: 0xffff_ffff, access: isCode ? 0x9b : 0x93, big: true };
}

/** Sizes of memory in KiB, and two pieces of it that are free. */
function writeInformation({ view, size }: Ram): void {
  const MAP = INFORMATION + 0x80;
  const write = (at: number, ...values: readonly number[]) => {
    for (const [index, value] of values.entries()) view.setUint32(at + index * 4, value, true);
  };
  const pieces = [
    [0, 639 * 1024],
    [0x10_0000, size - 0x10_0000],
  ] as const;
  write(INFORMATION, 0x41, 639, (size - 0x10_0000) / 1024);
  write(INFORMATION + 44, 24 * pieces.length, MAP);
  for (const [index, [address, bytes]] of pieces.entries()) write(MAP + 24 * index, 20, address, 0, bytes, 0, 1);
}

function startSector({ processor, ram }: Bootable, file: Uint8Array): void {
  ram.bytes.set(file.subarray(0, SECTOR_BYTES), SECTOR_ADDRESS);
  processor.general[EDX] = FIRST_DISK;
  processor.general[ESP] = SECTOR_ADDRESS;
  processor.eip = SECTOR_ADDRESS;
}
