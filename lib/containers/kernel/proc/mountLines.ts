/** /proc/PID/mounts: the mounts that a process can reach from its root, one a line. */
import { pathOf } from "../processes/pathOf";
import type { Process } from "../processes/process";

export function mountLines({ namespaces, root }: Process): string {
  const { mnt } = namespaces;
  const lines = mnt.mounts.flatMap((mount) => {
    const path = pathOf(mount.place, root, mnt);
    if (path === undefined) return [];
    return [`${mount.source} ${path} ${mount.fileSystem.type} ${mount.readOnly ? "ro" : "rw"} 0 0\n`];
  });
  return lines.join("");
}
