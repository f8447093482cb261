/**
 * Who may do what: capabilities across user namespaces, and what the file calls ask.
 *
 * ```text
 *   first            user 0 here may do everything here and below
 *   └─ container     its root has every capability over what this namespace owns, and none over what the first owns
 * ```
 *
 * Source: user_namespaces(7), "Capabilities"; Linux, security/commoncap.c (cap_capable).
 *
 * @packageDocumentation
 */
import { type Capability, type Credentials, capabilities, type FileContext } from "../../files";
import type { UserNamespace } from "../namespaces/user";
import type { Identity, Process } from "./process";

/** Every capability. */
export const allCapabilities: ReadonlySet<Capability> = new Set(capabilities);

/** Whether a process holds a capability over what a user namespace owns. */
export function isCapable(process: Process, capability: Capability, over: UserNamespace): boolean {
  const { identity, namespaces } = process;
  for (let at = over; ; at = at.parent!) {
    if (at === namespaces.user) return identity.effective.has(capability);
    if (at.parent === undefined) return false;
    // Whoever made a namespace may do everything in it, from outside.
    if (at.parent === namespaces.user && at.ownerUid === identity.uid) return true;
  }
}

/** Who a process is to the file calls. */
function credentialsOf(process: Process): Credentials {
  const { identity, namespaces } = process;
  const { user } = namespaces;
  return {
    uid: identity.uid,
    gid: identity.gid,
    groups: identity.groups,
    has: (capability, over) => {
      if (!identity.effective.has(capability)) return false;
      if (over === undefined) return user.parent === undefined;
      return user.fromKernel("uid", over.uid) !== undefined && user.fromKernel("gid", over.gid) !== undefined;
    },
  };
}

/** Where a process stands, for the file calls. */
export function fileContextOf(process: Process): FileContext {
  const { root, directory, umask, namespaces } = process;
  return { root, directory, umask, credentials: credentialsOf(process), mounts: namespaces.mnt };
}

/** After `execve`: the user namespace's root gets what it may have, others get nothing. */
export function identityAfterExec(process: Process): Identity {
  const { identity, namespaces } = process;
  const isRoot = identity.uid === namespaces.user.toKernel("uid", 0);
  return { ...identity, effective: isRoot ? identity.bounding : new Set() };
}

/** Whether one process may send the other a signal. */
export function maySignal(sender: Process, target: Process): boolean {
  return sender.identity.uid === target.identity.uid || isCapable(sender, "CAP_KILL", target.namespaces.user);
}
