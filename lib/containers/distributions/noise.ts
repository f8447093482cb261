/**
 * Contents that nobody reads: bytes that look random, so that compression does not shrink them, and are the same on every computer.
 *
 * Source: G. Marsaglia, "Xorshift RNGs" (2003).
 *
 * @packageDocumentation
 */

/** So many bytes; `name` decides which. */
export function noise(name: string, size: number): Uint8Array {
  let state = 2166136261;
  for (let at = 0; at < name.length; at++) state = Math.imul(state ^ name.charCodeAt(at), 16777619);
  if (state === 0) state = 1;
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[at] = state >>> 16;
  }
  return bytes;
}

/** A file that begins with `head` and is filled up with noise to `size` bytes. */
export function padded(name: string, head: Uint8Array, size: number): Uint8Array {
  if (head.length >= size) return head;
  const bytes = noise(name, size);
  bytes.set(head);
  return bytes;
}
