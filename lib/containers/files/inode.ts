/**
 * An inode in memory: what a file is, without its names.
 *
 * ```text
 *   number, type, mode, owner, group, links, time
 *   body   file: pages    directory: names → inodes    symlink: where it leads    device: its number
 * ```
 *
 * @packageDocumentation
 */
import type { FileContent } from "./fileContent";
import type { DeviceNumber, FileType, NewFile, Stat } from "./fileSystem";

/** What a type of file has that the others have not. */
export type InodeBody = FileContent | Map<string, Inode> | string | DeviceNumber | undefined;

/** An inode of a file system in memory. */
export class Inode {
  readonly type: FileType;
  mode: number;
  uid: number;
  gid: number;
  links: number;
  /** The directory above, of a directory. */
  parent: Inode | undefined = undefined;
  xattrs: Map<string, Uint8Array> | undefined = undefined;
  body: InodeBody;

  constructor(
    readonly ino: number,
    file: NewFile,
    public modifiedMs: number,
  ) {
    this.type = file.type;
    this.mode = file.mode & 0o7777;
    this.uid = file.uid;
    this.gid = file.gid;
    this.links = file.type === "directory" ? 2 : 1;
    this.body = bodyOf(file);
  }

  /** Names and inodes, of a directory. */
  get children(): Map<string, Inode> {
    return this.body as Map<string, Inode>;
  }

  /** Pages, of a file that was ever written. */
  get content(): FileContent | undefined {
    return this.body as FileContent | undefined;
  }

  stat(): Stat {
    const { ino, type, mode, links, uid, gid, modifiedMs } = this;
    const stat = { ino, type, mode, links, uid, gid, size: this.#size(), modifiedMs };
    return type === "character" || type === "block" ? { ...stat, device: this.body as DeviceNumber } : stat;
  }

  #size(): number {
    if (this.type === "file") return this.content?.size ?? 0;
    return this.type === "symlink" ? Buffer.byteLength(this.body as string) : 0;
  }
}

function bodyOf({ type, target, device }: NewFile): InodeBody {
  if (type === "directory") return new Map();
  if (type === "symlink") return target ?? "";
  return type === "character" || type === "block" ? (device ?? { major: 0, minor: 0 }) : undefined;
}
