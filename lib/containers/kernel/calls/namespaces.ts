/** Leaving namespaces for new ones, and joining those of others. */
import { done, failed, type Result } from "../../result";
import { NamespaceDescription } from "../descriptors/namespaceDescription";
import { MountNamespace } from "../mounts/mountNamespace";
import { identityIn, newNamespaces } from "../namespaces/create";
import { cloneFlagOf, isWithin, type Namespace } from "../namespaces/namespace";
import { PidNamespace } from "../namespaces/pid";
import { UserNamespace } from "../namespaces/user";
import { isCapable } from "../processes/privileges";
import type { Process } from "../processes/process";
import type { SystemRequests } from "../program";
import { description, type Handlers, within } from "./caller";

export const namespaceHandlers: Handlers<Pick<SystemRequests, "unshare" | "setns">> = {
  unshare: ({ kernel, process }, flags) => {
    const made = newNamespaces(kernel, process, flags);
    if (made.type === "failed") return made;
    const { set, pidForChildren, identity, copyOf } = made.value;
    process.namespaces = set;
    process.pidForChildren = pidForChildren;
    process.identity = identity;
    process.root = within(process.root, copyOf);
    process.directory = within(process.directory, copyOf);
    return done();
  },
  setns: (caller, fd, kind) => {
    const found = description(caller, fd, NamespaceDescription, "EINVAL");
    if (found.type === "failed") return found;
    const { namespace } = found.value;
    if (kind !== undefined && cloneFlagOf[namespace.kind] !== kind) return failed("EINVAL");
    return join(caller.process, namespace);
  },
};

function join(process: Process, namespace: Namespace): Result {
  const { user } = process.namespaces;
  if (namespace instanceof UserNamespace) {
    if (namespace === user) return failed("EINVAL");
    if (!isCapable(process, "CAP_SYS_ADMIN", namespace)) return failed("EPERM");
    process.identity = identityIn(process, namespace);
  } else if (!isCapable(process, "CAP_SYS_ADMIN", namespace.owner!) || !isCapable(process, "CAP_SYS_ADMIN", user))
    return failed("EPERM");
  if (namespace instanceof PidNamespace) {
    // Numbers cannot change during a life: only children are born there.
    if (!isWithin<PidNamespace>(namespace, process.namespaces.pid)) return failed("EINVAL");
    process.pidForChildren = namespace as PidNamespace<Process>;
    return done();
  }
  process.namespaces = { ...process.namespaces, [namespace.kind]: namespace };
  if (namespace instanceof MountNamespace) {
    process.root = namespace.down(namespace.top.place);
    process.directory = process.root;
  }
  return done();
}
