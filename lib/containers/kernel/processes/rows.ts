/** What there is in a kernel, as rows: for figures and tables. */
import type { Kernel } from "../kernel";
import type { PidNamespace } from "../namespaces/pid";
import type { LinkRow } from "../network/netlink";
import type { NetworkNamespace } from "../network/networkNamespace";
import { type Process, pidSeenBy } from "./process";

/** A process and its numbers. */
export interface ProcessRow {
  readonly name: string;
  /** Its number in the first namespace, then in each further one down to its own. */
  readonly pids: readonly number[];
  /** The number of its parent in the first namespace; 0 for the first process. */
  readonly parent: number;
  /** Number of its own namespace of process numbers. */
  readonly namespace: number;
}

/** Every process that has not ended, by its number in the first namespace. */
export function processRows(kernel: Kernel): ProcessRow[] {
  const first = kernel.first.pid;
  return first.members
    .filter(([, { state }]) => state !== "ended")
    .map(([, process]) => ({
      name: process.name === process.args[0] ? process.name : (process.args[0] ?? process.name),
      pids: levelsOf(process).map((namespace) => process.pids.get(namespace)!),
      parent: (process.parent && pidSeenBy(first, process.parent)) ?? 0,
      namespace: process.namespaces.pid.id,
    }));
}

/** Namespaces of process numbers from the first one to the process's own. */
function levelsOf(process: Process): PidNamespace<Process>[] {
  const levels: PidNamespace<Process>[] = [];
  for (let at: PidNamespace<Process> | undefined = process.namespaces.pid; at !== undefined; at = at.parent)
    levels.unshift(at);
  return levels;
}

/** A network and its interfaces. */
export interface NetworkRow {
  /** Number of the network namespace. */
  readonly namespace: number;
  /** The host name of those who use it. */
  readonly name: string;
  readonly links: readonly (LinkRow & { readonly peer?: { readonly namespace: number; readonly name: string } })[];
  /** Ports on which somebody listens, ascending. */
  readonly ports: readonly number[];
}

/** The networks of all processes, the first one first. */
export function networkRows(kernel: Kernel): NetworkRow[] {
  const names = new Map<NetworkNamespace, string>();
  for (const { namespaces } of [kernel.init, ...kernel.alive])
    if (!names.has(namespaces.net)) names.set(namespaces.net, namespaces.uts.hostname);
  return [...names].map(([network, name]) => ({
    namespace: network.id,
    name,
    links: network.rows.map((row) => {
      const peer = network.find(row.name)?.peer;
      return { ...row, ...(peer && { peer: { namespace: peer.namespace.id, name: peer.name } }) };
    }),
    ports: network.sockets
      .flatMap(({ local, state }) => (local && "port" in local && state === "listening" ? [local.port] : []))
      .sort((a, b) => a - b),
  }));
}
