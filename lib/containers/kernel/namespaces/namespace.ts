/**
 * Namespaces: what a group of processes sees of one kind of resource, and nobody else does.
 *
 * ```text
 *   process ──▶ mnt:[4026531841]    file trees          pid:[…]     process numbers      ipc:[…]     shared memory, queues
 *               net:[…]             interfaces, ports   uts:[…]     host name            cgroup:[…]  the top of control groups
 *               user:[…]            user numbers, and what root may do; it owns the namespaces that were made in it
 * ```
 *
 * Left out: time namespaces.
 *
 * Source: namespaces(7), ioctl_ns(2).
 *
 * @packageDocumentation
 */
import type { CloneFlag } from "../program";
import type { UserNamespace } from "./user";

/** The kinds, as /proc/PID/ns names them. */
export const namespaceKinds = ["mnt", "pid", "net", "ipc", "uts", "user", "cgroup"] as const;

/** One of the kinds. */
export type NamespaceKind = (typeof namespaceKinds)[number];

/** The clone flag of each kind. */
export const cloneFlagOf: Readonly<Record<NamespaceKind, CloneFlag>> = {
  mnt: "CLONE_NEWNS",
  pid: "CLONE_NEWPID",
  net: "CLONE_NEWNET",
  ipc: "CLONE_NEWIPC",
  uts: "CLONE_NEWUTS",
  user: "CLONE_NEWUSER",
  cgroup: "CLONE_NEWCGROUP",
};

/** Numbers of the first namespaces of a kernel, as Linux has them. */
export const firstIds: Readonly<Record<NamespaceKind, number>> = {
  mnt: 4026531841,
  net: 4026531840,
  ipc: 4026531839,
  uts: 4026531838,
  user: 4026531837,
  pid: 4026531836,
  cgroup: 4026531835,
};

/** What all namespaces have. */
export abstract class Namespace {
  abstract readonly kind: NamespaceKind;

  /**
   * @param id - the number that `/proc/PID/ns` shows
   * @param owner - the user namespace whose root may change things here; a user namespace's is its parent
   */
  constructor(
    readonly id: number,
    readonly owner: UserNamespace | undefined,
  ) {}

  /** As a link in /proc/PID/ns reads. */
  get link(): string {
    return `${this.kind}:[${this.id}]`;
  }
}

/** Whether `inner` is `outer` or lies below it. */
export function isWithin<N extends { readonly parent: N | undefined }>(inner: N, outer: N): boolean {
  for (let at: N | undefined = inner; at !== undefined; at = at.parent) if (at === outer) return true;
  return false;
}
