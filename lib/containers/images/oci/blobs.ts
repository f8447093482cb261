/**
 * A store of blobs, each under the digest of its bytes. The same bytes are there once, whoever brought them.
 *
 * ```text
 *   sha256:9f1c…  ──► bytes of a layer          add(bytes) twice: one blob
 *   sha256:b4e1…  ──► bytes of a manifest
 *   sha256:bbee…  ──► 55,025,206 bytes, not here   note(descriptor): a published layer of which only name and size are known
 * ```
 *
 * @packageDocumentation
 */
import { DomainError } from "../../../errors";
import type { Digest } from "../digest";
import { type Descriptor, describeBlob, verifyBlob } from "./descriptor";

interface Blob {
  readonly size: number;
  readonly bytes?: Uint8Array;
}

/**
 * Blobs by digest, in memory.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * const store = new containers.BlobStore();
 * const bytes = new TextEncoder().encode("hello");
 * const [one, two] = [store.add("text/plain", bytes), store.add("text/plain", bytes)];
 * assert.equal(one.digest, two.digest);
 * assert.deepEqual([store.digests().length, store.totalBytes], [1, 5]);
 * ```
 */
export class BlobStore {
  readonly #blobs = new Map<Digest, Blob>();

  /** Keeps bytes; says what they are called. */
  add(mediaType: string, bytes: Uint8Array): Descriptor {
    const descriptor = describeBlob(mediaType, bytes);
    this.#blobs.set(descriptor.digest, { size: bytes.length, bytes });
    return descriptor;
  }

  /**
   * Keeps bytes that came under a name.
   *
   * @throws {@link DomainError} if they are not what the descriptor says
   */
  receive(descriptor: Descriptor, bytes: Uint8Array): void {
    verifyBlob(descriptor, bytes);
    this.#blobs.set(descriptor.digest, { size: bytes.length, bytes });
  }

  /** Keeps the knowledge that there is such a blob, without its bytes. */
  note({ digest, size }: Descriptor): void {
    const known = this.#blobs.get(digest);
    if (known !== undefined && known.size !== size)
      throw new DomainError(`the blob ${digest}`, `to have ${known.size} bytes`, size);
    if (known === undefined) this.#blobs.set(digest, { size });
  }

  /** Takes a blob from another store, with its bytes if that has them. */
  copyFrom(other: BlobStore, descriptor: Descriptor): void {
    const { bytes } = other.#get(descriptor.digest);
    if (bytes === undefined) this.note(descriptor);
    else this.receive(descriptor, bytes);
  }

  has(digest: Digest): boolean {
    return this.#blobs.has(digest);
  }

  /**
   * The bytes of a blob, checked against the descriptor.
   *
   * @throws {@link DomainError} if they are not here
   */
  read(descriptor: Descriptor): Uint8Array {
    const { bytes } = this.#get(descriptor.digest);
    if (bytes === undefined) throw new DomainError(`the blob ${descriptor.digest}`, "to be here", "its size alone");
    if (bytes.length !== descriptor.size) verifyBlob(descriptor, bytes);
    return bytes;
  }

  /** Bytes of a blob. */
  size(digest: Digest): number {
    return this.#get(digest).size;
  }

  remove(digest: Digest): void {
    this.#blobs.delete(digest);
  }

  /** All names, in order. */
  digests(): Digest[] {
    return [...this.#blobs.keys()].sort();
  }

  /** Bytes of all blobs together. */
  get totalBytes(): number {
    return [...this.#blobs.values()].reduce((total, { size }) => total + size, 0);
  }

  #get(digest: Digest): Blob {
    const blob = this.#blobs.get(digest);
    if (blob === undefined) throw new DomainError("the digest", "to be a blob's of this store", digest);
    return blob;
  }
}
