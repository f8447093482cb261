/** A file that a process has open: its content, an offset, and whether it may be read and written. */
import type { OpenFile, Place } from "../../files";
import { done, failed, type Result } from "../../result";
import { Description } from "./description";

/** How a file was opened. */
export interface AccessMode {
  readonly read: boolean;
  readonly write: boolean;
  readonly append: boolean;
}

/** An open regular file. */
export class FileDescription extends Description {
  #offset = 0;

  constructor(
    override readonly place: Place,
    readonly file: OpenFile,
    readonly mode: AccessMode,
  ) {
    super();
  }

  override read(length: number): Result<Uint8Array> {
    if (!this.mode.read) return failed("EBADF");
    const bytes = this.file.read(this.#offset, length);
    this.#offset += bytes.length;
    return done(bytes);
  }

  override write(bytes: Uint8Array): Result<number> {
    if (!this.mode.write) return failed("EBADF");
    if (this.mode.append) this.#offset = this.file.stat().size;
    const written = this.file.write(this.#offset, bytes);
    if (written.type === "done") this.#offset += written.value;
    return written;
  }

  override seek(offset: number, whence: "set" | "current" | "end"): Result<number> {
    const from = { set: 0, current: this.#offset, end: this.file.stat().size }[whence];
    if (from + offset < 0) return failed("EINVAL");
    this.#offset = from + offset;
    return done(this.#offset);
  }

  override truncate(size: number): Result {
    return this.mode.write ? this.file.truncate(size) : failed("EINVAL");
  }
}

/** An open directory, to be listed. */
export class DirectoryDescription extends Description {
  constructor(override readonly place: Place) {
    super();
  }

  override read(): Result<Uint8Array> {
    return failed("EISDIR");
  }
}
