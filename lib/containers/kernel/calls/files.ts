/** Calls on files by path. User numbers are translated between the caller's user namespace and the kernel. */
import { openFlags, type Place, type Stat } from "../../files";
import { statOf } from "../../files/pathWalk";
import { done, failed, type Result } from "../../result";
import type { Description } from "../descriptors/description";
import { NamespaceDescription } from "../descriptors/namespaceDescription";
import { DirectoryDescription, FileDescription } from "../descriptors/openedFile";
import type { Kernel } from "../kernel";
import { pathOf } from "../processes/pathOf";
import { isCapable } from "../processes/privileges";
import { namespacesOf, type Process } from "../processes/process";
import type { FileRequests, FileStat, OpenFlag } from "../program";
import { type Caller, filesOf, type Handlers } from "./caller";

const asked = { read: 4, write: 2, execute: 1 } as const;

type ByPath = Omit<
  FileRequests,
  "close" | "read" | "write" | "lseek" | "ftruncate" | "dup2" | "pipe" | "fstat" | "fchown" | "getdents64"
>;

export const fileHandlers: Handlers<ByPath> = {
  open: (caller, path, flags = [], mode = 0o666) => {
    const opened = openPath(caller, path, flags, mode);
    return opened.type === "failed" ? opened : caller.process.descriptors.add(opened.value);
  },
  stat: (caller, path) => shown(caller, filesOf(caller).place(path)),
  lstat: (caller, path) => shown(caller, filesOf(caller).place(path, "noFollow")),
  access: (caller, path, want = []) =>
    filesOf(caller).access(
      path,
      want.reduce((sum, one) => sum + asked[one], 0),
    ),
  mkdir: (caller, path, mode) => filesOf(caller).mkdir(path, mode),
  rmdir: (caller, path) => filesOf(caller).rmdir(path),
  unlink: (caller, path) => filesOf(caller).unlink(path),
  rename: (caller, from, to) => filesOf(caller).rename(from, to),
  link: (caller, from, to) => filesOf(caller).link(from, to),
  symlink: (caller, target, path) => filesOf(caller).symlink(target, path),
  readlink: (caller, path) => filesOf(caller).readlink(path),
  chmod: (caller, path, mode) => filesOf(caller).chmod(path, mode),
  chown: (caller, path, uid, gid) => {
    const owners = kernelOwners(caller, uid, gid);
    return owners.type === "failed" ? owners : filesOf(caller).chown(path, owners.value);
  },
  lchown: (caller, path, uid, gid) => {
    const owners = kernelOwners(caller, uid, gid);
    return owners.type === "failed" ? owners : filesOf(caller).lchown(path, owners.value);
  },
  truncate: (caller, path, size) => filesOf(caller).truncate(path, size),
  mknod: (caller, path, type, mode, device) =>
    filesOf(caller).mknod(path, { type, mode, ...(device !== undefined && { device }) }),
  chdir: (caller, path) => {
    const found = directory(caller, path);
    if (found.type === "done") caller.process.directory = found.value;
    return found.type === "failed" ? found : done();
  },
  chroot: (caller, path) => {
    const { process } = caller;
    const found = directory(caller, path);
    if (found.type === "failed") return found;
    if (!isCapable(process, "CAP_SYS_CHROOT", process.namespaces.user)) return failed("EPERM");
    process.root = found.value;
    return done();
  },
  getcwd: ({ process }) => {
    const { directory: at, root, namespaces } = process;
    const path = pathOf(at, root, namespaces.mnt);
    return path === undefined ? failed("ENOENT") : done(path);
  },
  umask: ({ process }, mask) => {
    const old = process.umask;
    process.umask = mask & 0o777;
    return done(old);
  },
};

/** Opens what a path names: a file, a directory, a device, or a namespace behind /proc/PID/ns. */
function openPath(caller: Caller, path: string, flags: readonly OpenFlag[], mode: number): Result<Description> {
  const files = filesOf(caller);
  const namespace = namespaceAt(caller, path);
  if (namespace !== undefined) return done(namespace);
  const bits = flags.reduce((sum, flag) => sum | (flag === "O_NONBLOCK" ? 0 : openFlags[flag]), 0);
  const opened = files.open(path, bits, mode);
  if (opened.type === "failed") return opened;
  const { place, file } = opened.value;
  const stat = file.stat();
  if (stat.type === "directory") return done(new DirectoryDescription(place));
  if (stat.type === "character" || stat.type === "block") return openDevice(caller, stat);
  if (stat.type !== "file") return failed("ENXIO");
  const write = flags.includes("O_WRONLY") || flags.includes("O_RDWR");
  const access = { read: !flags.includes("O_WRONLY"), write, append: flags.includes("O_APPEND") };
  return done(new FileDescription(place, file, access));
}

function openDevice({ kernel, process }: Caller, { type, device }: Stat): Result<Description> {
  const found = kernel.devices.find(
    (one) => one.type === type && one.major === device?.major && one.minor === device.minor,
  );
  if (process.devices !== undefined && (found === undefined || !process.devices.includes(found.name)))
    return failed("EPERM");
  return found === undefined ? failed("ENXIO") : done(found.open());
}

/** Links in /proc/PID/ns cannot be walked, only opened. */
function namespaceAt(caller: Caller, path: string): NamespaceDescription | undefined {
  const place = filesOf(caller).place(path, "noFollow");
  if (place.type === "failed" || place.value.mount.fileSystem.type !== "proc") return undefined;
  const link = place.value.mount.fileSystem.readLink(place.value.ino);
  if (link.type === "failed") return undefined;
  const namespaces = caller.kernel.alive.flatMap((one) => namespacesOf(one));
  const found = namespaces.find((one) => one.link === link.value);
  return found && new NamespaceDescription(found);
}

function directory(caller: Caller, path: string): Result<Place> {
  const found = filesOf(caller).place(path);
  if (found.type === "failed") return found;
  if (statOf(found.value)?.type !== "directory") return failed("ENOTDIR");
  const may = filesOf(caller).access(path, asked.execute);
  return may.type === "failed" ? may : found;
}

/** What stat tells, with owners as the caller's user namespace numbers them. */
function shown({ kernel, process }: Caller, place: Result<Place>): Result<FileStat> {
  if (place.type === "failed") return place;
  const stat = place.value.mount.fileSystem.stat(place.value.ino);
  return stat.type === "failed" ? stat : done(showOwners(kernel, process, stat.value, place.value));
}

/** A stat as a process sees it. */
export function showOwners(kernel: Kernel, process: Process, stat: Stat, place: Place | undefined): FileStat {
  const { user } = process.namespaces;
  const dev = place === undefined ? 0 : kernel.deviceNumber(place.mount.fileSystem);
  return { ...stat, uid: user.show("uid", stat.uid), gid: user.show("gid", stat.gid), dev };
}

/** Owners as the kernel numbers them; -1 leaves one as it is. `EINVAL` for numbers without a mapping. */
export function kernelOwners(
  { process }: Caller,
  uid: number,
  gid: number,
): Result<{ readonly uid?: number; readonly gid?: number }> {
  const { user } = process.namespaces;
  const [newUid, newGid] = [user.toKernel("uid", uid), user.toKernel("gid", gid)];
  if ((uid !== -1 && newUid === undefined) || (gid !== -1 && newGid === undefined)) return failed("EINVAL");
  return done({
    ...(uid !== -1 && newUid !== undefined && { uid: newUid }),
    ...(gid !== -1 && newGid !== undefined && { gid: newGid }),
  });
}
