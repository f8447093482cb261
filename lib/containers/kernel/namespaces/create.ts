/**
 * New namespaces for `clone` and `unshare`: first the user namespace, then the others, which it owns.
 *
 * Source: clone(2), unshare(2), namespaces(7), "Namespace lifetime" and "The namespaces API".
 *
 * @packageDocumentation
 */
import type { Place } from "../../files";
import { done, failed, type Result } from "../../result";
import type { Kernel } from "../kernel";
import type { MountPoint } from "../mounts/mountPoint";
import { NetworkNamespace } from "../network/networkNamespace";
import { allCapabilities, isCapable } from "../processes/privileges";
import type { Identity, NamespaceSet, Process } from "../processes/process";
import type { CloneFlag } from "../program";
import { isAtLeast } from "../versions/release";
import { namespaceReleases } from "../versions/systemCallVersions";
import { IpcNamespace } from "./ipc";
import { MAX_PID_DEPTH, PidNamespace } from "./pid";
import { CgroupNamespace, UtsNamespace } from "./small";
import { MAX_USER_DEPTH, UserNamespace } from "./user";

/** Namespaces for a process, and what changes with them. */
export interface MadeNamespaces {
  /** With the old namespace of process numbers, which no living process can leave. */
  readonly set: NamespaceSet;
  readonly pidForChildren: PidNamespace<Process>;
  readonly identity: Identity;
  /** A mount in the new tree, for one in the old. */
  readonly copyOf: (mount: Place["mount"]) => Place["mount"];
}

/** Makes the namespaces that flags ask for. `EPERM` without CAP_SYS_ADMIN, `EINVAL`, `EUSERS` (too deep). */
export function newNamespaces(
  kernel: Kernel,
  process: Process,
  flags: readonly CloneFlag[],
  group = process.cgroup,
): Result<MadeNamespaces> {
  const old = process.namespaces;
  const wants = (flag: CloneFlag) => flags.includes(flag);
  if (!flags.every((flag) => isAtLeast(kernel.release, namespaceReleases[flag]))) return failed("EINVAL");
  const id = () => kernel.nextNamespaceId();
  const user = wants("CLONE_NEWUSER") ? newUser(process, id()) : done(old.user);
  if (user.type === "failed") return user;
  const owner = user.value;
  const others = flags.filter((flag) => flag !== "CLONE_NEWUSER");
  if (others.length > 0 && owner === old.user && !isCapable(process, "CAP_SYS_ADMIN", owner)) return failed("EPERM");
  if (wants("CLONE_NEWPID") && process.pidForChildren !== old.pid) return failed("EINVAL");
  if (wants("CLONE_NEWPID") && old.pid.level >= MAX_PID_DEPTH) return failed("ENOSPC");
  const mounts = wants("CLONE_NEWNS") ? old.mnt.copy(id(), owner) : undefined;
  return done({
    set: {
      mnt: mounts?.namespace ?? old.mnt,
      pid: old.pid,
      net: wants("CLONE_NEWNET") ? new NetworkNamespace(id(), owner) : old.net,
      ipc: wants("CLONE_NEWIPC") ? new IpcNamespace(id(), owner) : old.ipc,
      uts: wants("CLONE_NEWUTS") ? new UtsNamespace(id(), owner, old.uts.hostname) : old.uts,
      user: owner,
      cgroup: wants("CLONE_NEWCGROUP") ? new CgroupNamespace(id(), owner, group) : old.cgroup,
    },
    pidForChildren: wants("CLONE_NEWPID") ? new PidNamespace(id(), owner, old.pid) : process.pidForChildren,
    identity: identityIn(process, owner),
    copyOf: (mount) => mounts?.copyOf(mount as MountPoint) ?? mount,
  });
}

/** Who a process is in a user namespace that it has made or joined: everything, there. */
export function identityIn({ identity, namespaces }: Process, user: UserNamespace): Identity {
  return user === namespaces.user ? identity : { ...identity, effective: allCapabilities, bounding: allCapabilities };
}

/** Anybody may make one, if user and group are known in the old one. */
function newUser({ identity, namespaces }: Process, id: number): Result<UserNamespace> {
  const { user } = namespaces;
  if (user.level >= MAX_USER_DEPTH) return failed("ENOSPC");
  const isKnown =
    user.fromKernel("uid", identity.uid) !== undefined && user.fromKernel("gid", identity.gid) !== undefined;
  return isKnown ? done(new UserNamespace(id, user, identity.uid, identity.gid)) : failed("EPERM");
}
