/**
 * How a change below one mount reaches the others that listen.
 *
 * ```text
 *   mount X on a        a ⇄ b (peers)       X on a, a copy of X on b: the two are peers as well
 *                       ╰──▶ c (slave)      a copy on c, which is X's slave; if c has peers of its own, they get it, too
 * ```
 *
 * Source: Linux, Documentation/filesystems/sharedsubtree.rst, "Propagation semantics".
 *
 * @packageDocumentation
 */
import type { Mounts, Place } from "../../files";
import { type Counter, copyTree, isBelow } from "./copyTree";
import { type MountPoint, PeerGroup } from "./mountPoint";

/** Copies a mount, new on `(on, ino)`, to all who listen to `on`. */
export function propagateMount(mount: MountPoint, on: MountPoint, ino: number, counter: Counter): void {
  if (on.peers === undefined) return;
  for (const peer of [...on.peers.members])
    if (peer !== on && shows(peer, ino)) hangOnTop(copyTree(mount, mount.root, true, counter), peer, ino);
  for (const slave of [...on.peers.slaves]) {
    if (!shows(slave, ino)) continue;
    const copy = asSlave(mount, slave.peers !== undefined, counter);
    hangOnTop(copy, slave, ino);
    propagateMount(copy, slave, ino, counter);
  }
}

/** Takes off what the listeners have at the same place. */
export function propagateUnmount(on: MountPoint, ino: number): void {
  for (const listener of listeners(on)) {
    const child = listener.children.get(ino);
    if (child === undefined || child.children.size > 0) continue;
    child.leave();
    child.follow(undefined);
    child.takeOff();
  }
}

/** Whether one comes from `place` up to `top` through mounts and directories. */
export function canReach(mounts: Mounts, place: Place, top: Place): boolean {
  let at: Place | undefined = place;
  while (at !== undefined) {
    if (at.mount === top.mount) return isBelow(at.mount.fileSystem, at.ino, top.ino);
    at = mounts.up({ mount: at.mount, ino: (at.mount as MountPoint).root });
  }
  return false;
}

function listeners(on: MountPoint): MountPoint[] {
  if (on.peers === undefined) return [];
  const peers = [...on.peers.members].filter((peer) => peer !== on);
  return [...peers, ...[...on.peers.slaves].flatMap((slave) => [slave, ...listeners(slave)])];
}

/** Whether the directory can be seen through a mount, which may show a part of its file system only. */
function shows(mount: MountPoint, ino: number): boolean {
  return isBelow(mount.fileSystem, ino, mount.root);
}

/** A copy that hears of its original's changes; with peers of its own if it is to pass them on. */
function asSlave(mount: MountPoint, isShared: boolean, counter: Counter): MountPoint {
  const pairs = new Map<MountPoint, MountPoint>();
  const copy = copyTree(mount, mount.root, true, counter, pairs);
  for (const [original, twin] of pairs) {
    twin.leave();
    twin.follow(original.peers);
    if (isShared) twin.join(new PeerGroup(counter.next()));
  }
  return copy;
}

function hangOnTop(mount: MountPoint, on: MountPoint, ino: number): void {
  const above = on.children.get(ino);
  if (above === undefined) mount.hang(on, ino);
  else hangOnTop(mount, above, above.root);
}
