/**
 * ELF files of 32-bit x86 programs, as far as a loader needs them: where the program begins, and which bytes belong where.
 *
 * ```text
 *   7F 'E' 'L' 'F' │ class │ … │ 24 entry │ 28 program headers: where │ … │ 42 size of one │ 44 how many
 *   program header: type 1 = load │ 4 offset in the file │ 8 virtual, 12 physical address │ 16 bytes in the file │ 20 in memory
 * ```
 *
 * Source: Tool Interface Standard, Executable and Linking Format Specification 1.2, books I and II.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";

/** Bytes that belong to an address; zeros follow up to `memoryBytes`. */
export interface ImagePart {
  /** Physical. */
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly memoryBytes: number;
}

/** A program to be loaded. */
export interface LoadableImage {
  readonly entry: number;
  readonly parts: readonly ImagePart[];
}

const LOADABLE = 1;

/** Whether a file says of itself that it is ELF. */
export function isElf(file: Uint8Array): boolean {
  return file.length >= 4 && file[0] === 0x7f && file[1] === 0x45 && file[2] === 0x4c && file[3] === 0x46;
}

/** @throws {@link DomainError} if the file is not a whole ELF executable of 32-bit x86 */
export function readElf(file: Uint8Array): LoadableImage {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 52) throw new DomainError("image", "to have a whole ELF header of 52 bytes", file.length);
  if (file[4] !== 1 || file[5] !== 1)
    throw new DomainError("image", "to be ELF of 32 bits, little-endian", file[4] === 2 ? "ELF of 64 bits" : "another");
  const kind = view.getUint16(16, true);
  if (kind !== 2 || view.getUint16(18, true) !== 3)
    throw new DomainError(
      "image",
      "to be an executable for 80386",
      `type ${kind}, machine ${view.getUint16(18, true)}`,
    );
  const table = view.getUint32(28, true);
  const size = view.getUint16(42, true);
  const count = view.getUint16(44, true);
  if (size < 32 || table + size * count > file.length)
    throw new DomainError("image", "to have its program headers within the file", `${count} of ${size} at ${table}`);
  const parts = Array.from({ length: count }, (_, at) => table + at * size)
    .filter((header) => view.getUint32(header, true) === LOADABLE)
    .map((header) => readPart(file, view, header));
  return { entry: view.getUint32(24, true), parts };
}

function readPart(file: Uint8Array, view: DataView, header: number): ImagePart {
  const offset = view.getUint32(header + 4, true);
  const fileBytes = view.getUint32(header + 16, true);
  const memoryBytes = view.getUint32(header + 20, true);
  if (offset + fileBytes > file.length || memoryBytes < fileBytes)
    throw new DomainError("image", "to have its segments within the file", `${fileBytes} bytes at ${offset}`);
  const bytes = file.subarray(offset, offset + fileBytes);
  return { address: view.getUint32(header + 12, true), bytes, memoryBytes };
}
