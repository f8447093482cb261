/**
 * Mount namespaces: a tree of mounts of one's own.
 *
 * ```text
 *   rootfs ── / ext4 ─┬─ /proc            unshare(CLONE_NEWNS) copies the whole tree: the copies lead to the same files,
 *                     ├─ /dev             but what is mounted or taken off afterwards is seen by those only whom propagation tells
 *                     └─ /mnt ── /mnt/b
 * ```
 *
 * Left out: expiry, the new mount API (`fsopen`), mount flags other than read-only.
 *
 * Source: mount_namespaces(7), mount(2), umount(2), pivot_root(2).
 *
 * @packageDocumentation
 */
import type { FileSystem, Mounts, Place } from "../../files";
import { done, failed, type Result } from "../../result";
import { Namespace } from "../namespaces/namespace";
import type { UserNamespace } from "../namespaces/user";
import { type Counter, copyTree } from "./copyTree";
import { MountPoint, PeerGroup, type Propagation } from "./mountPoint";
import { canReach, propagateMount, propagateUnmount } from "./propagation";

/** A tree of mounts. */
export class MountNamespace extends Namespace implements Mounts {
  readonly kind = "mnt";

  constructor(
    id: number,
    owner: UserNamespace | undefined,
    /** The lowest mount, on which the root hangs. */
    readonly top: MountPoint,
    readonly counter: Counter,
  ) {
    super(id, owner);
  }

  down(place: Place): Place {
    let at = place;
    for (let child = childAt(at); child !== undefined; child = childAt(at)) at = child.place;
    return at;
  }

  up({ mount, ino }: Place): Place | undefined {
    const { root, hangs } = mount as MountPoint;
    return ino === root && hangs !== undefined ? { mount: hangs.on, ino: hangs.ino } : undefined;
  }

  /** All mounts, parents first. */
  get mounts(): MountPoint[] {
    return this.top.tree;
  }

  /** Hangs a file system onto a place. */
  mount(fileSystem: FileSystem, source: string, place: Place, readOnly: boolean): Result<MountPoint> {
    const isDirectory = (type: string | undefined) => type === "directory";
    if (!isDirectory(typeOf(place)) || !isDirectory(typeOf({ mount: { fileSystem, readOnly }, ino: fileSystem.root })))
      return failed("ENOTDIR");
    const mount = new MountPoint(this.counter.next(), { fileSystem, root: fileSystem.root, readOnly, source });
    return this.#attach(mount, place);
  }

  /** Shows a directory or a file at a second place; with `recursive`, what hangs below it as well. */
  bind(from: Place, to: Place, recursive: boolean): Result<MountPoint> {
    const source = from.mount as MountPoint;
    if (source.unbindable) return failed("EINVAL");
    if ((typeOf(from) === "directory") !== (typeOf(to) === "directory")) return failed("ENOTDIR");
    return this.#attach(copyTree(source, from.ino, recursive, this.counter), to);
  }

  /** Moves a mount. `EINVAL` if it is the top's or its parent is shared, `ELOOP` into its own tree. */
  move(from: Place, to: Place): Result<MountPoint> {
    const mount = from.mount as MountPoint;
    const target = to.mount as MountPoint;
    if (from.ino !== mount.root || mount.hangs === undefined || mount.locked) return failed("EINVAL");
    if (mount.hangs.on.peers !== undefined) return failed("EINVAL");
    if (target.peers !== undefined && mount.tree.some(({ unbindable }) => unbindable)) return failed("EINVAL");
    if ((typeOf(from) === "directory") !== (typeOf(to) === "directory")) return failed("ENOTDIR");
    if (mount.tree.includes(target)) return failed("ELOOP");
    mount.takeOff();
    return this.#attach(mount, to, new Set());
  }

  /** Takes a mount off. `EINVAL` if nothing is mounted there, `EBUSY` if it is in use and not to be detached. */
  unmount(place: Place, detach: boolean, isUsed: (mount: MountPoint) => boolean): Result {
    const mount = place.mount as MountPoint;
    if (place.ino !== mount.root || mount.hangs === undefined || mount.locked) return failed("EINVAL");
    if (!detach && (mount.children.size > 0 || isUsed(mount))) return failed("EBUSY");
    const places = mount.tree.map(({ hangs }) => hangs!).reverse();
    const listening = places.map(({ on }) => on);
    mount.takeOff();
    for (const [at, { ino }] of places.entries()) propagateUnmount(listening[at]!, ino);
    for (const one of mount.tree) forget(one);
    return done();
  }

  /** How a mount tells others of changes, and hears of theirs. */
  setPropagation(place: Place, propagation: Propagation, recursive: boolean): Result {
    const mount = place.mount as MountPoint;
    if (place.ino !== mount.root) return failed("EINVAL");
    for (const one of recursive ? mount.tree : [mount]) setOne(one, propagation, this.counter);
    return done();
  }

  /** Exchanges the root. `EBUSY` and `EINVAL` as pivot_root(2) lists them. */
  pivot(root: Place, newRoot: Place, putOld: Place): Result {
    const [old, fresh, put] = [root.mount, newRoot.mount, putOld.mount] as [MountPoint, MountPoint, MountPoint];
    if (old.hangs?.on.peers !== undefined || fresh.hangs?.on.peers !== undefined || put.peers !== undefined)
      return failed("EINVAL");
    if (fresh.locked) return failed("EINVAL");
    if (old === fresh || old === put) return failed("EBUSY");
    if (root.ino !== old.root || newRoot.ino !== fresh.root) return failed("EINVAL");
    if (old.hangs === undefined || fresh.hangs === undefined) return failed("EINVAL");
    if (!canReach(this, putOld, newRoot) || !canReach(this, newRoot, root)) return failed("EINVAL");
    const at = old.hangs;
    fresh.takeOff();
    old.takeOff();
    fresh.hang(at.on, at.ino);
    old.hang(put, putOld.ino);
    if (old.locked) {
      fresh.locked = true;
      old.locked = false;
    }
    return done();
  }

  /** A copy for a new namespace: the same peers, or slaves of them if the owner is less privileged. */
  copy(
    id: number,
    owner: UserNamespace | undefined,
  ): { namespace: MountNamespace; copyOf(mount: MountPoint): MountPoint } {
    const pairs = new Map<MountPoint, MountPoint>();
    const top = copyTree(this.top, this.top.root, true, this.counter, pairs);
    if (owner !== this.owner)
      for (const [original, copy] of pairs) {
        copy.locked = original !== this.top;
        if (original.peers === undefined) continue;
        copy.leave();
        copy.follow(original.peers);
      }
    const namespace = new MountNamespace(id, owner, top, this.counter);
    return { namespace, copyOf: (mount) => pairs.get(mount) ?? mount };
  }

  #attach(mount: MountPoint, place: Place, fresh = new Set(mount.tree)): Result<MountPoint> {
    const on = place.mount as MountPoint;
    if (on.peers !== undefined)
      for (const one of mount.tree) if (one.peers === undefined) setOne(one, "shared", this.counter);
    mount.hang(on, place.ino);
    propagateMount(mount, on, place.ino, this.counter, fresh);
    return done(mount);
  }
}

function childAt({ mount, ino }: Place): MountPoint | undefined {
  return (mount as MountPoint).children.get(ino);
}

function typeOf({ mount, ino }: Place): string | undefined {
  const stat = mount.fileSystem.stat(ino);
  return stat.type === "done" ? stat.value.type : undefined;
}

function setOne(mount: MountPoint, propagation: Propagation, counter: Counter): void {
  mount.unbindable = propagation === "unbindable";
  if (propagation === "shared") {
    if (mount.peers === undefined) mount.join(new PeerGroup(counter.next()));
    return;
  }
  const { peers } = mount;
  const isAlone = peers === undefined || peers.members.length === 1;
  mount.leave();
  if (propagation !== "slave") mount.follow(undefined);
  else if (!isAlone) mount.follow(peers);
}

function forget(mount: MountPoint): void {
  mount.leave();
  mount.follow(undefined);
}
