/**
 * The multiboot convention: a kernel says where it belongs, and a loader that knows nothing of it puts it there and starts it in 32-bit mode.
 *
 * ```text
 *   within the first 8192 bytes of the file, at a multiple of 4:
 *   1BADB002 │ flags │ checksum: the three give 0 │ if bit 16 of flags: header, load, end of load, end of zeros, entry
 *
 *   at the start:  EAX 2BADB002   EBX ─► what the loader knows: sizes of memory, map of memory, command line
 * ```
 *
 * Left out: modules, video modes, symbols.
 *
 * Source: Multiboot Specification 0.6.96, sections 3.1 to 3.3.
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { isElf, type LoadableImage, readElf } from "./elf";

const MAGIC = 0x1bad_b002;
const SEARCHED = 8192;
const HAS_ADDRESSES = 0x1_0000;
/** Bits that a loader must obey and this one cannot: all but page alignment, memory and video (which is a wish). */
const UNKNOWN = 0xfff8;

/** What EAX tells a kernel. */
export const LOADER_MAGIC = 0x2bad_b002;

/** Where the header is in a file; nothing if there is none. One that names no addresses counts only in an ELF file: a disk may well hold such a file. */
export function findMultibootHeader(file: Uint8Array): number | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 0; at + 12 <= Math.min(file.length, SEARCHED); at += 4) {
    const [magic, flags, checksum] = [0, 4, 8].map((offset) => view.getUint32(at + offset, true));
    if (magic !== MAGIC || (magic + flags! + checksum!) % 2 ** 32 !== 0) continue;
    if (isElf(file) || (flags! & HAS_ADDRESSES) !== 0) return at;
  }
  return undefined;
}

/** @throws {@link DomainError} if the file asks for what this loader cannot do, or names bytes that it does not have */
export function readMultiboot(file: Uint8Array, header: number): LoadableImage {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const flags = view.getUint32(header + 4, true);
  if ((flags & UNKNOWN) !== 0)
    throw new DomainError("image", "to ask for nothing beyond memory and alignment", `flags 0x${flags.toString(16)}`);
  if ((flags & HAS_ADDRESSES) === 0) return readElf(file);
  if (header + 32 > file.length) throw new DomainError("image", "to have a whole multiboot header", file.length);
  const fields = [12, 16, 20, 24, 28].map((offset) => view.getUint32(header + offset, true));
  return flatImage(file, header, fields as [number, number, number, number, number]);
}

/** The five addresses: of the header, of what is loaded, of its end, of the end of the zeros, and the entry. */
function flatImage(
  file: Uint8Array,
  header: number,
  [headerAddress, load, loadEnd, zeroEnd, entry]: [number, number, number, number, number],
): LoadableImage {
  const begin = header - (headerAddress - load);
  const end = loadEnd === 0 ? file.length : begin + loadEnd - load;
  if (load > headerAddress || begin < 0 || end > file.length || end < begin)
    throw new DomainError("image", "to have the bytes that its header names", `${begin} to ${end} of ${file.length}`);
  const bytes = file.subarray(begin, end);
  const memoryBytes = Math.max(bytes.length, zeroEnd - load);
  return { entry, parts: [{ address: load, bytes, memoryBytes }] };
}
