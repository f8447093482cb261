/**
 * Layers travel compressed. What makes an archive differ from computer to computer is fixed: gzip's header has no time, no name and no system.
 *
 * ```text
 * 1f 8b 08  00  00 00 00 00  00  ff   the header here: no flags, time 0, unknown system
 * ```
 *
 * The compressed bytes still depend on the compressor's version; therefore an image's identity rests on digests of what is inside (DiffID).
 *
 * Source: RFC 1952, "GZIP file format specification".
 *
 * @packageDocumentation
 */
import { gunzipSync, gzipSync } from "node:zlib";
import { DomainError } from "../../errors";

/** How far a compressed blob may grow. */
export interface InflateLimits {
  /** Bytes; 4 GiB if not given. */
  readonly inflatedBytes?: number;
  /** Bytes for one; 200 if not given. Below 16 MiB it does not matter: no computer suffers. */
  readonly ratio?: number;
}

const HARMLESS_BYTES = 16 * 2 ** 20;

/** Compresses; the same bytes give the same bytes. */
export function gzip(bytes: Uint8Array): Uint8Array {
  const packed = new Uint8Array(gzipSync(bytes));
  packed.fill(0, 4, 9);
  packed[9] = 0xff;
  return packed;
}

/** Whether bytes begin as gzip does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Inflates, and stops as soon as a limit is passed: a bomb is not let off to see how large it is.
 *
 * @throws {@link DomainError} if the limit is passed, or the bytes are damaged or cut off
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const packed = containers.gzip(new Uint8Array(100_000));
 * assert.ok(packed.length < 200);
 * assert.equal(containers.gunzip(packed).length, 100_000);
 * assert.throws(() => containers.gunzip(packed, { inflatedBytes: 1000 }), /at most 1000 bytes/);
 * ```
 */
export function gunzip(bytes: Uint8Array, { inflatedBytes = 2 ** 32, ratio = 200 }: InflateLimits = {}): Uint8Array {
  const most = Math.min(inflatedBytes, Math.max(HARMLESS_BYTES, bytes.length * ratio));
  try {
    return new Uint8Array(gunzipSync(bytes, { maxOutputLength: most }));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (code === "ERR_BUFFER_TOO_LARGE")
      throw new DomainError(
        "the compressed layer",
        `to inflate to at most ${most} bytes`,
        `more, from ${bytes.length}`,
      );
    throw new DomainError("the compressed layer", "to be whole", code);
  }
}
