/**
 * One mount: a file system, or a part of one, that hangs on a directory; and the groups in which mounts tell each other of changes.
 *
 * ```text
 *   shared   ⇄  shared       one peer group: what is mounted below one appears below all
 *     │
 *     ▼ one way
 *   slave                    hears of its master's changes; its own stay with it
 *   private                  neither            unbindable: private, and cannot be bound elsewhere
 * ```
 *
 * Source: Linux, Documentation/filesystems/sharedsubtree.rst; mount_namespaces(7).
 *
 * @packageDocumentation
 */
import type { FileSystem, Mount, Place } from "../../files";

/** Mounts that tell each other, and those that only listen. */
export class PeerGroup {
  /** In a ring: each copy stands behind its original. */
  readonly members: MountPoint[] = [];
  readonly slaves = new Set<MountPoint>();

  constructor(readonly id: number) {}
}

/** How a mount takes part in changes. */
export type Propagation = "private" | "shared" | "slave" | "unbindable";

/** What is known of a mount when it is made. */
export interface NewMount {
  readonly fileSystem: FileSystem;
  /** The inode that shows at the mount's place; the file system's root unless bound. */
  readonly root: number;
  readonly readOnly: boolean;
  /** As the first column of /proc/mounts. */
  readonly source: string;
}

/** A mount in a mount namespace. */
export class MountPoint implements Mount {
  readonly fileSystem: FileSystem;
  readonly root: number;
  readonly source: string;
  readOnly: boolean;
  /** Where it hangs; nothing at the top, or if it is taken off. */
  hangs: { readonly on: MountPoint; readonly ino: number } | undefined;
  /** What hangs on its directories, by inode. */
  readonly children = new Map<number, MountPoint>();
  peers: PeerGroup | undefined;
  master: PeerGroup | undefined;
  unbindable = false;
  /** Came from a more privileged namespace together with others: cannot be taken off alone. */
  locked = false;

  constructor(
    readonly id: number,
    mount: NewMount,
  ) {
    this.fileSystem = mount.fileSystem;
    this.root = mount.root;
    this.readOnly = mount.readOnly;
    this.source = mount.source;
  }

  get place(): Place {
    return { mount: this, ino: this.root };
  }

  get propagation(): Propagation {
    if (this.unbindable) return "unbindable";
    if (this.peers !== undefined) return "shared";
    return this.master === undefined ? "private" : "slave";
  }

  /** This mount and all below it. */
  get tree(): MountPoint[] {
    return [this, ...[...this.children.values()].flatMap((child) => child.tree)];
  }

  hang(on: MountPoint, ino: number): void {
    this.hangs = { on, ino };
    on.children.set(ino, this);
  }

  takeOff(): void {
    if (this.hangs !== undefined) this.hangs.on.children.delete(this.hangs.ino);
    this.hangs = undefined;
  }

  /** Enters a group of peers, behind one of them or as the last. */
  join(group: PeerGroup, behind?: MountPoint): void {
    this.peers = group;
    const at = behind === undefined ? -1 : group.members.indexOf(behind);
    if (at < 0) group.members.push(this);
    else group.members.splice(at + 1, 0, this);
  }

  follow(group: PeerGroup | undefined): void {
    this.master?.slaves.delete(this);
    this.master = group;
    group?.slaves.add(this);
  }

  /** Leaves its peers; with none left, its slaves go to its own master. */
  leave(): void {
    const { peers } = this;
    this.peers = undefined;
    if (peers === undefined) return;
    peers.members.splice(peers.members.indexOf(this), 1);
    if (peers.members.length === 0) for (const slave of [...peers.slaves]) slave.follow(this.master);
  }
}
