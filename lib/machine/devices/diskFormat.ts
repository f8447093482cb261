/**
 * How a disk counts its sectors, and what it says of itself.
 *
 * ```text
 *   LBA   sector number = 1F6 bits 3–0, 1F5, 1F4, 1F3
 *   CHS   cylinder 1F5 1F4, head 1F6 bits 3–0, sector 1F3 from 1;     16 heads, 63 sectors a track
 * ```
 *
 * Source: ANSI X3.298-1997, AT Attachment-3 (ATA-3), sections 7.2 and 8.12, "Identify device".
 *
 * @packageDocumentation
 */

/** Bytes in a sector. */
export const SECTOR_BYTES = 512;
const HEADS = 16;
const SECTORS_PER_TRACK = 63;
/** LBA 28. */
const MOST_SECTORS = 2 ** 28;

/** The sector that the registers of a channel name, from 0. */
export function sectorAddress(registers: readonly number[]): number {
  const [, , , low, middle, high, drive] = registers as [0, 0, 0, number, number, number, number];
  if ((drive & 0x40) !== 0) return low | (middle << 8) | (high << 16) | ((drive & 0xf) << 24);
  return (((high << 8) | middle) * HEADS + (drive & 0xf)) * SECTORS_PER_TRACK + low - 1;
}

/** The sector of words by which a disk answers IDENTIFY. */
export function identity(sectors: number, multiple: number): Uint8Array {
  const words = new DataView(new ArrayBuffer(SECTOR_BYTES));
  const put = (at: number, value: number) => words.setUint16(at * 2, value, true);
  const addressable = Math.min(sectors, MOST_SECTORS - 1);
  const cylinders = Math.min(16383, Math.floor(addressable / (HEADS * SECTORS_PER_TRACK)));
  put(0, 0x40);
  for (const first of [1, 54]) put(first, cylinders);
  for (const first of [3, 55]) put(first, HEADS);
  for (const first of [6, 56]) put(first, SECTORS_PER_TRACK);
  putText(words, { first: 10, words: 10, text: "1" });
  putText(words, { first: 23, words: 4, text: "1.0" });
  putText(words, { first: 27, words: 20, text: "STRATA DISK" });
  put(47, 0x8010);
  put(49, 0x200);
  put(53, 1);
  put(59, multiple === 0 ? 0 : 0x100 | multiple);
  words.setUint32(57 * 2, cylinders * HEADS * SECTORS_PER_TRACK, true);
  words.setUint32(60 * 2, addressable, true);
  put(80, 0x000e);
  return new Uint8Array(words.buffer);
}

/** Two characters a word, the first in its upper half. */
function putText(view: DataView, { first, words, text }: { first: number; words: number; text: string }): void {
  const padded = text.padEnd(words * 2);
  for (let at = 0; at < words * 2; at++) view.setUint8(first * 2 + (at ^ 1), padded.charCodeAt(at));
}
