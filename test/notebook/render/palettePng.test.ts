import { inflateSync } from "node:zlib";
import test from "ava";
import fc from "fast-check";
import { encodePng, toPalette } from "../../../lib/notebook/render/palettePng";

/** Chunks of a PNG, by name. */
function chunks(png: Buffer): Record<string, Buffer> {
  const found: Record<string, Buffer> = {};
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    found[png.toString("latin1", at + 4, at + 8)] = png.subarray(at + 8, at + 8 + length);
    at += 12 + length;
  }
  return found;
}

test("what is written is read back: size, colours, pixels", (t) => {
  const rgba = Uint8Array.from([255, 0, 0, 255, 0, 0, 255, 255, 0, 0, 0, 0, 255, 0, 0, 255]);
  const png = encodePng(toPalette(rgba, 2, 2));
  const { IHDR, PLTE, IDAT, IEND } = chunks(png);
  t.deepEqual([IHDR!.readUInt32BE(0), IHDR!.readUInt32BE(4), IHDR![8], IHDR![9]], [2, 2, 8, 3]);
  t.deepEqual([...PLTE!], [255, 0, 0, 0, 0, 255, 255, 255, 255]); // what is transparent is white
  t.deepEqual([...inflateSync(IDAT!)], [0, 0, 1, 0, 2, 0]);
  t.is(IEND!.length, 0);
});

const pictureOf = (colours: readonly number[]) =>
  Uint8Array.from(colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255, 255]));

test("up to 256 colours stay as they are", (t) => {
  const colour = fc.integer({ min: 0, max: 0xffffff });
  fc.assert(
    fc.property(fc.array(colour, { minLength: 1, maxLength: 256 }), (colours) => {
      const { palette, pixels } = toPalette(pictureOf(colours), colours.length, 1);
      t.deepEqual(
        [...pixels].map((place) => palette[place]),
        colours,
      );
    }),
    { seed: 1, numRuns: 50 },
  );
});

test("of more, the frequent ones stay and a rare one becomes the nearest", (t) => {
  const frequent = Array.from({ length: 256 }, (_, at) => at << 8); // greens
  const colours = [...frequent, ...frequent, 0x016401]; // nearly green 0x64
  const { palette, pixels } = toPalette(pictureOf(colours), colours.length, 1);
  t.is(palette.length, 256);
  t.is(palette[pixels[512]!], 0x6400);
});
