/** From a place back to a path: up to a root, name by name. */
import type { Mounts, Place } from "../../files";
import { isSame } from "../../files/pathWalk";

/** The path from `root` to `place`; nothing if one does not come by `root` on the way up. */
export function pathOf(place: Place, root: Place, mounts: Mounts): string | undefined {
  const names: string[] = [];
  for (let at = place; !isSame(at, root); ) {
    const above = mounts.up(at);
    if (above !== undefined) {
      at = above;
      continue;
    }
    const { fileSystem } = at.mount;
    const parent = fileSystem.parent(at.ino);
    if (parent.type === "failed" || parent.value === at.ino) return undefined;
    const entries = fileSystem.list(parent.value);
    const entry = entries.type === "done" ? entries.value.find(({ ino }) => ino === at.ino) : undefined;
    if (entry === undefined) return undefined;
    names.unshift(entry.name);
    at = { mount: at.mount, ino: parent.value };
  }
  return `/${names.join("/")}`;
}
