/**
 * The bytes of a file, in pages; a page that was never written takes no room and reads as zeros.
 *
 * ```text
 *   size 9000      page 0          page 1           page 2
 *                ┌──────────┐                     ┌────┐
 *                │ written  │      (a hole)       │ 808│
 *                └──────────┘                     └────┘
 * ```
 *
 * Source: Linux, mm/shmem.c: a tmpfs file is its pages.
 *
 * @packageDocumentation
 */

/** Bytes of a page. */
export const PAGE_BYTES = 4096;

/** What a file holds. */
export class FileContent {
  #size = 0;
  readonly #pages: (Uint8Array | undefined)[] = [];
  #allocated = 0;

  /** Bytes, holes included. */
  get size(): number {
    return this.#size;
  }

  /** Pages that take room. */
  get allocatedPages(): number {
    return this.#allocated;
  }

  /** At most `length` bytes from `offset`, in a new array. */
  read(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.#size - offset)));
    for (let at = 0; at < bytes.length; ) {
      const start = (offset + at) % PAGE_BYTES;
      const count = Math.min(PAGE_BYTES - start, bytes.length - at);
      const page = this.#pages[Math.floor((offset + at) / PAGE_BYTES)];
      if (page !== undefined) bytes.set(page.subarray(start, start + count), at);
      at += count;
    }
    return bytes;
  }

  /** Pages that a write would add. */
  newPages(offset: number, length: number): number {
    let count = 0;
    for (let page = Math.floor(offset / PAGE_BYTES); page * PAGE_BYTES < offset + length; page++)
      if (this.#pages[page] === undefined) count++;
    return count;
  }

  /** Puts bytes at `offset`; what lies before them and was not there reads as zeros. */
  write(offset: number, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const start = (offset + at) % PAGE_BYTES;
      const count = Math.min(PAGE_BYTES - start, bytes.length - at);
      const page = this.#page(Math.floor((offset + at) / PAGE_BYTES), start + count);
      page.set(bytes.subarray(at, at + count), start);
      at += count;
    }
    if (bytes.length > 0) this.#size = Math.max(this.#size, offset + bytes.length);
  }

  /** Cuts, or lengthens by a hole. */
  truncate(size: number): void {
    const kept = Math.ceil(size / PAGE_BYTES);
    for (let page = this.#pages.length - 1; page >= kept; page--)
      if (this.#pages[page] !== undefined) this.#allocated--;
    if (this.#pages.length > kept) this.#pages.length = kept;
    if (size < this.#size && size % PAGE_BYTES > 0) this.#pages[kept - 1]?.fill(0, size % PAGE_BYTES);
    this.#size = size;
  }

  /** The page, with room for at least `bytes`: small files take small arrays. */
  #page(index: number, bytes: number): Uint8Array {
    const page = this.#pages[index];
    if (page !== undefined && page.length >= bytes) return page;
    const grown = new Uint8Array(page === undefined ? bytes : Math.min(PAGE_BYTES, Math.max(bytes, 2 * page.length)));
    if (page === undefined) this.#allocated++;
    else grown.set(page);
    this.#pages[index] = grown;
    return grown;
  }
}
