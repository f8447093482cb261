/**
 * A file that was opened through an overlay.
 *
 * Who opened it to read, before it was copied up, reads the copy from then on: so it is since Linux 4.19. Before, and for memory maps
 * to this day, they went on reading the lower file.
 *
 * Source: Linux, fs/overlayfs/file.c (ovl_real_file); Documentation/filesystems/overlayfs.rst, "Non-standard behavior".
 *
 * @packageDocumentation
 */
import type { Result } from "../../result";
import type { OpenFile, Stat } from "../fileSystem";
import type { Layers } from "./layers";
import type { OverlayNode } from "./node";

/** Reads and writes where the file is now. */
export class OverlayFile implements OpenFile {
  readonly #layers: Layers;
  readonly #node: OverlayNode;
  /** The inode in the upper layer that `#real` is of. */
  #upper: number | undefined;
  #real: OpenFile;

  constructor(layers: Layers, node: OverlayNode, real: OpenFile) {
    this.#layers = layers;
    this.#node = node;
    this.#upper = node.upper;
    this.#real = real;
  }

  stat(): Stat {
    return { ...this.#file().stat(), ino: this.#node.ino };
  }

  read(offset: number, length: number): Uint8Array {
    return this.#file().read(offset, length);
  }

  write(offset: number, bytes: Uint8Array): Result<number> {
    return this.#file().write(offset, bytes);
  }

  truncate(size: number): Result {
    return this.#file().truncate(size);
  }

  #file(): OpenFile {
    const { upper } = this.#node;
    if (upper === this.#upper || upper === undefined) return this.#real;
    const opened = this.#layers.upper!.fileSystem.open(upper, { write: false });
    this.#upper = upper;
    this.#real = opened.type === "done" ? opened.value : (this.#node.kept ?? this.#real);
    return this.#real;
  }
}
