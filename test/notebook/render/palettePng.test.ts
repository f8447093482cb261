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

test("any picture gets at most 256 colours, each near its own", (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4 * 1024, maxLength: 4 * 1024 }), (bytes) => {
      const rgba = bytes.map((byte, at) => (at % 4 === 3 ? 255 : byte));
      const { palette, pixels } = toPalette(rgba, 32, 32);
      t.true(palette.length <= 256);
      for (let at = 0; at < pixels.length; at++) t.true(Math.abs((palette[pixels[at]!]! >> 16) - rgba[4 * at]!) <= 43);
    }),
    { seed: 1, numRuns: 20 },
  );
});

test("few colours keep five bits each", (t) => {
  const rgba = Uint8Array.from({ length: 4 * 100 }, (_, at) => (at % 4 === 3 ? 255 : (at * 7) % 30));
  const { palette, pixels } = toPalette(rgba, 10, 10);
  for (let at = 0; at < 100; at++) t.true(Math.abs((palette[pixels[at]!]! & 255) - rgba[4 * at + 2]!) <= 5);
});
