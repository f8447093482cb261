/** The file system of /dev: a node for each device of the kernel. */
import { MemoryFileSystem } from "../../files";
import type { Kernel } from "../kernel";

export function deviceFiles(kernel: Kernel): MemoryFileSystem {
  const files = new MemoryFileSystem({ type: "devtmpfs" });
  for (const { name, type, mode, major, minor } of kernel.devices)
    files.create({ directory: files.root, name }, { type, mode, uid: 0, gid: 0, device: { major, minor } });
  return files;
}
