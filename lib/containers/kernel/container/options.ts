/** What a container is made of. */
import type { Capability, FileSystem } from "../../files";
import type { Description } from "../descriptors/description";
import type { Device } from "../devices/device";
import { type NamespaceKind, namespaceKinds } from "../namespaces/namespace";
import type { IdRange } from "../namespaces/user";
import type { Program, SystemCallTable } from "../program";

/** A directory or file of the host in a container's tree: changes are seen on both sides. */
export interface ContainerVolume {
  /** Path on the host. */
  readonly source: string;
  /** Path in the container; it must be there, or in a directory that is. */
  readonly target: string;
  /** Whether the container may change it; it may if not said. */
  readonly access?: "read" | "write";
}

/** A container to be. */
export interface ContainerOptions {
  readonly name: string;
  /** What runs: a program of this library, or the words of a command in the container's own file tree. */
  readonly command: Program | readonly string[];
  /** The container's own file tree. Without one it uses the host's. */
  readonly root?: FileSystem;
  /** Directories and files of the host that it shows, too; needs a tree of its own. */
  readonly volumes?: readonly ContainerVolume[];
  /** All but `user` if not given. */
  readonly namespaces?: readonly NamespaceKind[];
  /** The name if not given. */
  readonly hostname?: string;
  /** With a user namespace: which users of the host stand behind those inside; 65,536 from 100,000 on if not given. */
  readonly idMap?: IdRange;
  /** What its root may still do. */
  readonly capabilities?: readonly Capability[];
  /** Which devices its control group allows. */
  readonly devices?: readonly Device["name"][];
  /** Control files of its group, as `{ "memory.max": "64M", "cpu.weight": "200" }`. */
  readonly limits?: Readonly<Record<string, string>>;
  /** Which system calls are answered; all if not given. */
  readonly allowedCalls?: readonly (keyof SystemCallTable)[];
  /** A bridge of the host to be plugged into. */
  readonly network?: { readonly bridge: string; readonly address: string; readonly gateway?: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly directory?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** What descriptors 0, 1, 2, … lead to; the console if not given. */
  readonly descriptions?: readonly Description[];
}

/** The namespaces that a container has if nothing is said. */
export const containerNamespaces: readonly NamespaceKind[] = namespaceKinds.filter((kind) => kind !== "user");

/**
 * What root in a container may still do, if nothing is said.
 *
 * @see Docker documentation, "Running containers", "Runtime privilege and Linux capabilities"
 */
export const containerCapabilities: readonly Capability[] = [
  "CAP_CHOWN",
  "CAP_DAC_OVERRIDE",
  "CAP_FOWNER",
  "CAP_FSETID",
  "CAP_KILL",
  "CAP_SETGID",
  "CAP_SETUID",
  "CAP_NET_BIND_SERVICE",
  "CAP_NET_RAW",
  "CAP_SYS_CHROOT",
  "CAP_MKNOD",
  "CAP_SETFCAP",
];

/** The devices that a container may open, if nothing is said. */
export const containerDevices: readonly Device["name"][] = ["null", "zero", "full", "random", "urandom"];
