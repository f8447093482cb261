/**
 * How few hosts could do: bounds from below, without placing anything.
 *
 * ```text
 *  sizes 6 6 6 2 2 of hosts of 10:
 *     by volume   22 / 10             -> 3 hosts
 *     by halves   no two 6s together  -> 3 hosts; 2 and 2 fit beside them
 * ```
 *
 * @see S. Martello, P. Toth, "Lower bounds and reduction procedures for the bin packing problem" (1990): L1 and L2
 *
 * @packageDocumentation
 */
import { DomainError } from "../../errors";
import { checkCapacities, checkDemands, type Resources } from "./placement";

/** A number of hosts is whole; a sum of fractions may be off in its last digits. */
const rounding = 1e-7;

/**
 * Martello and Toth's L1: the hosts that are needed if VMs could be cut, for the scarcest resource.
 *
 * @param vms - demand of each VM
 * @param host - capacity of every host
 * @throws {@link DomainError} if an amount is out of range, or vectors differ in length
 */
export function volumeBound(vms: readonly Resources[], host: Resources): number {
  check(vms, host);
  return Math.max(0, ...host.map((capacity, r) => roundUp(vms.reduce((sum, vm) => sum + vm[r]!, 0) / capacity)));
}

/**
 * Martello and Toth's L2, for each resource by itself: VMs above half a host are never together, and those small enough to be
 * beside them fill their gaps first. Never below {@link volumeBound}.
 *
 * @param vms - demand of each VM, each of which must fit on a host
 * @param host - capacity of every host
 * @throws {@link DomainError} if an amount is out of range, or a VM is larger than a host
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { cloud } from "strata";
 *
 * const vms = [[6], [6], [6], [6], [6]];
 * assert.equal(cloud.volumeBound(vms, [10]), 3);
 * assert.equal(cloud.hostsAtLeast(vms, [10]), 5);
 * ```
 */
export function hostsAtLeast(vms: readonly Resources[], host: Resources): number {
  check(vms, host);
  return Math.max(
    0,
    ...host.map((capacity, r) =>
      halvesBound(
        vms.map((vm) => vm[r]! / capacity),
        1 + rounding,
      ),
    ),
  );
}

/** L2 for sizes as shares of a host. */
function halvesBound(shares: readonly number[], whole: number): number {
  const sorted = [...shares].sort((one, other) => other - one);
  if (sorted[0] !== undefined && sorted[0] > whole) throw new DomainError("a VM", "to fit on a host", sorted[0]);
  const sums = [0];
  for (const share of sorted) sums.push(sums[sums.length - 1]! + share);
  const countAbove = (limit: number) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! > limit) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const halves = countAbove(0.5 * whole);
  let best = roundUp(sums[sums.length - 1]!);
  // Small VMs of at least `least` cannot go beside VMs above 1 - least.
  for (const least of new Set([0, ...sorted.slice(halves)])) {
    const alone = countAbove(whole - least);
    let end = countAbove(least);
    while (end < sorted.length && sorted[end]! === least) end++;
    const [gaps, small] = [halves - alone - (sums[halves]! - sums[alone]!), sums[end]! - sums[halves]!];
    best = Math.max(best, halves + roundUp(small - gaps));
  }
  return best;
}

function roundUp(hosts: number): number {
  return Math.max(0, Math.ceil(hosts - rounding));
}

function check(vms: readonly Resources[], host: Resources): void {
  checkCapacities([host]);
  checkDemands(vms, [host]);
}
