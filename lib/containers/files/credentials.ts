/**
 * Who asks: user, groups, and which parts of root's power they hold.
 *
 * Source: credentials(7), capabilities(7).
 *
 * @packageDocumentation
 */
import type { Stat } from "./fileSystem";

/** Capabilities of Linux that some call of the small kernel asks for. */
export const capabilities = [
  "CAP_CHOWN",
  "CAP_DAC_OVERRIDE",
  "CAP_DAC_READ_SEARCH",
  "CAP_FOWNER",
  "CAP_FSETID",
  "CAP_KILL",
  "CAP_SETGID",
  "CAP_SETUID",
  "CAP_NET_BIND_SERVICE",
  "CAP_NET_ADMIN",
  "CAP_NET_RAW",
  "CAP_IPC_OWNER",
  "CAP_SYS_CHROOT",
  "CAP_SYS_PTRACE",
  "CAP_SYS_ADMIN",
  "CAP_SYS_BOOT",
  "CAP_SYS_NICE",
  "CAP_SYS_RESOURCE",
  "CAP_SYS_TIME",
  "CAP_SYS_MODULE",
  "CAP_MKNOD",
  "CAP_SETFCAP",
] as const;

/** One of them. */
export type Capability = (typeof capabilities)[number];

/** Who asks a file system. Identities are those of the initial user namespace. */
export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  /** Whether they hold a capability; `over` an inode, where that can depend on who owns it. */
  has(capability: Capability, over?: Stat): boolean;
}

/** User 0 with every capability. */
export const root: Credentials = { uid: 0, gid: 0, groups: [], has: () => true };

/** A user without capabilities. */
export function plainUser(uid: number, gid = uid, groups: readonly number[] = []): Credentials {
  return { uid, gid, groups, has: () => false };
}
