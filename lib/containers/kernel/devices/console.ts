/** The console: what has been written to it, as text. */
export class Console {
  readonly #chunks: Uint8Array[] = [];

  add(bytes: Uint8Array): void {
    this.#chunks.push(bytes.slice());
  }

  /** All that was written, as UTF-8. */
  get text(): string {
    return new TextDecoder().decode(Buffer.concat(this.#chunks));
  }
}
