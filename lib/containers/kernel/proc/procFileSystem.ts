/**
 * /proc: what the kernel knows about processes, as files that are computed when they are read.
 *
 * ```text
 *   /proc ─┬─ self ─▶ the reader's own number        one mount shows one namespace of process numbers:
 *          ├─ 1 ─┬─ status  cmdline  mounts  cgroup   whoever has no number there does not appear
 *          │     ├─ uid_map  gid_map  setgroups
 *          │     └─ ns ─┬─ mnt ─▶ mnt:[4026531841]
 *          ├─ uptime  version  meminfo  mounts
 *          └─ sys/kernel/{hostname,osrelease,random/boot_id}
 * ```
 *
 * Source: proc(5).
 *
 * @packageDocumentation
 */
import type { DirectoryEntry, FileSystem, OpenFile, Slot, Stat } from "../../files";
import { done, failed, type Result } from "../../result";
import type { Kernel } from "../kernel";
import type { PidNamespace } from "../namespaces/pid";
import type { Process } from "../processes/process";
import { type ProcNode, procTree } from "./procTree";

const encoder = new TextEncoder();

/** A file system of processes. */
export class ProcFileSystem implements FileSystem {
  readonly type = "proc";
  readonly root = 1;
  readonly #paths = ["", "/"];
  readonly #inodes = new Map([["/", 1]]);

  constructor(
    private readonly kernel: Kernel,
    private readonly pids: PidNamespace<Process>,
  ) {}

  stat(ino: number): Result<Stat> {
    const node = this.#node(ino);
    if (node === undefined) return failed("ENOENT");
    const { type, uid = 0 } = node;
    const mode = type === "directory" ? 0o555 : type === "symlink" ? 0o777 : node.write === undefined ? 0o444 : 0o644;
    return done({ ino, type, mode, links: type === "directory" ? 2 : 1, uid, gid: uid, size: 0, modifiedMs: 0 });
  }

  lookup({ directory, name }: Slot): Result<number> {
    const node = this.#node(directory);
    if (node === undefined) return failed("ENOENT");
    if (node.type !== "directory") return failed("ENOTDIR");
    const path = `${this.#paths[directory] === "/" ? "" : this.#paths[directory]}/${name}`;
    return this.#find(path) === undefined ? failed("ENOENT") : done(this.#inode(path));
  }

  parent(directory: number): Result<number> {
    const path = this.#paths[directory];
    if (path === undefined) return failed("ESTALE");
    return done(this.#inode(path.slice(0, path.lastIndexOf("/")) || "/"));
  }

  list(directory: number): Result<readonly DirectoryEntry[]> {
    const node = this.#node(directory);
    if (node === undefined) return failed("ENOENT");
    if (node.type !== "directory") return failed("ENOTDIR");
    const path = this.#paths[directory] === "/" ? "" : this.#paths[directory];
    const entries = node.names().map((name): DirectoryEntry => {
      const child = `${path}/${name}`;
      return { name, ino: this.#inode(child), type: this.#find(child)?.type ?? "file" };
    });
    return done(entries);
  }

  open(ino: number): Result<OpenFile> {
    const node = this.#node(ino);
    if (node === undefined) return failed("ENOENT");
    if (node.type !== "file") return failed("EISDIR");
    const stat = this.stat(ino);
    if (stat.type === "failed") return stat;
    let text: Uint8Array | undefined;
    const content = () => {
      text ??= encoder.encode(node.read());
      return text;
    };
    return done<OpenFile>({
      stat: () => ({ ...stat.value, size: content().length }),
      read: (offset, length) => content().slice(offset, offset + length),
      write: (_, bytes) => {
        const written = node.write?.(new TextDecoder().decode(bytes)) ?? failed("EACCES");
        return written.type === "failed" ? written : done(bytes.length);
      },
      truncate: () => done(),
    });
  }

  readLink(ino: number): Result<string> {
    const node = this.#node(ino);
    return node?.type === "symlink" ? done(node.target()) : failed("EINVAL");
  }

  // Nothing in /proc is made, renamed or removed by hand.
  readonly create = () => failed("EPERM");
  readonly link = () => failed("EPERM");
  readonly unlink = () => failed("EPERM");
  readonly removeDirectory = () => failed("EPERM");
  readonly rename = () => failed("EPERM");
  readonly setAttributes = () => failed("EPERM");
  readonly getXattr = () => failed("EOPNOTSUPP");
  readonly setXattr = () => failed("EOPNOTSUPP");
  readonly removeXattr = () => failed("EOPNOTSUPP");
  readonly listXattrs = () => done([]);

  #node(ino: number): ProcNode | undefined {
    const path = this.#paths[ino];
    return path === undefined ? undefined : this.#find(path);
  }

  #find(path: string): ProcNode | undefined {
    return procTree(
      this.kernel,
      this.pids,
      path.split("/").filter((name) => name !== ""),
    );
  }

  #inode(path: string): number {
    const known = this.#inodes.get(path);
    if (known !== undefined) return known;
    this.#inodes.set(path, this.#paths.length);
    return this.#paths.push(path) - 1;
  }
}
