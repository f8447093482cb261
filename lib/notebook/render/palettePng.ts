/**
 * PNG with a palette: what a figure needs. Plots have few colours, so one byte a pixel is enough, and a quarter of the size.
 *
 * ```text
 * 89 'PNG' | IHDR | PLTE red green blue … | IDAT zlib( 0 i i i … | 0 i i i … ) | IEND      i: place in the palette
 * each chunk: length, name, data, CRC
 * ```
 *
 * Source: W3C, "Portable Network Graphics (PNG) Specification", sections 5.3 and 11.2.
 *
 * @packageDocumentation
 */
import { crc32, deflateSync } from "node:zlib";

/** A picture of at most 256 colours. */
export interface PalettePicture {
  readonly width: number;
  readonly height: number;
  /** Colours, as 0xrrggbb. */
  readonly palette: readonly number[];
  /** The place in the palette of each pixel, row by row. */
  readonly pixels: Uint8Array;
}

/** A picture's colours, as 0xrrggbb, most frequent first. */
function coloursOf(colours: Int32Array): number[] {
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  return [...counts].sort(([one, often], [other, seldom]) => seldom - often || one - other).map(([colour]) => colour);
}

/**
 * Reduces red, green, blue and opacity of each pixel (on white) to a palette: the 256 most frequent colours stay as they are, each
 * other one becomes the nearest of them.
 */
export function toPalette(rgba: Uint8Array, width: number, height: number): PalettePicture {
  const colours = new Int32Array(width * height);
  for (let at = 0; at < colours.length; at++) {
    const opacity = rgba[4 * at + 3]! / 255;
    const onWhite = (part: number) => Math.round(255 + (rgba[4 * at + part]! - 255) * opacity);
    colours[at] = (onWhite(0) << 16) | (onWhite(1) << 8) | onWhite(2);
  }
  const all = coloursOf(colours);
  const palette = all.slice(0, 256);
  const places = new Map(all.map((colour, at) => [colour, at < 256 ? at : nearest(colour, palette)]));
  return { width, height, palette, pixels: Uint8Array.from(colours, (colour) => places.get(colour)!) };
}

/** The place of the palette's colour that differs least. */
function nearest(colour: number, palette: readonly number[]): number {
  let [best, least] = [0, Infinity];
  for (const [at, other] of palette.entries()) {
    const [red, green, blue] = [16, 8, 0].map((shift) => ((colour >> shift) & 255) - ((other >> shift) & 255));
    const difference = red! ** 2 + green! ** 2 + blue! ** 2;
    if (difference < least) [best, least] = [at, difference];
  }
  return best;
}

/** Writes a picture as PNG. Equal pictures give equal bytes. */
export function encodePng({ width, height, palette, pixels }: PalettePicture): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8); // 8 bits, by palette, zlib, no special filters, not interlaced
  const rows = Buffer.alloc((width + 1) * height); // each row begins with its filter: 0, none
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("PLTE", colours),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
