/** Copies of mounts: for a bind, for those who listen, for a new namespace. */
import type { FileSystem } from "../../files";
import { MountPoint } from "./mountPoint";

/** Numbers for mounts and peer groups, which a kernel counts once for all namespaces. */
export interface Counter {
  next(): number;
}

/** A copy of a mount, from `root` on, with what hangs below; each copy joins the peers of its original. */
export function copyTree(
  source: MountPoint,
  root: number,
  recursive: boolean,
  counter: Counter,
  pairs = new Map<MountPoint, MountPoint>(),
): MountPoint {
  const copy = new MountPoint(counter.next(), {
    fileSystem: source.fileSystem,
    root,
    readOnly: source.readOnly,
    source: source.source,
  });
  copy.unbindable = source.unbindable;
  if (source.peers !== undefined) copy.join(source.peers, source);
  copy.follow(source.master);
  pairs.set(source, copy);
  if (recursive)
    for (const [ino, child] of source.children)
      if (isBelow(source.fileSystem, ino, root)) {
        if (child.unbindable && !isWhole(pairs)) continue;
        copyTree(child, child.root, true, counter, pairs).hang(copy, ino);
      }
  return copy;
}

/** Whether a whole namespace is being copied, which takes unbindable mounts along. */
function isWhole(pairs: ReadonlyMap<MountPoint, MountPoint>): boolean {
  const [first] = pairs.keys();
  return first?.hangs === undefined;
}

/** Whether an inode is `top` or lies below it. */
export function isBelow(fileSystem: FileSystem, ino: number, top: number): boolean {
  if (top === fileSystem.root) return true;
  for (let at = ino; ; ) {
    if (at === top) return true;
    const parent = fileSystem.parent(at);
    if (parent.type === "failed" || parent.value === at) return false;
    at = parent.value;
  }
}
