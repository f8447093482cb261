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
import { uniqBy } from "lodash";
import type { Mounts, Place } from "../../files";
import { type Counter, copyTree, isBelow } from "./copyTree";
import { type MountPoint, PeerGroup } from "./mountPoint";

/**
 * Copies a mount, new on `(on, ino)`, to all who listen to `on`. Mounts that are themselves new by this change do not listen to it yet.
 *
 * @param fresh - the mounts that are new by this change
 */
export function propagateMount(
  mount: MountPoint,
  on: MountPoint,
  ino: number,
  counter: Counter,
  fresh: Set<MountPoint>,
): void {
  if (on.peers === undefined) return;
  const isListening = (one: MountPoint) => one !== on && !fresh.has(one) && shows(one, ino);
  const { members } = on.peers;
  const at = members.indexOf(on);
  const peers = [...members.slice(at + 1), ...members.slice(0, at)].filter(isListening);
  const slaves = uniqBy([...on.peers.slaves].filter(isListening), (slave) => slave.peers ?? slave);
  for (const peer of peers) tuck(remember(copyTree(mount, mount.root, true, counter), fresh), peer, ino);
  for (const slave of slaves) {
    const copy = remember(asSlave(mount, slave.peers !== undefined, counter), fresh);
    tuck(copy, slave, ino);
    propagateMount(copy, slave, ino, counter, fresh);
  }
}

/** Takes off what the listeners have at the same place, unless something else hangs on it. */
export function propagateUnmount(on: MountPoint, ino: number): void {
  for (const listener of listeners(on)) {
    const child = listener.children.get(ino);
    if (child === undefined) continue;
    const cover = child.children.get(child.root);
    if (child.children.size > (cover === undefined ? 0 : 1)) continue;
    child.leave();
    child.follow(undefined);
    child.takeOff();
    if (cover === undefined) continue;
    cover.takeOff();
    cover.hang(listener, ino);
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
  const peers = on.peers.members.filter((peer) => peer !== on);
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

/** A copy comes below what hangs at its place already. */
function tuck(mount: MountPoint, on: MountPoint, ino: number): void {
  const above = on.children.get(ino);
  mount.hang(on, ino);
  if (above === undefined) return;
  let top = mount;
  for (let next = top.children.get(top.root); next !== undefined; next = top.children.get(top.root)) top = next;
  above.hang(top, top.root);
}

function remember(mount: MountPoint, fresh: Set<MountPoint>): MountPoint {
  for (const one of mount.tree) fresh.add(one);
  return mount;
}
