/** Changing the tree of mounts. */
import { type FileSystem, MemoryFileSystem } from "../../files";
import { done, failed, type Result } from "../../result";
import { deviceFiles } from "../devices/deviceFiles";
import type { MountPoint, Propagation } from "../mounts/mountPoint";
import { ProcFileSystem } from "../proc/procFileSystem";
import { isCapable } from "../processes/privileges";
import type { MountFlag, SystemRequests } from "../program";
import { type Caller, filesOf, type Handlers } from "./caller";

const propagations: readonly (readonly [MountFlag, Propagation])[] = [
  ["MS_PRIVATE", "private"],
  ["MS_SHARED", "shared"],
  ["MS_SLAVE", "slave"],
  ["MS_UNBINDABLE", "unbindable"],
];

export const mountHandlers: Handlers<Pick<SystemRequests, "mount" | "umount2" | "pivot_root">> = {
  mount: (caller, source, target, type, flags = []) => {
    const place = filesOf(caller).place(target);
    if (place.type === "failed") return place;
    if (!mayMount(caller)) return failed("EPERM");
    const { mnt } = caller.process.namespaces;
    const propagation = propagations.find(([flag]) => flags.includes(flag))?.[1];
    if (propagation !== undefined) return mnt.setPropagation(place.value, propagation, flags.includes("MS_REC"));
    const readOnly = flags.includes("MS_RDONLY");
    if (flags.includes("MS_REMOUNT")) {
      const mount = place.value.mount as MountPoint;
      if (place.value.ino !== mount.root) return failed("EINVAL");
      if (mount.locked && mount.readOnly && !readOnly) return failed("EPERM");
      mount.readOnly = readOnly;
      return done();
    }
    if (flags.includes("MS_BIND") || flags.includes("MS_MOVE")) {
      const from = filesOf(caller).place(source);
      if (from.type === "failed") return from;
      const hung = flags.includes("MS_BIND")
        ? mnt.bind(from.value, place.value, flags.includes("MS_REC"))
        : mnt.move(from.value, place.value);
      return hung.type === "failed" ? hung : done();
    }
    const fileSystem = newFileSystem(caller, source, type);
    if (fileSystem.type === "failed") return fileSystem;
    const hung = mnt.mount(fileSystem.value, source, place.value, readOnly);
    return hung.type === "failed" ? hung : done();
  },
  umount2: (caller, target, options = []) => {
    const { mnt } = caller.process.namespaces;
    const place = filesOf(caller).place(target);
    if (place.type === "failed") return place;
    if (!mayMount(caller)) return failed("EPERM");
    return mnt.unmount(mnt.down(place.value), options.includes("MNT_DETACH"), (mount) => isUsed(caller, mount));
  },
  pivot_root: (caller, newRoot, putOld) => {
    const [fresh, put] = [filesOf(caller).place(newRoot), filesOf(caller).place(putOld)];
    if (fresh.type === "failed") return fresh;
    if (put.type === "failed") return put;
    if (!mayMount(caller)) return failed("EPERM");
    const { process, kernel } = caller;
    const { mnt } = process.namespaces;
    const old = process.root;
    const pivoted = mnt.pivot(old, fresh.value, put.value);
    if (pivoted.type === "failed") return pivoted;
    for (const one of kernel.alive.filter(({ namespaces }) => namespaces.mnt === mnt)) {
      if (one.root.mount === old.mount && one.root.ino === old.ino) one.root = fresh.value;
      if (one.directory.mount === old.mount && one.directory.ino === old.ino) one.directory = fresh.value;
    }
    return done();
  },
};

function mayMount({ process }: Caller): boolean {
  return isCapable(process, "CAP_SYS_ADMIN", process.namespaces.mnt.owner!);
}

/** The file system of a volume, or a new one of a type. Devices show only to who may make any. */
function newFileSystem({ kernel, process }: Caller, source: string, type: string): Result<FileSystem> {
  const clock = () => kernel.nowUs / 1000;
  const { user, pid } = process.namespaces;
  const volume = kernel.volumes.get(source);
  if (volume !== undefined) return done(volume);
  if (type === "tmpfs") return done(new MemoryFileSystem({ type, clock }));
  if (type === "proc")
    return isCapable(process, "CAP_SYS_ADMIN", pid.owner!) ? done(new ProcFileSystem(kernel, pid)) : failed("EPERM");
  if (type !== "devtmpfs") return failed("ENODEV");
  if (user.parent !== undefined) return failed("EPERM");
  return done(deviceFiles(kernel));
}

/** Whether somebody stands in a mount, or has a file of it open. */
function isUsed({ kernel }: Caller, mount: MountPoint): boolean {
  return kernel.alive.some(
    ({ root, directory, descriptors }) =>
      root.mount === mount ||
      directory.mount === mount ||
      descriptors.numbers.some((fd) => descriptors.get(fd)!.place?.mount === mount),
  );
}
