/**
 * Numbers as the processor lays them in memory: the least byte first.
 *
 * @packageDocumentation
 */

/** The lowest bytes of a whole number, which may be below 0. */
export function littleEndian(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** at) & 0xff);
}
