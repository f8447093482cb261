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

/**
 * Reduces red, green, blue and opacity of each pixel (on white) to a palette: as many bits of each colour are kept as 256 colours
 * allow.
 */
export function toPalette(rgba: Uint8Array, width: number, height: number): PalettePicture {
  for (let levels = 32; ; levels /= 2) {
    const picture = withLevels(rgba, { width, height, levels });
    if (picture !== undefined) return picture;
  }
}

function withLevels(
  rgba: Uint8Array,
  { width, height, levels }: { width: number; height: number; levels: number },
): PalettePicture | undefined {
  const places = new Map<number, number>();
  const pixels = new Uint8Array(width * height);
  const reduced = (value: number, opacity: number) => {
    const onWhite = 255 + ((value - 255) * opacity) / 255;
    return Math.round((Math.round((onWhite / 255) * (levels - 1)) * 255) / (levels - 1));
  };
  for (let at = 0; at < pixels.length; at++) {
    const [red, green, blue, opacity] = rgba.subarray(4 * at, 4 * at + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const colour = (reduced(red, opacity) << 16) | (reduced(green, opacity) << 8) | reduced(blue, opacity);
    const place = places.get(colour) ?? places.size;
    if (place === 256) return undefined;
    places.set(colour, place);
    pixels[at] = place;
  }
  return { width, height, palette: [...places.keys()], pixels };
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
