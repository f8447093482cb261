/**
 * An opened file of a file system in memory.
 *
 * @packageDocumentation
 */
import { done, failed, type Result } from "../result";
import { FileContent } from "./fileContent";
import type { OpenFile, Stat } from "./fileSystem";
import type { Inode } from "./inode";

/** The largest file, in bytes; ext4's limit with pages of 4096 bytes. */
const MAX_BYTES = 2 ** 44;

/** Pages that are left, shared by all files of a file system. */
export interface Room {
  freePages: number;
  usedPages: number;
  readonly clock: () => number;
}

/** Reads and writes an inode's pages. */
export class MemoryFile implements OpenFile {
  readonly #inode: Inode;
  readonly #room: Room;

  constructor(inode: Inode, room: Room) {
    this.#inode = inode;
    this.#room = room;
  }

  stat(): Stat {
    return this.#inode.stat();
  }

  read(offset: number, length: number): Uint8Array {
    return this.#inode.content?.read(offset, length) ?? new Uint8Array(0);
  }

  write(offset: number, bytes: Uint8Array): Result<number> {
    if (offset < 0) return failed("EINVAL");
    if (offset + bytes.length > MAX_BYTES) return failed("EFBIG");
    if (bytes.length === 0) return done(0);
    const content = this.#content();
    const pages = content.newPages(offset, bytes.length);
    if (pages > this.#room.freePages) return failed("ENOSPC");
    content.write(offset, bytes);
    this.#charge(pages);
    this.#inode.modifiedMs = this.#room.clock();
    return done(bytes.length);
  }

  truncate(size: number): Result {
    if (!Number.isInteger(size) || size < 0) return failed("EINVAL");
    if (size > MAX_BYTES) return failed("EFBIG");
    const content = this.#content();
    const before = content.allocatedPages;
    content.truncate(size);
    this.#charge(content.allocatedPages - before);
    this.#inode.modifiedMs = this.#room.clock();
    return done();
  }

  #content(): FileContent {
    return (this.#inode.body ??= new FileContent()) as FileContent;
  }

  /** Files without a name are no longer counted. */
  #charge(pages: number): void {
    if (this.#inode.links === 0) return;
    this.#room.usedPages += pages;
    this.#room.freePages -= pages;
  }
}
