/**
 * Placement: which host gets which virtual machine (VM). A VM demands an amount of each resource, a host has so much of each.
 *
 * ```text
 *  VMs    [2 cores, 8 GiB] [4, 4] [1, 16] ...                  one number a resource
 *            |                |       |
 *            v                v       v
 *  hosts  +----------+     +----------+     +----------+
 *         | 16, 64   |     | 16, 64   |     | 16, 64   | off
 *         +----------+     +----------+     +----------+
 * ```
 *
 * With one resource this is bin packing; with several, vector bin packing. Finding the fewest hosts is NP-hard, so the files
 * beside this one are rivals that come near it. Left out: affinity, network distance, failure domains.
 *
 * @see E. G. Coffman, M. R. Garey, D. S. Johnson, "Approximation algorithms for bin packing: a survey" (1996)
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";

/** Amounts of each resource, such as cores and GiB of memory. All vectors of one problem have the same length. */
export type Resources = readonly number[];

/** Where VMs went. A VM that fits nowhere is refused: that is a result, not an error. */
export interface Placement {
  /** One entry a VM, in the order given: the index of its host, or -1 if it was refused. */
  readonly hostOf: Int32Array;
  /** Hosts that have at least one VM. */
  readonly hostsUsed: number;
  /** VMs that fit nowhere. */
  readonly refused: number;
}

/** A way to place VMs. */
export interface PlacementPolicy {
  /** What figures call it. */
  readonly name: string;
  /**
   * Places VMs on empty hosts.
   *
   * @param vms - demand of each VM, 0 or more of each resource, in order of arrival
   * @param hosts - capacity of each host, above 0 of each resource
   * @throws {@link DomainError} if an amount is negative or no number, or if vectors differ in length
   */
  place(vms: readonly Resources[], hosts: readonly Resources[]): Placement;
}

/** A policy that decides for one VM at a time, without knowing the next. */
export interface OnlinePolicy extends PlacementPolicy {
  /**
   * Starts with empty hosts.
   *
   * @throws {@link DomainError} if a capacity is not above 0, or if vectors differ in length
   */
  start(hosts: readonly Resources[]): Packer;
}

/** Hosts with VMs on them, to which VMs come and from which they go. */
export interface Packer {
  /** Puts a VM on a host and returns the host's index; -1 if it fits nowhere. */
  add(vm: Resources): number;
  /** Takes a VM away from its host. */
  remove(vm: Resources, host: number): void;
  /** Hosts that have at least one VM. */
  readonly hostsUsed: number;
}

/** Makes a whole policy of one that decides VM by VM. */
export function online(name: string, start: (hosts: readonly Resources[]) => Packer): OnlinePolicy {
  return {
    name,
    start,
    place: (vms, hosts) => {
      checkDemands(vms, hosts);
      const packer = start(hosts);
      const hostOf = Int32Array.from(vms, (vm) => packer.add(vm));
      return {
        hostOf,
        hostsUsed: packer.hostsUsed,
        refused: hostOf.reduce((sum, host) => sum + (host < 0 ? 1 : 0), 0),
      };
    },
  };
}

/** Refuses demands that are negative, no numbers, or of another length than the hosts' capacities. */
export function checkDemands(vms: readonly Resources[], hosts: readonly Resources[]): void {
  const resources = (hosts[0] ?? vms[0] ?? []).length;
  for (const vm of vms) {
    if (vm.length !== resources) throw new DomainError("a VM's demand", `to name ${resources} resources`, vm);
    for (const amount of vm) {
      if (!(amount >= 0 && amount < Infinity)) throw new DomainError("a VM's demand", "to be 0 or more", amount);
    }
  }
}

/** Refuses capacities that are not above 0, or that differ in length. */
export function checkCapacities(hosts: readonly Resources[]): void {
  const resources = hosts[0]?.length ?? 1;
  for (const host of hosts) {
    if (host.length !== resources || resources === 0) {
      throw new DomainError("a host's capacity", `to name ${Math.max(1, resources)} resources`, host);
    }
    for (const amount of host) {
      if (!(amount > 0 && amount < Infinity)) throw new DomainError("a host's capacity", "to be above 0", amount);
    }
  }
}
